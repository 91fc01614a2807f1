"""The pages of proof-reading: one box with the progress, and the list of open questions."""

from dataclasses import dataclass
from functools import cached_property

from frameworks.desk.imports import Importing
from opportunities.exchange.reading.proposing.proposal import (
    Proposal,
    ProposedCell,
    ProposedColumn,
    ProposedStage,
    Question,
)
from opportunities.grid.snapshot import Wording

KINDS = {
    "apart": "One line, or several",
    "joined": "Joined lines",
    "long": "Long lines",
    "link": "Addresses that stand alone",
    "elsewhere": "Pointers to elsewhere",
    "rows": "Boxes over several stages",
}
"""The kinds of things to look at, by what the id of a question says behind that of its box."""

OTHERS = "Others"


def by_kinds(proposal: Proposal) -> list[tuple[str, str, list[Question]]]:
    """The open questions about boxes, by kinds: the kind, how it is called, the questions."""
    found: dict[str, list[Question]] = {}
    for question in proposal.open_questions:
        box = f"{question.stage}.{question.column}"
        if box in proposal.cell_at and not proposal.cell_at[box].is_looked_at:
            kind = question.id.removeprefix(f"{box}.").partition(".")[0]
            found.setdefault(kind if kind in KINDS else "others", []).append(question)
    return [(kind, KINDS.get(kind, OTHERS), asked) for kind, asked in found.items()]


@dataclass(frozen=True)
class SourceRow:
    """A paragraph of the box as the file has it, and the number of its line, from 0."""

    place: int
    text: str
    line: int | None
    is_word: bool

    @property
    def can_be_line(self) -> bool:
        return self.line is None and not self.is_word


@dataclass(frozen=True)
class Square:
    """A box on the map: how it stands, in a sign and in words."""

    cell: ProposedCell | None
    asks: int
    is_here: bool

    @property
    def state_label(self) -> str:
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
        """The index of the current box, from 0: the one asked for, else the first unread."""
        ids = [cell.id for cell in self.cells]
        if self.asked in ids:
            return ids.index(self.asked)
        return ids.index(self.unread[0].id) if self.unread else len(ids) - 1

    @property
    def is_gone(self) -> bool:
        """Whether the box asked for no longer exists, as after a change of the shape."""
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
        for question in self.proposal.open_questions:
            found.setdefault((question.stage, question.column), []).append(question)
        return found

    def asks_of(self, cell: ProposedCell) -> list[Question]:
        return self._asks.get((cell.stage, cell.column), [])

    @property
    def questions(self) -> list[Question]:
        """What is asked of this box, also what was answered: it can be answered otherwise."""
        at = (self.cell.stage, self.cell.column)
        asked = self.proposal.questions
        return [each for each in asked if (each.stage, each.column) == at]

    @property
    def elsewhere(self) -> list[int]:
        """The number of other boxes with the words of each line."""
        boxes = self.proposal.boxes_with
        return [len({*boxes.get(line.wording, ())} - {self.cell.id}) for line in self.cell.lines]

    @property
    def is_changed(self) -> bool:
        """Whether somebody changed the lines of the box."""
        return "lines" in self.importing.answers.cells.get(self.cell.id, {})

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

    @cached_property
    def things(self) -> list[tuple[str, str, int]]:
        """What is to be looked at, by kinds: how each is called, and how much of it there is."""
        return [(kind, label, len(asked)) for kind, label, asked in by_kinds(self.proposal)]

    @property
    def source(self) -> list[SourceRow]:
        """Each paragraph of the box as the file has it, with the number of the line it became."""
        made = {
            place: number for number, line in enumerate(self.cell.lines) for place in line.source
        }
        return [
            SourceRow(place, paragraph.text, made.get(place), self._is_word(paragraph.text))
            for place, paragraph in enumerate(self.cell.paragraphs)
            if paragraph.text.strip()
        ]

    def _is_word(self, text: str) -> bool:
        """Whether it is the “PLUS” or “As above” of the box."""
        word = self.cell.word
        return word is not None and text.strip(" .:").casefold() == word.casefold()

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


@dataclass(frozen=True)
class Thing:
    """Something to look at, with its box and the words of the line it is about."""

    question: Question
    cell: ProposedCell
    stage: str
    column: ProposedColumn
    words: str


@dataclass(frozen=True)
class ThingsPage:
    """All that is to be looked at in the boxes that nobody looked at yet."""

    importing: Importing

    @cached_property
    def kinds(self) -> list[tuple[str, str, list[Thing]]]:
        return [
            (kind, label, [self._thing(question) for question in asked])
            for kind, label, asked in by_kinds(self.importing.proposal)
        ]

    def _thing(self, question: Question) -> Thing:
        proposal = self.importing.proposal
        cell = proposal.cell_at[f"{question.stage}.{question.column}"]
        stage = next(one.name for one in proposal.stages if one.id == cell.stage)
        column = next(one for one in proposal.columns if one.id == cell.column)
        words = ""
        if question.line is not None and question.line < len(cell.lines):
            words = cell.lines[question.line].wording.text
        return Thing(question, cell, stage, column, words)

    @property
    def questions(self) -> list[Question]:
        return [thing.question for _, _, things in self.kinds for thing in things]

    @cached_property
    def same(self) -> dict[str, tuple[Wording, tuple[str, ...]]]:
        """The lines that stand in several boxes, the most frequent first, by the box in which
        each stands first and its number there: what it says, and its boxes."""
        proposal = self.importing.proposal
        several = [(say, boxes) for say, boxes in proposal.boxes_with.items() if len(boxes) > 1]
        found = {}
        for wording, boxes in sorted(several, key=lambda pair: -len(pair[1])):
            first = proposal.cell_at[boxes[0]]
            number = next(at for at, line in enumerate(first.lines) if line.wording == wording)
            found[f"{first.id}.{number}"] = wording, boxes
        return found

    def places(self, wording: Wording) -> dict[str, list[int]]:
        """The numbers of the lines with this wording, by box."""
        return {
            cell.id: numbers
            for cell in self.importing.proposal.cells
            if (numbers := [at for at, one in enumerate(cell.lines) if one.wording == wording])
        }
