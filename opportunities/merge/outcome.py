"""The grid while an update is carried out: ours to begin with, changed by one decision at a time.

Every answer has one effect. What the effects leave open (which opportunity says the words of a
cell, order, addresses) is settled afterwards, in `finishing.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from opportunities.fields import FIELDS
from opportunities.merge.cases import MERGED, MISSING
from opportunities.merge.decisions import Answer, Choice, Decision, Key, What
from opportunities.merge.sides import AXES, Sides, key_of
from opportunities.merge.words import LINE
from opportunities.snapshot import Continuation, Opportunity, Placement, PrintedHeading

WORDS = tuple(field.name for field in FIELDS[Opportunity])


class Outcome:
    """Rows of each kind, by what they are known by.

    An effect on a row that another effect took away is none, so that the answers to two questions
    about one line can be any.
    """

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.rows: dict[type, dict[Any, Any]] = {
            kind: dict(rows.ours) for kind, rows in sides.rows.items()
        }
        self.said: dict[UUID, dict[str, Any]] = {}
        """By placement of ours: words decided for its cell alone, over those that we have."""

    def carry_out(self, decision: Decision, choice: Choice) -> None:
        """Have the effect of this choice. Keeping, and leaving hidden, have none."""
        if effect := EFFECTS.get((decision.what, choice.answer)):
            effect(self, decision, choice)

    def add(self, row: Any) -> None:
        self.rows[type(row)].setdefault(key_of(row), row)

    def remove(self, kind: type, key: Key) -> None:
        self.rows[kind].pop(key, None)

    def set(self, kind: type, key: Key, **values: Any) -> None:
        """Set fields of a row; the words of a placement are put down for its cell."""
        row = self.rows[kind].get(key)
        if row is None:
            return
        if kind is Placement:
            words = {name: values.pop(name) for name in WORDS if name in values}
            if words:
                self.said.setdefault(row.key, {}).update(words)
            if "place" in values:
                values["stage"], values["column"] = values.pop("place")
        self.rows[kind][key] = replace(row, **values)

    def clear(self, kind: type, key: UUID) -> None:
        """Take away a stage or column, and what stands in it with it. A line that they have
        elsewhere goes back there."""
        self.remove(kind, key)
        theirs = self.sides.rows[Placement].theirs
        for placement in [*self.rows[Placement].values()]:
            if key not in placement.place:
                continue
            if placement.key in theirs:
                self.set(Placement, placement.key, place=theirs[placement.key].place)
            else:
                self.remove(Placement, placement.key)


def _take(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Their value, or a third, for each row that the decision is about."""
    value: Any = choice.value if choice.answer is Answer.OWN else decision.values.theirs
    if decision.field == LINE.name:
        value = value.key
    for key in decision.keys:
        outcome.set(decision.row, key, **{decision.field: value})


def _keep(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Ours, which is there already. Where the two sides have different lines in a cell, it keeps
    our words whatever becomes of the line elsewhere; but not where we had put another of their
    lines there, which they may go on rewording."""
    if decision.field != LINE.name:
        return
    base, ours = decision.values.base, decision.values.ours
    we_put_another = decision.answers and base is not MISSING and base.key != ours.key
    for key in () if we_put_another else decision.keys:
        outcome.said.setdefault(key, {})


def _show_ours(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Show what we hid as we have it, in our words, whatever came in beneath."""
    for key in decision.keys:
        ours = outcome.sides.of(decision.row, key).ours
        values = {field.name: field.of(ours) for field in MERGED[decision.row]}
        if decision.row is Placement:
            values |= _words(outcome.sides.lines(key).ours)
            if outcome.sides.is_withdrawn(ours.place):
                del values["place"]
        outcome.set(decision.row, key, hidden=False, **values)


def _show_theirs(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Show what we hid as they have it; what is not in our grid at all comes in."""
    for key in decision.keys:
        rows = outcome.sides.of(decision.row, key)
        if rows.ours is None:
            outcome.add(rows.theirs)
            _add_what_stands_in(outcome, decision, key)
        else:
            values = {field.name: field.of(rows.theirs) for field in MERGED[decision.row]}
            if decision.row is Placement:
                values |= _words(outcome.sides.lines(key).theirs)
            outcome.set(decision.row, key, hidden=False, **values)


def _words(line: Any) -> dict[str, Any]:
    return {name: getattr(line.opportunity, name) for name in WORDS}


def _add_what_stands_in(outcome: Outcome, decision: Decision, key: Key) -> None:
    """The lines and marks of a stage or column of theirs that was not in our grid."""
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


def _make_one(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Their line with our tier and note, in place of ours (17)."""
    for their_key, our_key in zip(decision.keys, decision.lines, strict=True):
        theirs = outcome.sides.of(Placement, their_key).theirs
        ours = outcome.sides.of(Placement, our_key).ours
        outcome.add(replace(theirs, tier=ours.tier, note=ours.note or theirs.note))
        outcome.remove(Placement, our_key)


def _move(outcome: Outcome, decision: Decision, choice: Choice) -> None:
    """Our lines to another stage or column; the withdrawn one goes (18)."""
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
    """What they withdrew goes, and of a line or a stage, what stands there."""
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
    (What.ADDED, Answer.ONE): _make_one,
    (What.WITHDREW, Answer.SHOW_OURS): _show_ours,
    (What.WITHDREW, Answer.MOVE): _move,
    (What.WITHDREW, Answer.LET_GO): _let_go,
}
"""What answers do. Those that are not here leave everything as we have it."""
