"""Keys of rows in files, marked so that a key beside the wrong words is noticed.

People sort a spreadsheet, fill it down and retype it. A file therefore writes a key together with
four check letters, derived from the key and the words beside it:

    6f1d2c1e-0b8a-5e57-9a55-0a4b7f1f0020-KMTB

If the letters do not fit the words in its row, either the row was reworded or the key belongs to
another row. The mark ends in a letter because spreadsheets count up what ends in a digit when they
fill down.

A row that names several things carries its number and check letters for each name with its key:

    12-KMTB-BCDF
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
"""No vowels, so that no words are spelt, and no L, which looks like other characters."""

LENGTH = 4

MARKED = re.compile(
    rf"([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})-([{LETTERS}]{{{LENGTH}}})",
    re.IGNORECASE,
)

ROW = re.compile(rf"\d{{1,7}}(?:-[{LETTERS}]{{{LENGTH}}})+", re.IGNORECASE)

PROPERTY = "CPD reference"
"""The document property, and the first cell of a hidden sheet, that identify the edition."""


@dataclass(frozen=True, slots=True)
class MarkedKey:
    """A key as read from a file, with its check letters."""

    key: UUID
    letters: str

    def matches(self, words: str) -> bool:
        """Return whether the key was written beside these words; spacing does not matter."""
        return self.letters == _letters(self.key, words)


def marked(key: UUID, words: str) -> str:
    """Return the key with check letters for these words, as files contain it."""
    return f"{key}-{_letters(key, words)}"


def read(text: str) -> MarkedKey | None:
    """Parse a marked key from a file; None if the text is not one."""
    found = MARKED.fullmatch(text.strip())
    return MarkedKey(UUID(found[1]), found[2].upper()) if found else None


@dataclass(frozen=True, slots=True)
class RowMark:
    """A row mark as read from a file: the original row number, and check letters for each name."""

    number: int
    letters: tuple[str, ...]

    def matches(self, place: int, key: UUID | None, name: str) -> bool:
        """Return whether the name at this position was written with this key."""
        return self.letters[place : place + 1] == (_letters(key, name),)


def row_mark(number: int, *named: tuple[UUID | None, str]) -> str:
    """Return the mark of row `number`, which names these things, each with its key."""
    return "-".join([str(number), *(_letters(key, name) for key, name in named)])


def read_row_mark(text: str) -> RowMark | None:
    """Parse a row mark from a file; None if the text is not one."""
    if not ROW.fullmatch(text.strip()):
        return None
    number, *letters = text.strip().upper().split("-")
    return RowMark(int(number), tuple(letters))


def _letters(key: UUID | None, words: str) -> str:
    one_space = " ".join(words.split())
    number = int.from_bytes(sha256(f"{key} {one_space}".encode(errors="replace")).digest())
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return letters
