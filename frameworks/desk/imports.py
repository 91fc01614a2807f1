"""The pages on which a file is brought in, laid out: what was found in it, and box by box."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.forms import BoundField
from django.urls import reverse

from frameworks.forms.imports import ShapeForm, shape_questions
from frameworks.models import Import
from opportunities.exchange.reading.as_json import answers_from_json
from opportunities.exchange.reading.proposal import (
    Answers,
    Layout,
    Proposal,
    ProposedCell,
    ProposedColumn,
    ProposedStage,
    ProposedTable,
    Question,
    RowUse,
)
from opportunities.exchange.reading.proposing import propose
from opportunities.exchange.reading.tables import Box, FileContents, Table
from opportunities.exchange.reading.tables_as_grids import turned

FOLDED_ABOVE = 6
"""So many tables are shown row by row; more are folded, and each is opened by who wants to see."""


@dataclass(frozen=True)
class Importing:
    """An import with what is proposed of it now."""

    stored: Import

    @cached_property
    def contents(self) -> FileContents:
        return self.stored.printed

    @cached_property
    def answers(self) -> Answers:
        return answers_from_json(self.stored.answers)

    @cached_property
    def proposal(self) -> Proposal:
        return propose(self.contents, self.answers)

    def address(self, page: str) -> str:
        return reverse(page, args=[self.stored.organisation.slug, self.stored.pk])


@dataclass(frozen=True)
class Piece:
    """A box of a table as the file has it: its first line, and how many more there are."""

    first: str
    more: int
    columns: int
    is_merged: bool


@dataclass(frozen=True)
class FoundRow:
    """A row of a table: how it is read, and what stands in it."""

    use: RowUse
    field: BoundField | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class FoundTable:
    """A table of the file, with how it is read."""

    proposed: ProposedTable
    layout: BoundField
    rows: tuple[FoundRow, ...]
    is_open: bool


@dataclass(frozen=True)
class FoundThing:
    """A stage, a column or a section, with its fields by name."""

    thing: object
    fields: dict[str, BoundField]

    @property
    def is_open(self) -> bool:
        """Whether something of it must still be chosen."""
        needed = (self.fields[name] for name in ("group", "family", "tier") if name in self.fields)
        return any(not field.value() for field in needed)


@dataclass(frozen=True)
class FoundPage:
    """What we found: everything that is asked before the words are read."""

    importing: Importing
    form: ShapeForm

    @cached_property
    def proposal(self) -> Proposal:
        return self.importing.proposal

    @property
    def tables(self) -> list[FoundTable]:
        are_few = len(self.proposal.tables) <= FOLDED_ABOVE
        return [self._table(table, are_few) for table in self.proposal.tables]

    def _table(self, proposed: ProposedTable, are_few: bool) -> FoundTable:
        fields = self.form.of("table", proposed.number, rows=True)
        table = self.importing.contents.tables[proposed.number - 1]
        if proposed.layout is Layout.TURNED:
            table = turned(table)
        rows = tuple(
            FoundRow(use, fields.get(str(number)), tuple(_pieces(table, number)))
            for number, use in enumerate(proposed.uses)
            if str(number) in fields
        )
        layout = self.form.of("table", proposed.number)["layout"]
        is_open = are_few and proposed.layout is not Layout.LEFT_OUT
        return FoundTable(proposed, layout, rows, is_open)

    @property
    def stages(self) -> list[FoundThing]:
        return [FoundThing(one, self.form.of("stage", one.id)) for one in self.proposal.stages]

    @property
    def columns(self) -> list[FoundThing]:
        return [FoundThing(one, self.form.of("column", one.id)) for one in self.proposal.columns]

    @property
    def sections(self) -> list[FoundThing]:
        return [FoundThing(one, self.form.of("section", one.id)) for one in self.proposal.sections]

    @property
    def questions(self) -> list[FoundThing]:
        asked = shape_questions(self.proposal)
        return [FoundThing(one, self.form.of("question", one.id)) for one in asked]

    @property
    def taken_out(self) -> list[tuple[str, str, str]]:
        """Stages and columns that a person left out or joined: what to post to have them back."""
        kinds = (
            ("stage", self.importing.answers.stages),
            ("column", self.importing.answers.columns),
        )
        return [
            (f"{kind}/{id}", said.get("was", id), "left out" if "is_left_out" in said else "joined")
            for kind, things in kinds
            for id, said in things.items()
            if said.get("is_left_out") or said.get("same_as")
        ]

    @property
    def line_count(self) -> int:
        return sum(len(cell.lines) for cell in self.proposal.cells)


def _pieces(table: Table, row: int) -> Iterator[Piece]:
    for box in table.row(row):
        yield _piece(box, is_merged=box.row < row)


def _piece(box: Box, is_merged: bool) -> Piece:
    lines = [paragraph.text for paragraph in box.paragraphs if paragraph.text.strip()]
    first = lines[0][:200] if lines else ""
    return Piece(first, max(0, len(lines) - 1), box.columns, is_merged)


@dataclass(frozen=True)
class Square:
    """A box on the map: how it stands, in a sign and in words."""

    cell: ProposedCell | None
    asks: int
    is_here: bool

    @property
    def said(self) -> str:
        if self.cell is None or self.cell.is_looked_at:
            return "looked at"
        things = "1 thing" if self.asks == 1 else f"{self.asks} things"
        return f"{things} to look at" if self.asks else "not looked at"


@dataclass(frozen=True)
class ProofPage:
    """Proof-reading: one box, and how far one is."""

    importing: Importing
    asked: str = ""

    @cached_property
    def proposal(self) -> Proposal:
        return self.importing.proposal

    @property
    def cells(self) -> tuple[ProposedCell, ...]:
        return self.proposal.cells

    @cached_property
    def unread(self) -> list[ProposedCell]:
        return [cell for cell in self.cells if not cell.is_looked_at]

    @cached_property
    def done(self) -> int:
        return len(self.cells) - len(self.unread)

    @cached_property
    def number(self) -> int:
        """The place of the box at hand, from 0: the one asked for, else the first unread."""
        ids = [cell.id for cell in self.cells]
        if self.asked in ids:
            return ids.index(self.asked)
        return ids.index(self.unread[0].id) if self.unread else len(ids) - 1

    @property
    def is_gone(self) -> bool:
        """Whether the box asked for is none any more, as after a change of what we found."""
        return bool(self.asked) and self.asked not in self.proposal.cell_at

    @property
    def cell(self) -> ProposedCell:
        return self.cells[self.number]

    @cached_property
    def stage(self) -> ProposedStage:
        return next(one for one in self.proposal.stages if one.id == self.cell.stage)

    @cached_property
    def column(self) -> ProposedColumn:
        return next(one for one in self.proposal.columns if one.id == self.cell.column)

    @property
    def before(self) -> ProposedCell | None:
        return self.cells[self.number - 1] if self.number else None

    @property
    def after(self) -> ProposedCell | None:
        """The next box that nobody looked at: behind this one, else from the start."""
        behind = [cell for cell in self.cells[self.number + 1 :] if not cell.is_looked_at]
        return next((cell for cell in (*behind, *self.unread) if cell.id != self.cell.id), None)

    @property
    def after_asking(self) -> ProposedCell | None:
        """The next of these in which there is something to look at."""
        around = (*self.cells[self.number + 1 :], *self.cells[: self.number])
        return next((one for one in around if not one.is_looked_at and self.asks_of(one)), None)

    @cached_property
    def _asks(self) -> dict[tuple[str, str], list[Question]]:
        found: dict[tuple[str, str], list[Question]] = {}
        for question in self.proposal.questions:
            found.setdefault((question.stage, question.column), []).append(question)
        return found

    def asks_of(self, cell: ProposedCell) -> list[Question]:
        return self._asks.get((cell.stage, cell.column), [])

    @property
    def questions(self) -> list[Question]:
        return self.asks_of(self.cell)

    @property
    def asks_nothing(self) -> int:
        """How many boxes nobody looked at in which there is nothing to look at."""
        return len(self.to_tick_off)

    @property
    def to_tick_off(self) -> list[str]:
        """What can be ticked off unread: a box whose lines lack their provider cannot."""
        mixed = {one.id for one in self.proposal.columns if one.is_mixed}
        return [
            cell.id
            for cell in self.unread
            if not self.asks_of(cell)
            and (cell.column not in mixed or all(line.tier for line in cell.lines))
        ]

    @property
    def things(self) -> int:
        return sum(len(self.asks_of(cell)) for cell in self.unread)

    @property
    def source(self) -> list[tuple[str, str]]:
        """Each paragraph of the box as the file has it, with the number of the line it became."""
        made = {
            place: str(number)
            for number, line in enumerate(self.cell.lines, start=1)
            for place in line.source
        }
        return [
            (made.get(place, "–"), paragraph.text)
            for place, paragraph in enumerate(self.cell.paragraphs)
            if paragraph.text.strip()
        ]

    @property
    def map(self) -> list[tuple[ProposedStage, list[tuple[ProposedColumn, Square]]]]:
        at = self.proposal.cell_at
        return [
            (
                stage,
                [
                    (column, self._square(at.get(f"{stage.id}.{column.id}")))
                    for column in self.proposal.columns
                ],
            )
            for stage in self.proposal.stages
        ]

    def _square(self, cell: ProposedCell | None) -> Square:
        asks = len(self.asks_of(cell)) if cell else 0
        return Square(cell, asks, cell is not None and cell.id == self.cell.id)
