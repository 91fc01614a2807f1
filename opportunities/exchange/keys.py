"""Keys on their way out in a file and home again: marked, so that a key that slipped is seen.

A sheet is sorted, filled down and retyped. A key beside a line is therefore written with four
letters made from the key and the line's words together:

    6f1d2c1e-0b8a-5e57-9a55-0a4b7f1f0020-KMTB

Where the letters do not fit the words in its row, the row was reworded or the key belongs to
another. It ends in a letter, since a program that fills down counts up what ends in a digit.

A row that names several things has a mark of its number, and of each name with its key:

    12-KMTB-BCDF
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
"""No vowels, which would spell words, and no L, which looks like other signs."""

LENGTH = 4

MARKED = re.compile(
    rf"([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})-([{LETTERS}]{{{LENGTH}}})",
    re.IGNORECASE,
)

ROW = re.compile(rf"\d{{1,7}}(?:-[{LETTERS}]{{{LENGTH}}})+", re.IGNORECASE)

PROPERTY = "CPD reference"
"""The property of a document, and the first cell of a hidden sheet, that name its edition."""


@dataclass(frozen=True, slots=True)
class MarkedKey:
    """A key read back, with the letters that tell whose it is."""

    key: UUID
    letters: str

    def matches(self, words: str) -> bool:
        """Whether it was written beside these words; how they are spaced is no matter."""
        return self.letters == _letters(self.key, words)


def marked(key: UUID, words: str) -> str:
    """The key as files hold it beside these words."""
    return f"{key}-{_letters(key, words)}"


def read(text: str) -> MarkedKey | None:
    """The key that a file holds; None where this is none."""
    found = MARKED.fullmatch(text.strip())
    return MarkedKey(UUID(found[1]), found[2].upper()) if found else None


@dataclass(frozen=True, slots=True)
class RowMark:
    """The mark of a row read back: its number as it was written, and letters for each name."""

    number: int
    letters: tuple[str, ...]

    def matches(self, place: int, key: UUID | None, name: str) -> bool:
        """Whether the name in this place was written with this key."""
        return self.letters[place : place + 1] == (_letters(key, name),)


def row_mark(number: int, *named: tuple[UUID | None, str]) -> str:
    """The mark of the row with this number, which names these things, each with its key."""
    return "-".join([str(number), *(_letters(key, name) for key, name in named)])


def read_row_mark(text: str) -> RowMark | None:
    """The mark that a file holds; None where this is none."""
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
