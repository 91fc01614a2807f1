"""A framework as read from a file, for a person to review before it becomes a draft.

`propose(contents, answers)` in `propose.py` makes it anew each time from the file's contents and
people's answers so far, and changes neither. Only the answers are stored. Stages, columns and cells
are identified by their place in the file, so that an answer stays with its thing while others
change. `key` is the key in our own file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from opportunities.exchange.reading.tables import LeftOut, Paragraph
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ContinuationWord, Group, ProviderTier, StageFamily

NO_NAME = "(no name)"
"""The name of a stage of which the file says none, until a person gives one."""


class TableLayout(StrEnum):
    """How a table is read."""

    GRID = "grid"
    TURNED = "turned"
    ONE_STAGE = "one-stage"
    ROWS = "rows"
    TREE = "tree"
    OUTLINE = "outline"
    LEFT_OUT = "left-out"

    @property
    def label(self) -> str:
        return _LAYOUT_LABELS[self]


_LAYOUT_LABELS = {
    TableLayout.GRID: "A grid: stages down the side",
    TableLayout.TURNED: "A grid, turned: stages along the top",
    TableLayout.ONE_STAGE: "A table for one stage",
    TableLayout.ROWS: "A row for each opportunity, with its stages ticked or named",
    TableLayout.TREE: "A list whose codes say what belongs to what",
    TableLayout.OUTLINE: "Headings are stages, the bullets below them lines",
    TableLayout.LEFT_OUT: "Leave it out",
}


class RowUse(StrEnum):
    """The role of a row of a table."""

    HEADINGS = "headings"
    BAND = "band"
    STAGE = "stage"
    GOES_ON = "goes-on"
    ROLES = "roles"
    LEFT_OUT = "left-out"

    @property
    def label(self) -> str:
        return _USE_LABELS[self]


_USE_LABELS = {
    RowUse.HEADINGS: "Headings",
    RowUse.BAND: "A kind of staff or a stage, for the rows below",
    RowUse.STAGE: "A stage, or an opportunity",
    RowUse.GOES_ON: "Goes on with the row above",
    RowUse.ROLES: "Roles of the stages",
    RowUse.LEFT_OUT: "Leave it out",
}


class ColumnUse(StrEnum):
    """The role of a column of a grid."""

    STAGES = "stages"
    READ = "read"
    ROLES = "roles"
    STANDARDS = "standards"
    LEFT_OUT = "left-out"

    @property
    def label(self) -> str:
        return _COLUMN_LABELS[self]


_COLUMN_LABELS = {
    ColumnUse.STAGES: "The stages",
    ColumnUse.READ: "A column",
    ColumnUse.ROLES: "Roles of the stages",
    ColumnUse.STANDARDS: "Standards of the stages",
    ColumnUse.LEFT_OUT: "Leave it out",
}


@dataclass(frozen=True, slots=True)
class ReadingQuestion:
    """Something to check: its subject, a sentence, and the reason for asking.

    `choices` are the possible answers, each a value and its label, the one in force first; without
    choices people can only tick it off. `answer` is empty until somebody answers.
    """

    id: str
    text: str
    stage: str = ""
    column: str = ""
    line: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ProposedTable:
    """A table as it is read. `uses` has the role of each row, `columns` of each column if it is a
    grid. A turned table is described as turned. Headings and bullets outside tables appear as one
    table at the end, without rows.
    """

    number: int
    title: str
    where: str
    layout: TableLayout
    uses: tuple[RowUse, ...]
    reason: str = ""
    columns: tuple[ColumnUse, ...] = ()

    @property
    def layouts(self) -> tuple[TableLayout, ...]:
        """Return the possible layouts. Text without a table is not a table and comes last."""
        if self.where == THE_TEXT:
            return TableLayout.OUTLINE, TableLayout.LEFT_OUT
        return tuple(layout for layout in TableLayout if layout is not TableLayout.OUTLINE)


THE_TEXT = "the text"
"""The place of headings and bullets outside tables."""


@dataclass(frozen=True, slots=True)
class ProposedStage:
    """A stage. `group` and `family` are as answered or as the file states, else None;
    `guessed_group` and `guessed_family` are our guesses, with `reason`. `code` is its code in the
    file.
    """

    id: str
    name: str
    where: str = ""
    roles: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    summary: str = ""
    group: Group | None = None
    family: StageFamily | None = None
    guessed_group: Group | None = None
    guessed_family: StageFamily | None = None
    reason: str = ""
    code: str = ""
    key: UUID | None = None

    @property
    def is_unnamed(self) -> bool:
        """Whether a person must give it a name."""
        return self.name == NO_NAME and self.key is None


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """A column. `tier` is None until somebody says who provides it, unless it `is_mixed`.

    `guessed_same`: the id of the column of an earlier table that this may be.
    """

    id: str
    heading: str
    tier: ProviderTier | None = None
    is_mixed: bool = False
    guessed_tier: ProviderTier | None = None
    reason: str = ""
    key: UUID | None = None
    guessed_same: str = ""


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A line of a cell. `source`: the numbers of the paragraphs it was made from.

    `tier` is set if its column mixes providers. `code` is its code in the file. `is_apart`: it is a
    separate line, though its words stand in other boxes too.
    """

    wording: Wording
    source: tuple[int, ...] = ()
    tier: ProviderTier | None = None
    note: str = ""
    placement: UUID | None = None
    opportunity: UUID | None = None
    is_marked: bool | None = None
    code: str = ""
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class ProposedCell:
    """The content of a cell: the file's words, and the lines made of them."""

    stage: str
    column: str
    paragraphs: tuple[Paragraph, ...] = ()
    lines: tuple[ProposedLine, ...] = ()
    word: ContinuationWord | None = None
    heading: str = ""
    is_looked_at: bool = False
    where: str = ""

    @property
    def id(self) -> str:
        return f"{self.stage}.{self.column}"


@dataclass(frozen=True, slots=True)
class ProposedSection:
    """Text around the grid: its heading and its body in Markdown."""

    id: str
    heading: str
    body: str
    is_kept: bool = True
    key: UUID | None = None


@dataclass(frozen=True)
class Proposal:
    """The whole proposal. `left_out`: what is not used, with place and reason. `year`: the one on
    the front page of the file, if any.
    """

    title: str
    year: int | None = None
    tables: tuple[ProposedTable, ...] = ()
    stages: tuple[ProposedStage, ...] = ()
    columns: tuple[ProposedColumn, ...] = ()
    cells: tuple[ProposedCell, ...] = ()
    sections: tuple[ProposedSection, ...] = ()
    questions: tuple[ReadingQuestion, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def stage_at(self) -> dict[str, ProposedStage]:
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def column_at(self) -> dict[str, ProposedColumn]:
        return {column.id: column for column in self.columns}

    @cached_property
    def cell_at(self) -> dict[str, ProposedCell]:
        return {cell.id: cell for cell in self.cells}

    @cached_property
    def boxes_with(self) -> dict[Wording, tuple[str, ...]]:
        """The ids of the cells of each line, by its words: equal words are one line, unless it
        `is_apart`.
        """
        boxes: dict[Wording, dict[str, None]] = {}
        for cell in self.cells:
            for line in cell.lines:
                if not line.is_apart:
                    boxes.setdefault(line.wording, {})[cell.id] = None
        return {wording: tuple(ids) for wording, ids in boxes.items()}

    @property
    def open_questions(self) -> tuple[ReadingQuestion, ...]:
        """Questions without an answer."""
        return tuple(question for question in self.questions if not question.answer)

    @property
    def missing(self) -> list[str]:
        """Return sentences about what only people know and nobody has said: names of stages that
        have none, kinds of staff, career stages, providers.
        """
        sentences = [
            f"Say what the stage without a name is called ({stage.where})."
            for stage in self.stages
            if stage.is_unnamed
        ]
        sentences += [
            f"Say the kind of staff and the career stage of “{stage.name}”."
            for stage in self.stages
            if stage.group is None or stage.family is None
        ]
        return sentences + [
            f"Say who provides what stands under “{column.heading}”."
            for column in self.columns
            if column.tier is None and not column.is_mixed
        ]


@dataclass(frozen=True)
class Answers:
    """People's answers about a file so far, as stored: plain values by the ids of things.

    `tables` by number: {"layout": …, "uses": {row: use}, "columns": {column: use}}. `stages` by id:
    {"name", "group", "family", "roles", …, "is_left_out", "same_as": id}. `columns` by id:
    {"heading", "tier", "is_mixed", "is_left_out", "same_as"}. `cells` by id: {"lines": [{"text",
    "details", "link", "tier", "source", "is_apart", …}], "apart": [numbers of lines], "word",
    "is_looked_at"}. `sections` by id: {"is_kept", "heading"}. `questions` by id: one of its
    choices. `title`; `year` of the front page, "" for none, None until somebody answers.

    `against`, for a next edition: {"base": number of the edition, "is_part", "joined" and "apart":
    [[key in the edition, key in the file]], "choices": {decision: {"seen", "answer", "value"}}}.

    `codes` are not answers: the codes of rows in earlier files, with our keys (`codes.py`).

    `apart` and "is_apart" say that a line differs from one with the same words in another box.
    """

    title: str = ""
    year: int | str | None = None
    tables: Mapping[str, Any] = field(default_factory=dict)
    stages: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, Any] = field(default_factory=dict)
    sections: Mapping[str, Any] = field(default_factory=dict)
    questions: Mapping[str, Any] = field(default_factory=dict)
    against: Mapping[str, Any] = field(default_factory=dict)
    codes: Mapping[str, Any] = field(default_factory=dict)
