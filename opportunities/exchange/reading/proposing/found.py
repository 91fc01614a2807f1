"""What was found in one table, before the tables of a file are combined."""

from dataclasses import dataclass, field
from uuid import UUID

from opportunities.exchange.reading.bullets import marker_of, plain
from opportunities.exchange.reading.proposing.box_lines import BREAKS
from opportunities.exchange.reading.proposing.proposal import (
    ColumnUse,
    ProposedLine,
    ReadingQuestion,
    RowUse,
)
from opportunities.exchange.reading.tables import Box, LeftOut, Paragraph, Table
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily


@dataclass
class FoundStage:
    """A stage and its place. `group` and `family` are set only if the file states them.

    `goes_on`: its name was printed with “(continued)”.
    """

    id: str
    name: str
    where: str = ""
    roles: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    summary: str = ""
    band: str = ""
    group: Group | None = None
    family: StageFamily | None = None
    code: str = ""
    key: UUID | None = None
    goes_on: bool = False


@dataclass
class FoundColumn:
    """A column, with the heading as this table prints it."""

    id: str
    heading: str
    tier: ProviderTier | None = None
    is_mixed: bool = False
    key: UUID | None = None


@dataclass
class FoundBox:
    """The content of a cell. `lines` is set if the table itself determines the lines.

    `starts`: numbers of the paragraphs that begin a further box. `heading`: one that is printed for
    this cell alone. `goes_on`: it stands at the top of a page, and may go on with the words of the
    box before it.
    """

    stage: str
    column: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    where: str = ""
    lines: list[ProposedLine] | None = None
    word: str = ""
    starts: set[int] = field(default_factory=set)
    heading: str = ""
    goes_on: bool = False


@dataclass
class FoundTable:
    """The result for one table. `used`: ids of its paragraphs.

    For a grid: `side` is the column with the stages, `columns_at` the column at each position,
    `last_stage` the stage that a table without headings may continue. `title` and `about` are what
    a table says of the whole framework.
    """

    uses: dict[int, RowUse] = field(default_factory=dict)
    stages: list[FoundStage] = field(default_factory=list)
    columns: list[FoundColumn] = field(default_factory=list)
    boxes: list[FoundBox] = field(default_factory=list)
    questions: list[ReadingQuestion] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    column_uses: dict[int, ColumnUse] = field(default_factory=dict)
    side: int = 0
    columns_at: dict[int, FoundColumn] = field(default_factory=dict)
    last_stage: FoundStage | None = None
    title: str = ""
    about: list[Paragraph] = field(default_factory=list)

    def use(self, box: Box) -> Box:
        self.used |= {id(paragraph) for paragraph in box.paragraphs}
        return box

    def drop_empty_stage(self, stage: FoundStage) -> None:
        """Drop a stage that is empty here, if the table itself names other stages."""
        if len(self.stages) > 1 and not any(box.stage == stage.id for box in self.boxes):
            self.stages.remove(stage)

    def leave_out(self, table: Table, box: Box, reason: str) -> None:
        self.use(box)
        for paragraph in box.paragraphs:
            if plain(paragraph.text):
                self.left_out.append(
                    LeftOut(paragraph.text.strip(), where_of(table, box.row), reason)
                )


def where_of(table: Table, row: int, column: int | None = None) -> str:
    """Return the place of a row or a box, for people."""
    place = [table.where or table.title, f"row {row + 1}"]
    if column is not None:
        place.append(f"column {column + 1}")
    return ", ".join(part for part in place if part)


def words_of(box: Box | None) -> str:
    """Return the words of a box in one line."""
    return plain(box.text) if box else ""


def is_bulleted(paragraph: Paragraph) -> bool:
    """Return whether this is a list entry, by its level or by a typed bullet."""
    return paragraph.level is not None or marker_of(paragraph.text).kind in ("sign", "minor")


def pieces_of(box: Box) -> list[str]:
    """Return the words of a box, one string per printed line."""
    return [
        words
        for paragraph in box.paragraphs
        for part in BREAKS.split(paragraph.text)
        if (words := plain(part))
    ]
