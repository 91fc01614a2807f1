"""The labels, questions and answers of an update's decisions.

The copy is "ours" and the followed framework "theirs", as in `merge`.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from opportunities.grid.fields import BESIDE, FIELDS, as_lines, in_words
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Place,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.merge import MISSING, Answer, Decision, DecisionKind, Line, What

HEADINGS = {
    DecisionKind.NEW: "New stages: are they for us?",
    DecisionKind.NEEDS_YOU: "Needs you",
    DecisionKind.WITHDREW: "They withdrew something you changed",
    DecisionKind.HIDDEN: "You had hidden this",
    DecisionKind.SAME: "Added by both",
    DecisionKind.KEPT: "Corrected by them, reworded by you",
    DecisionKind.APPLIES: "Applies by itself",
}
"""The groups of the page, in its order."""

SAID = {
    DecisionKind.NEW: "They come in unless you say otherwise",
    DecisionKind.NEEDS_YOU: "You and they both changed it",
    DecisionKind.WITHDREW: "Keep it as your own, or let it go",
    DecisionKind.HIDDEN: "Stays hidden unless you say otherwise",
    DecisionKind.SAME: "The same words in the same place: offered as one",
    DecisionKind.KEPT: "Yours stays unless you say otherwise",
    DecisionKind.APPLIES: "You never touched these",
}

COUNTED = {
    DecisionKind.NEW: "new as a whole stage",
    DecisionKind.NEEDS_YOU: "changed by you and by them",
    DecisionKind.WITHDREW: "withdrawn by them, changed by you",
    DecisionKind.HIDDEN: "hidden by you",
    DecisionKind.SAME: "added by both of you",
    DecisionKind.KEPT: "corrected by them, reworded by you",
    DecisionKind.APPLIES: "coming in without a question",
}
"""Labels after a count, singular or plural."""

FOR_ALL = {
    Answer.OURS: "keep ours",
    Answer.THEIRS: "take theirs",
    Answer.KEEP: "keep ours",
    Answer.LET_GO: "let them go",
    Answer.LEAVE: "leave them hidden",
    Answer.SHOW_OURS: "show ours",
    Answer.SHOW_THEIRS: "show theirs",
    Answer.FOR_US: "all for us",
    Answer.NOT_FOR_US: "none for us",
    Answer.ONE: "once",
    Answer.BOTH: "twice",
}
"""Labels of answers to many decisions at once."""

PROPOSED = {
    Answer.FOR_US: "You show what they have for the same staff, so we suggest “Yes”.",
    Answer.NOT_FOR_US: "You hid what they have for the same staff, so we suggest “Not for us”.",
}
"""Why an answer to the question about a new stage is suggested."""

CHOOSES_THEIRS = frozenset(
    {Answer.THEIRS, Answer.LET_GO, Answer.ONE, Answer.FOR_US, Answer.SHOW_THEIRS}
)
"""The answers that are placed under their text; the others are under ours."""

NEEDS_MORE = frozenset({Answer.OWN, Answer.MOVE})
"""The answers that need further input: words, or a place."""

REPORTED = {
    DecisionKind.NEW: "New stages",
    DecisionKind.NEEDS_YOU: "Both had changed it",
    DecisionKind.WITHDREW: "They withdrew what we had changed",
    DecisionKind.HIDDEN: "We had hidden it",
    DecisionKind.SAME: "Added by both",
    DecisionKind.KEPT: "They corrected what we had reworded",
    DecisionKind.APPLIES: "Came in by itself",
}

ROWS: dict[type, str] = {
    Stage: "stage",
    Column: "column",
    Opportunity: "line",
    Placement: "line",
    Section: "section of text",
    Continuation: "mark",
    PrintedHeading: "heading",
}

LINE_FIELDS = frozenset(field.name for field in FIELDS[Opportunity]) | {"opportunity"}


def label(decision: Decision) -> str:
    """Return one word for what the followed framework did."""
    match decision.what:
        case What.ADDED:
            return "Added"
        case What.WITHDREW:
            return "Withdrawn"
        case What.REORDERED:
            return "New order"
    if decision.field == "place":
        return "Moved"
    if decision.field in ("name", "heading") and decision.row in (Stage, Column):
        return "Renamed"
    if decision.field in BESIDE:
        return BESIDE[decision.field].heading
    return "Reworded" if is_wording(decision) else "Changed"


def is_wording(decision: Decision) -> bool:
    """Return whether the decision is about a text that is compared word by word."""
    fields = {field.name: field for field in FIELDS[decision.row]}
    if decision.field in LINE_FIELDS:
        return True
    return fields[decision.field].is_text if decision.field in fields else not decision.field


def with_lines(count: int) -> str:
    """Return the number of lines of a whole stage, in words."""
    return f"with {count} line{'' if count == 1 else 's'}" if count else "without a line so far"


def question(decision: Decision) -> str:
    row = ROWS[decision.row]
    answers = decision.answers
    if Answer.FOR_US in answers:
        return "Is this for us?"
    if Answer.ONE in answers and decision.row in (Stage, Column):
        return f"Is it one {row}, or two?"
    if Answer.ONE in answers:
        return "Should it stand there once or twice?"
    if Answer.LEAVE in answers:
        return "Show it now?" if decision.default else f"You deleted the {row}. Have it again?"
    if Answer.MOVE in answers or (decision.row in (Stage, Column) and Answer.KEEP in answers):
        return f"What should happen to the {row}, and to what is ours in it?"
    if Answer.KEEP in answers:
        return f"What should happen to our {row}?"
    if decision.field == "place":
        return "Where should it stand in our copy?"
    if decision.field == "tier":
        return "Who provides it, in our copy?"
    return "What should our copy say?"


def answer(decision: Decision, chosen: Answer) -> str:
    """Return the label of an answer to this decision."""
    row = ROWS[decision.row]
    holds = decision.row in (Stage, Column)
    match chosen:
        case Answer.OURS:
            return "Keep ours"
        case Answer.THEIRS:
            return "Take theirs"
        case Answer.OWN:
            return "Write our own words"
        case Answer.FOR_US:
            return "Yes: show it"
        case Answer.NOT_FOR_US if decision.lines:
            return "Not for us: hide it, with what is ours in it"
        case Answer.NOT_FOR_US:
            return "Not for us: hide it"
        case Answer.KEEP:
            return f"Keep it as our own {row}"
        case Answer.MOVE:
            return f"Move our lines to another {row}"
        case Answer.LET_GO if holds:
            return "Let it go, with what is ours in it"
        case Answer.LET_GO:
            return "Withdraw it too"
        case Answer.ONE if holds:
            return f"One {row}: theirs, with what is ours in it"
        case Answer.ONE if decision.row is Section:
            return "Once: their text"
        case Answer.ONE:
            return "Once: their line, our note"
        case Answer.BOTH if holds:
            return f"Two {row}s: keep both"
        case Answer.BOTH:
            return "Twice: keep both"
        case Answer.LEAVE if decision.blocks:
            return "Leave it out"
        case Answer.LEAVE:
            return "Leave it hidden"
        case Answer.SHOW_THEIRS if decision.blocks:
            return "Have it as they have it"
        case Answer.SHOW_OURS:
            return "Show it as we have it"
        case Answer.SHOW_THEIRS:
            return "Show it as they have it"


def value_lines(value: Any, names: "Names", field: str = "") -> tuple[str, ...]:
    """Return a value of a decision as lines of text; empty if there is none. `field`: its field."""
    if value is MISSING:
        return ()
    if field in BESIDE:
        return tuple(filter(None, (in_words(value),)))
    return tuple(line for line in _lines(value, names) if line.strip())


def _lines(value: Any, names: "Names") -> Iterator[str]:
    match value:
        case None:
            yield "Several providers"
        case Line():
            yield from _lines(value.opportunity, names)
            yield value.placement.note and f"Note: {value.placement.note}"
        case Opportunity():
            yield from as_lines(value)
        case Stage():
            yield from (value.name, *value.roles, *value.standards, *value.summary.splitlines())
        case Column():
            yield value.heading
        case Section():
            yield from (value.heading, *value.body.splitlines())
        case Continuation():
            yield value.word.value
        case PrintedHeading():
            yield value.text
        case (stage, column) if (stage, column) in names:
            yield names.cell((stage, column))
        case tuple():
            yield from value
        case _:
            yield from str(getattr(value, "label", value)).splitlines()


class Names:
    """The names of stages and cells: the copy's, else theirs, else the former ones."""

    def __init__(self, *grids: GridSnapshot) -> None:
        self.grids = grids
        self.stages = _first(grids, "stage_by_key")
        self.columns = _first(grids, "column_by_key")
        self.stage_rank = {key: at for at, key in enumerate(self.stages)}
        self.column_rank = {key: at for at, key in enumerate(self.columns)}

    def __contains__(self, place: object) -> bool:
        match place:
            case (stage, column):
                return stage in self.stages and column in self.columns
        return False

    def rank(self, place: Place) -> tuple[int, int]:
        stage, column = place
        return self.stage_rank.get(stage, -1), self.column_rank.get(column, -1)

    def stage(self, place: Place) -> str:
        return str(self.stages[place[0]].name)

    def column(self, key: UUID) -> str:
        return str(self.columns[key].heading)

    def heading(self, place: Place) -> str:
        """Return the heading printed over this cell."""
        for grid in self.grids:
            if place in grid.cells:
                stage, column = grid.stage_by_key[place[0]], grid.column_by_key[place[1]]
                return grid.heading_at(stage, column)
        return self.column(place[1])

    def cell(self, place: Place) -> str:
        return f"{self.stage(place)}, “{self.heading(place)}”"


def _first(grids: tuple[GridSnapshot, ...], name: str) -> dict[Any, Any]:
    rows: dict[Any, Any] = {}
    for grid in grids:
        for key, row in getattr(grid, name).items():
            rows.setdefault(key, row)
    return rows
