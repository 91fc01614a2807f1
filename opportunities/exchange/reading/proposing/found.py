"""What was found in one table, before the tables of a file are put together."""

from dataclasses import dataclass, field
from uuid import UUID

from opportunities.exchange.reading.bullets import marker_of, plain
from opportunities.exchange.reading.proposing.box_lines import BREAKS
from opportunities.exchange.reading.proposing.proposal import (
    ColumnUse,
    ProposedLine,
    Question,
    RowUse,
)
from opportunities.exchange.reading.tables import Box, LeftOut, Paragraph, Table
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily


@dataclass
class FoundStage:
    """A stage, where it stands. `group` and `family` only where the file says them."""

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
    """What stands in a cell. `lines` where the table itself says what is a line.

    `starts` are the numbers of the paragraphs with which a further box begins. `heading` is the
    one printed here alone, where the table says so.
    """

    stage: str
    column: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    where: str = ""
    lines: list[ProposedLine] | None = None
    word: str = ""
    starts: set[int] = field(default_factory=set)
    heading: str = ""


@dataclass
class Found:
    """All that one table gives. `used` are the ids of the paragraphs that stand in it.

    Of a grid: `side` is the column of the stages, `columns_at` the column that stands at a number,
    `last_stage` the one that a table without headings may go on with. `title` and `about` are what
    a table says of the framework as a whole.
    """

    uses: dict[int, RowUse] = field(default_factory=dict)
    stages: list[FoundStage] = field(default_factory=list)
    columns: list[FoundColumn] = field(default_factory=list)
    boxes: list[FoundBox] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
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
        """Drops a stage of which nothing stands here, where the table names others itself."""
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
    """The place of a row or a box, for people."""
    place = [table.where or table.title, f"row {row + 1}"]
    if column is not None:
        place.append(f"column {column + 1}")
    return ", ".join(part for part in place if part)


def words_of(box: Box | None) -> str:
    """The words of a box in one line."""
    return plain(box.text) if box else ""


def is_bulleted(paragraph: Paragraph) -> bool:
    """Whether it is an entry of a list, by its level or by the bullet that was typed."""
    return paragraph.level is not None or marker_of(paragraph.text).kind in ("sign", "minor")


def pieces_of(box: Box) -> list[str]:
    """The words of a box, one for each of its printed lines."""
    return [
        words
        for paragraph in box.paragraphs
        for part in BREAKS.split(paragraph.text)
        if (words := plain(part))
    ]
