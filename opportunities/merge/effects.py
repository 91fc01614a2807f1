"""Carry out answers: one function for each answer to each thing they did."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from opportunities.grid.snapshot import Continuation, Opportunity, Placement, PrintedHeading
from opportunities.merge import joining
from opportunities.merge.cases import MERGED
from opportunities.merge.decisions import Answer, Choice, Decision, RowIdentity, What
from opportunities.merge.outcome import WORDS, Outcome
from opportunities.merge.sides import AXES
from opportunities.merge.words import LINE, are_one_line, takes_their_line


def carry_out(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Carry out this choice. To leave something hidden takes no work."""
    if effect := EFFECTS.get((decision.what, choice.answer)):
        effect(outcome, decision, choice)


def _take(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Set their value, or a third, on each row that the decision is about."""
    value: Any = choice.value if choice.answer is Answer.OWN else decision.values.theirs
    values: dict[str, Any] = {decision.field: value}
    if decision.field == LINE.name:
        takes_line = takes_their_line(decision, decision.values.ours, value)
        values = {LINE.name: value.key} if takes_line else _words(value)
    for key in decision.keys:
        outcome.set(decision.row, key, **values)


def _keep(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Keep ours, which is there already.

    A question about a cell fixes the words shown there, whatever becomes of the line elsewhere
    (24); so it does for a line that rewords theirs, over which its words are decided one by one.
    """
    values = decision.values
    if decision.what is What.WITHDREW:
        placements = decision.keys if decision.row is Placement else decision.lines
        retained = [key for key in placements if _was_withdrawn(outcome, key)]
    elif decision.field == LINE.name and (
        decision.blocks or are_one_line(values.ours, values.theirs)
    ):
        retained = [*decision.keys]
    else:
        retained = []
    for key in retained:
        outcome.keep_words(key)


def _was_withdrawn(outcome: Outcome, key: RowIdentity) -> bool:
    """Return whether they withdrew this placement; other rows of their stage are compared."""
    rows = outcome.sides.of(Placement, key)
    return rows.base is not None and rows.theirs is None


def _show_ours(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Show what we hid in our words, whatever comes in beneath."""
    for key in decision.keys:
        ours = outcome.sides.of(decision.row, key).ours
        values = {field.name: field.of(ours) for field in MERGED[decision.row]}
        if decision.row is Placement:
            values |= _words(outcome.sides.lines(key).ours.opportunity)
            if outcome.sides.is_withdrawn(ours.place):
                del values["place"]
        outcome.set(decision.row, key, hidden=False, **values)


def _show_theirs(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Show what we hid in their words; add what is not in our grid at all."""
    for key in decision.keys:
        rows = outcome.sides.of(decision.row, key)
        if rows.ours is None:
            outcome.add(rows.theirs)
            if decision.row is Placement:
                words = _words(outcome.sides.lines(key).theirs.opportunity)
                outcome.set(Placement, key, **words)
            _add_what_stands_in(outcome, decision, key)
        else:
            values = {field.name: field.of(rows.theirs) for field in MERGED[decision.row]}
            if decision.row is Placement:
                values |= _words(outcome.sides.lines(key).theirs.opportunity)
            outcome.set(decision.row, key, hidden=False, **values)


def _words(line: Opportunity) -> dict[str, Any]:
    return {name: getattr(line, name) for name in WORDS}


def _add_what_stands_in(outcome: Outcome, decision: Decision, key: RowIdentity) -> None:
    """Add the lines and marks of a stage or column of theirs that was not in our grid."""
    for line in decision.lines:
        outcome.add(outcome.sides.rows[Placement].theirs[line])
    if decision.row in AXES:
        for kind in (Continuation, PrintedHeading):
            for place, mark in outcome.sides.rows[kind].theirs.items():
                if key in place:
                    outcome.add(mark)


def _add(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    for key in decision.keys:
        outcome.add(outcome.sides.of(decision.row, key).theirs)


def _add_hidden(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Add a new stage that is not for us, hidden unless another answer moved our lines there."""
    (key,) = decision.keys
    theirs = outcome.sides.rows[Placement].theirs
    is_ours = any(
        row.stage == key and (row.key not in theirs or theirs[row.key].stage != key)
        for row in outcome.rows[Placement].values()
    )
    outcome.add(replace(outcome.sides.of(decision.row, key).theirs, hidden=not is_ours))


def _make_one(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Put their row with ours in it in place of ours (17)."""
    if decision.row is Placement:
        for theirs, ours in zip(decision.keys, decision.lines, strict=True):
            joining.one_line(outcome, ours, theirs)
    elif decision.row in AXES:
        joining.one_axis(outcome, decision.values.ours, decision.values.theirs)
    else:
        joining.one_row(outcome, decision.values.ours, decision.values.theirs)


def _move(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Move our lines to another stage or column, and remove the withdrawn one (18)."""
    _keep(outcome, decision, choice)
    axis = AXES.index(decision.row)
    (key,) = decision.keys
    for line in decision.lines:
        placement = outcome.rows[Placement].get(line)
        if placement is not None and placement.place[axis] == key:
            place = list(placement.place)
            place[axis] = UUID(str(choice.value))
            outcome.set(Placement, line, place=tuple(place))
    outcome.clear(decision.row, decision.keys[0])


def _let_go(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Remove what they withdrew, with its content."""
    for key in decision.keys:
        if decision.row in AXES:
            outcome.clear(decision.row, key)
        elif decision.row is Opportunity:
            for line in decision.lines:
                outcome.remove(Placement, line)
        else:
            outcome.remove(decision.row, key)


type Effect = Callable[[Outcome, Decision, Choice], None]

EFFECTS: dict[tuple[What, Answer], Effect] = {
    (What.CHANGED, Answer.THEIRS): _take,
    (What.CHANGED, Answer.OWN): _take,
    (What.CHANGED, Answer.OURS): _keep,
    (What.CHANGED, Answer.SHOW_OURS): _show_ours,
    (What.CHANGED, Answer.SHOW_THEIRS): _show_theirs,
    (What.ADDED, Answer.THEIRS): _add,
    (What.ADDED, Answer.BOTH): _add,
    (What.ADDED, Answer.FOR_US): _add,
    (What.ADDED, Answer.NOT_FOR_US): _add_hidden,
    (What.ADDED, Answer.ONE): _make_one,
    (What.WITHDREW, Answer.KEEP): _keep,
    (What.WITHDREW, Answer.SHOW_OURS): _show_ours,
    (What.WITHDREW, Answer.MOVE): _move,
    (What.WITHDREW, Answer.LET_GO): _let_go,
}
"""The effects of answers. Others leave everything as we have it."""
