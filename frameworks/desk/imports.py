"""The page of an import that shows what we found in the file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.forms import BoundField
from django.urls import reverse

from frameworks.forms.imports import ShapeForm, rows_asked, shape_questions
from frameworks.models import Import
from frameworks.queries.next_editions import answers_of
from opportunities.exchange.reading.as_json import answers_from_json
from opportunities.exchange.reading.bullets import plain
from opportunities.exchange.reading.proposing.proposal import (
    Answers,
    Proposal,
    ProposedTable,
    RowUse,
    TableLayout,
)
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.proposing.tables_as_grids import transposed
from opportunities.exchange.reading.tables import Box, FileContents, LeftOut, Table

MOST_LEFT_OUT = 500
"""The number of things left out that the page shows one by one; it counts the others by reason."""

FOLDED_ABOVE = 6
"""The number of tables up to which the page shows them open; if there are more, all are folded."""


@dataclass(frozen=True)
class Importing:
    """An import with its current proposal."""

    stored: Import

    @cached_property
    def contents(self) -> FileContents:
        return self.stored.printed

    @cached_property
    def answers(self) -> Answers:
        return answers_from_json(self.stored.answers)

    @cached_property
    def proposal(self) -> Proposal:
        return propose(self.contents, answers_of(self.stored))

    def address(self, page: str) -> str:
        return reverse(page, args=[self.stored.organisation.slug, self.stored.pk])


@dataclass(frozen=True)
class Piece:
    """A box of a table in the file: its first line, and the number of further lines."""

    first: str
    more: int
    columns: int
    is_merged: bool


@dataclass(frozen=True)
class FoundRow:
    """A row of a table: how it is read, and its boxes."""

    use: RowUse
    field: BoundField | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ColumnCard:
    """A column of a table: what it is, and its heading."""

    field: BoundField
    heading: str


@dataclass(frozen=True)
class TableCard:
    """A table of the file, with how it is read."""

    proposed: ProposedTable
    layout: BoundField
    columns: tuple[ColumnCard, ...]
    rows: tuple[FoundRow, ...]
    is_open: bool

    @property
    def rows_alike(self) -> int:
        """The number of further rows, each read as an opportunity."""
        return len(self.proposed.uses) - len(rows_asked(self.proposed)) if self.rows else 0


@dataclass(frozen=True)
class FoundThing:
    """A stage, a column or a section, with its fields by name.

    `may_be`: the heading of the column that this one may be.
    """

    thing: object
    fields: dict[str, BoundField]
    may_be: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a field must still be chosen."""
        needed = (self.fields[name] for name in ("group", "family", "tier") if name in self.fields)
        return any(not field.value() for field in needed)


@dataclass(frozen=True)
class FoundPage:
    """The page of what we found: all questions before proof-reading."""

    importing: Importing
    form: ShapeForm

    @cached_property
    def proposal(self) -> Proposal:
        return self.importing.proposal

    @property
    def table_count(self) -> int:
        return len(self.importing.contents.tables)

    @property
    def has_tables(self) -> bool:
        return self.table_count > 0

    @property
    def tables(self) -> list[TableCard]:
        are_few = len(self.proposal.tables) <= FOLDED_ABOVE
        return [self._table(table, are_few) for table in self.proposal.tables]

    def _table(self, proposed: ProposedTable, are_few: bool) -> TableCard:
        fields = self.form.of("table", proposed.number, within="row/")
        tables = self.importing.contents.tables
        is_text = proposed.number > len(tables)
        table = Table(()) if is_text else tables[proposed.number - 1]
        if proposed.layout is TableLayout.TURNED:
            table = transposed(table)
        rows = tuple(
            FoundRow(use, fields.get(str(number)), tuple(_pieces(table, number)))
            for number, use in enumerate(proposed.uses)
            if str(number) in fields and _is_filled(table, number)
        )
        layout = self.form.of("table", proposed.number)["layout"]
        is_open = are_few and proposed.layout is not TableLayout.LEFT_OUT
        columns = tuple(
            ColumnCard(field, _heading(table, proposed.uses, int(number)))
            for number, field in self.form.of("table", proposed.number, within="column/").items()
        )
        return TableCard(proposed, layout, columns, rows, is_open)

    @property
    def stages(self) -> list[FoundThing]:
        return [FoundThing(one, self.form.of("stage", one.id)) for one in self.proposal.stages]

    @property
    def columns(self) -> list[FoundThing]:
        headings = {one.id: one.heading for one in self.proposal.columns}
        return [
            FoundThing(one, self.form.of("column", one.id), headings.get(one.guessed_same, ""))
            for one in self.proposal.columns
        ]

    @property
    def has_columns_alike(self) -> bool:
        return any(column.guessed_same for column in self.proposal.columns)

    @property
    def sections(self) -> list[FoundThing]:
        return [FoundThing(one, self.form.of("section", one.id)) for one in self.proposal.sections]

    @property
    def questions(self) -> list[FoundThing]:
        asked = shape_questions(self.proposal)
        return [FoundThing(one, self.form.of("question", one.id)) for one in asked]

    @property
    def open_questions(self) -> int:
        return sum(not question.answer for question in shape_questions(self.proposal))

    @property
    def taken_out(self) -> list[tuple[str, str, str]]:
        """The stages and columns left out or joined: value to post to restore it, name, how."""
        kinds = (
            ("stage", self.importing.answers.stages),
            ("column", self.importing.answers.columns),
        )
        return [
            (
                f"{kind}/{id}",
                answer.get("was", id),
                "left out" if "is_left_out" in answer else "joined",
            )
            for kind, things in kinds
            for id, answer in things.items()
            if answer.get("is_left_out") or answer.get("same_as")
        ]

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return self.proposal.left_out[:MOST_LEFT_OUT]

    @property
    def more_left_out(self) -> list[tuple[str, int]]:
        """How many more are left out for each reason, the most frequent first."""
        rest = self.proposal.left_out[MOST_LEFT_OUT:]
        return Counter(one.reason for one in rest).most_common()

    @property
    def line_count(self) -> int:
        return sum(len(cell.lines) for cell in self.proposal.cells)


def _heading(table: Table, uses: Sequence[RowUse], column: int) -> str:
    """Return the lowest heading over a column, "" if there is none."""
    rows = [row for row, use in enumerate(uses) if use is RowUse.HEADINGS]
    words = (plain(table.at[row, column].text) for row in rows if (row, column) in table.at)
    return next((each for each in reversed([*words]) if each), "")


def _is_filled(table: Table, row: int) -> bool:
    return any(plain(box.text) for box in table.row(row))


def _pieces(table: Table, row: int) -> Iterator[Piece]:
    """Yield the boxes of a row, each below its heading: an empty piece fills each gap."""
    at = 0
    for box in table.row(row):
        if box.column > at:
            yield Piece("", 0, box.column - at, is_merged=False)
        yield _piece(box, is_merged=box.row < row)
        at = box.column + box.columns
    if at < table.size[1]:
        yield Piece("", 0, table.size[1] - at, is_merged=False)


def _piece(box: Box, is_merged: bool) -> Piece:
    lines = [paragraph.text for paragraph in box.paragraphs if paragraph.text.strip()]
    first = lines[0][:200] if lines else ""
    return Piece(first, max(0, len(lines) - 1), box.columns, is_merged)
