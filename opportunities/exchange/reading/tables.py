"""FileContents: the tables and text of a file, before their meaning is known.

The reader of a format turns bytes into FileContents and decides nothing else. Which tables are
grids, where stages are and what is a line is proposed from that, alike for every format.
"""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from opportunities.exchange.scope import Scope
from opportunities.grid.vocabulary import ProviderTier


class CannotRead(Exception):
    """Raised for a file that cannot be read. Carries a sentence that says what it is, and what to
    do.
    """


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as printed, without its bullet unless that is a typed character.

    `level`: its list level, 0 for the first; None outside lists. `heading`: its heading level, 1
    for the highest; 0 if it is none. `link`: the first web address that its words link to. In our
    own files `placement` and `opportunity` are the keys beside the words, and `is_marked` says
    whether the check letters show that they belong together (None: the file has none); `tier` is
    who provides the line, or what is under the heading. `key` is the key of the stage or column of
    this name, or of a section: on its heading, and on its body, which is verbatim Markdown.
    `beside`: further fields of a line in our own Word file, by name. `where`: its place, for
    people: "page 3", "row 14".
    """

    text: str
    level: int | None = None
    heading: int = 0
    is_bold: bool = False
    link: str = ""
    placement: UUID | None = None
    opportunity: UUID | None = None
    is_marked: bool | None = None
    tier: ProviderTier | None = None
    where: str = ""
    key: UUID | None = None
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A box of a table: its first row and column (from 0), and how many of each it spans."""

    row: int
    column: int
    paragraphs: tuple[Paragraph, ...] = ()
    rows: int = 1
    columns: int = 1
    is_heading: bool = False

    @property
    def text(self) -> str:
        """Its words, one paragraph on each line."""
        if len(self.paragraphs) == 1:
            return self.paragraphs[0].text
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True)
class Table:
    """A table: its boxes in reading order. `title`: the heading above it, or the sheet's name.

    `heading_rows`: how many rows the file itself repeats or marks as headings.
    """

    boxes: tuple[Box, ...]
    title: str = ""
    where: str = ""
    heading_rows: int = 0
    is_hidden: bool = False

    @cached_property
    def size(self) -> tuple[int, int]:
        """The number of rows and of columns."""
        rows = max((box.row + box.rows for box in self.boxes), default=0)
        return rows, max((box.column + box.columns for box in self.boxes), default=0)

    @cached_property
    def at(self) -> dict[tuple[int, int], Box]:
        """The box at each row and column; one that spans several is at each of them."""
        return {
            (row, column): box
            for box in self.boxes
            for row in range(box.row, box.row + box.rows)
            for column in range(box.column, box.column + box.columns)
        }

    def row(self, number: int) -> tuple[Box, ...]:
        """Return the boxes of a row from left to right, without repeats."""
        return self._rows.get(number, ())

    @cached_property
    def _rows(self) -> dict[int, tuple[Box, ...]]:
        rows: dict[int, dict[int, Box]] = {}
        for row, column in sorted(self.at):
            box = self.at[row, column]
            rows.setdefault(row, {}).setdefault(id(box), box)
        return {row: tuple(boxes.values()) for row, boxes in rows.items()}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in the file that is not read: what it is, where, and why."""

    what: str
    where: str
    reason: str


@dataclass(frozen=True)
class FileContents:
    """Everything that a file prints, in order. `reference`: that of our edition it came from.

    `fingerprint`: the full fingerprint of that edition, if the file has it; `scope`: which part of
    it the file contains, None if the file does not say; `frame`: what its table of lines cannot
    contain, as JSON text (`own_frame.py`). `notes`: sentences about the whole file, such as that
    tracked changes count as accepted.
    """

    blocks: tuple[Table | Paragraph, ...]
    left_out: tuple[LeftOut, ...] = ()
    title: str = ""
    reference: str = ""
    fingerprint: str = ""
    notes: tuple[str, ...] = ()
    scope: Scope | None = None
    frame: str = ""

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))
