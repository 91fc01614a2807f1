"""The pages of proof-reading: one box with the progress, and the list of open questions."""

from dataclasses import dataclass
from functools import cached_property

from frameworks.desk.imports import Importing
from opportunities.exchange.reading.proposing.proposal import (
    Proposal,
    ProposedCell,
    ProposedColumn,
    ProposedStage,
    ReadingQuestion,
)
from opportunities.grid.snapshot import Wording

KINDS = {
    "apart": "One line, or several",
    "joined": "Joined lines",
    "long": "Long lines",
    "link": "Addresses that stand alone",
    "elsewhere": "Pointers to elsewhere",
    "as-another": "The same as another stage",
    "rows": "Boxes over several stages",
}
"""The labels of things to look at, by the part of the question's id after that of its box."""

OTHERS = "Others"


def by_kinds(proposal: Proposal) -> list[tuple[str, str, list[ReadingQuestion]]]:
    """Return the open questions about unread boxes by kind: the kind, its label, its questions."""
    found: dict[str, list[ReadingQuestion]] = {}
    for question in proposal.open_questions:
        box = f"{question.stage}.{question.column}"
        if box in proposal.cell_at and not proposal.cell_at[box].is_looked_at:
            kind = question.id.removeprefix(f"{box}.").partition(".")[0]
            found.setdefault(kind if kind in KINDS else "others", []).append(question)
    return [(kind, KINDS.get(kind, OTHERS), asked) for kind, asked in found.items()]


@dataclass(frozen=True)
class SourceRow:
    """A paragraph of the box in the file, and the index of the line made from it, from 0."""

    place: int
    text: str
    line: int | None
    is_word: bool

    @property
    def can_be_line(self) -> bool:
        return self.line is None and not self.is_word


@dataclass(frozen=True)
class Square:
    """A box on the map, with its state."""

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
    """The page of proof-reading: one box, and the progress. `asked` is the id of a box, or ""."""

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
        """The next unread box: after this one, else from the start."""
        behind = [cell for cell in self.cells[self.number + 1 :] if not cell.is_looked_at]
        return next((cell for cell in (*behind, *self.unread) if cell.id != self.cell.id), None)

    @property
    def after_asking(self) -> ProposedCell | None:
        """The next unread box with something to look at: after this one, else from the start."""
        around = (*self.cells[self.number + 1 :], *self.cells[: self.number])
        return next((one for one in around if not one.is_looked_at and self.asks_of(one)), None)

    @cached_property
    def _asks(self) -> dict[tuple[str, str], list[ReadingQuestion]]:
        found: dict[tuple[str, str], list[ReadingQuestion]] = {}
        for question in self.proposal.open_questions:
            found.setdefault((question.stage, question.column), []).append(question)
        return found

    def asks_of(self, cell: ProposedCell) -> list[ReadingQuestion]:
        return self._asks.get((cell.stage, cell.column), [])

    @property
    def questions(self) -> list[ReadingQuestion]:
        """The questions about this box, with the answered ones: answers can be changed."""
        at = (self.cell.stage, self.cell.column)
        asked = self.proposal.questions
        return [each for each in asked if (each.stage, each.column) == at]

    @property
    def elsewhere(self) -> list[int]:
        """The number of other boxes with the words of each line, in the order of the lines."""
        boxes = self.proposal.boxes_with
        return [len({*boxes.get(line.wording, ())} - {self.cell.id}) for line in self.cell.lines]

    @property
    def is_changed(self) -> bool:
        """Whether somebody changed the lines of the box."""
        return "lines" in self.importing.answers.cells.get(self.cell.id, {})

    @property
    def asks_nothing(self) -> int:
        """The number of unread boxes that can be ticked off."""
        return len(self.to_tick_off)

    @property
    def to_tick_off(self) -> list[str]:
        """The ids of unread boxes without open questions or lines that lack their provider."""
        mixed = {one.id for one in self.proposal.columns if one.is_mixed}
        return [
            cell.id
            for cell in self.unread
            if not self.asks_of(cell)
            and (cell.column not in mixed or all(line.tier for line in cell.lines))
        ]

    @cached_property
    def things(self) -> list[tuple[str, str, int]]:
        """The things to look at by kind: the kind, its label, and how many."""
        return [(kind, label, len(asked)) for kind, label, asked in by_kinds(self.proposal)]

    @property
    def source(self) -> list[SourceRow]:
        """The paragraphs of the box in the file, each with the index of the line made from it."""
        made = {
            place: number for number, line in enumerate(self.cell.lines) for place in line.source
        }
        return [
            SourceRow(place, paragraph.text, made.get(place), self._is_word(paragraph.text))
            for place, paragraph in enumerate(self.cell.paragraphs)
            if paragraph.text.strip()
        ]

    def _is_word(self, text: str) -> bool:
        """Return whether the text is the “PLUS” or “As above” of the box."""
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
    """A thing to look at, with its box and the words of the line it is about."""

    question: ReadingQuestion
    cell: ProposedCell
    stage: str
    column: ProposedColumn
    words: str


@dataclass(frozen=True)
class ThingsPage:
    """The page of all things to look at in unread boxes."""

    importing: Importing

    @cached_property
    def kinds(self) -> list[tuple[str, str, list[Thing]]]:
        return [
            (kind, label, [self._thing(question) for question in asked])
            for kind, label, asked in by_kinds(self.importing.proposal)
        ]

    def _thing(self, question: ReadingQuestion) -> Thing:
        proposal = self.importing.proposal
        cell = proposal.cell_at[f"{question.stage}.{question.column}"]
        stage = next(one.name for one in proposal.stages if one.id == cell.stage)
        column = next(one for one in proposal.columns if one.id == cell.column)
        words = ""
        if question.line is not None and question.line < len(cell.lines):
            words = cell.lines[question.line].wording.text
        return Thing(question, cell, stage, column, words)

    @property
    def questions(self) -> list[ReadingQuestion]:
        return [thing.question for _, _, things in self.kinds for thing in things]

    @cached_property
    def same(self) -> dict[str, tuple[Wording, tuple[str, ...]]]:
        """The lines in several boxes, most frequent first: wording and boxes, by the id of the
        first box and the line's index there."""
        proposal = self.importing.proposal
        several = [(say, boxes) for say, boxes in proposal.boxes_with.items() if len(boxes) > 1]
        found = {}
        for wording, boxes in sorted(several, key=lambda pair: -len(pair[1])):
            first = proposal.cell_at[boxes[0]]
            number = next(at for at, line in enumerate(first.lines) if line.wording == wording)
            found[f"{first.id}.{number}"] = wording, boxes
        return found

    def places(self, wording: Wording) -> dict[str, list[int]]:
        """Return the indexes of the lines with this wording, by box."""
        return {
            cell.id: numbers
            for cell in self.importing.proposal.cells
            if (numbers := [at for at, one in enumerate(cell.lines) if one.wording == wording])
        }
