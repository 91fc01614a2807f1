"""FileContents: the tables and text of a file, before anybody says what they mean.

A reader of one format turns bytes into FileContents and decides nothing else: which tables are
grids, where stages stand, what is a line is proposed from here, alike for every format.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from opportunities.exchange.scope import Scope
from opportunities.grid.vocabulary import ProviderTier


class CannotRead(Exception):
    """The file cannot be read. Carries a sentence that says what it is, and what to do."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as printed, without its bullet where that is no typed character.

    `level` is that of a list, 0 for its first level; None outside lists. `heading` is that of a
    heading, 1 for the highest; 0 for none. `link` is the first web address that its words lead
    to. In our own files `placement` and `opportunity` are the keys that stand beside the words,
    and `is_marked` says whether the file shows that they belong to them (None: it cannot say);
    `tier` is who provides the line, or what stands under the heading. `key` is that of the stage
    or column of this name, or of a section: of its heading, and of its body, which then stands
    there in Markdown as it is.
    `beside` is what else our own Word file says of a line, by the names of the fields.
    `where` says where it stands, for people: "page 3", "row 14".
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
    """A box of a table: its first row and column (from 0), how many of each it covers."""

    row: int
    column: int
    paragraphs: tuple[Paragraph, ...] = ()
    rows: int = 1
    columns: int = 1
    is_heading: bool = False

    @property
    def text(self) -> str:
        """Its words, a paragraph a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True)
class Table:
    """A table: its boxes in reading order. `title` is the heading above it, or the sheet's name.

    `heading_rows` is how many rows the file itself repeats or marks as headings.
    """

    boxes: tuple[Box, ...]
    title: str = ""
    where: str = ""
    heading_rows: int = 0
    is_hidden: bool = False

    @cached_property
    def size(self) -> tuple[int, int]:
        """How many rows and columns it has."""
        rows = max((box.row + box.rows for box in self.boxes), default=0)
        return rows, max((box.column + box.columns for box in self.boxes), default=0)

    @cached_property
    def at(self) -> dict[tuple[int, int], Box]:
        """The box that covers a row and column; a box over several stands at each of them."""
        return {
            (row, column): box
            for box in self.boxes
            for row in range(box.row, box.row + box.rows)
            for column in range(box.column, box.column + box.columns)
        }

    def row(self, number: int) -> Iterator[Box]:
        """The boxes of a row from left to right, each once."""
        seen: set[int] = set()
        for column in range(self.size[1]):
            box = self.at.get((number, column))
            if box is not None and id(box) not in seen:
                seen.add(id(box))
                yield box


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the file that is not read: what it is, where it stands, and why."""

    what: str
    where: str
    reason: str


@dataclass(frozen=True)
class FileContents:
    """All that a file prints, in its order. `reference` is that of our edition it came from.

    `fingerprint` likewise, in whole, where the file keeps it; `scope` says what of that edition it
    holds, None where the file does not say; `frame` what its table of lines does not say, as the
    text of its JSON (`own_frame.py`). `notes` are sentences about the whole of it, such as
    that tracked changes are read as accepted.
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
