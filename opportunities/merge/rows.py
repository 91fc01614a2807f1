"""Decide about fields, and about independent whole rows: sections and marks."""

from collections.abc import Collection, Iterator
from typing import Any

from opportunities.grid.fields import Field
from opportunities.grid.snapshot import Continuation, Place, PrintedHeading, Section
from opportunities.merge.cases import (
    MERGED,
    MISSING,
    ChangedBy,
    Three,
    change_of,
    differ,
    values_of,
)
from opportunities.merge.decisions import Answer, Decision, DecisionKind, RowIdentity, What
from opportunities.merge.sides import Sides, Sight

COMES_OR_GOES = {
    Sight.OPEN: DecisionKind.APPLIES,
    Sight.SHUT: DecisionKind.HIDDEN,
    Sight.HIDDEN: DecisionKind.UNSEEN,
}
"""How a change that needs no answer is reported. A hidden row is reported as a whole."""

KEEP_OR_LET_GO: dict[Sight, tuple[DecisionKind, tuple[Answer, ...], Answer | None]] = {
    Sight.OPEN: (DecisionKind.WITHDREW, (Answer.KEEP, Answer.LET_GO), None),
    Sight.SHUT: (DecisionKind.HIDDEN, (Answer.LEAVE, Answer.LET_GO), Answer.LEAVE),
}
"""What to ask about something that we changed and they withdrew (11), or that we also hid (12)."""


def options_for_absent(sides: Sides) -> tuple[DecisionKind, tuple[Answer, ...], Answer | None]:
    """Return kind, answers and default for a row that they changed and our grid lacks.

    The answer is optional if the row counts as hidden (12), and required if we deleted it (25).
    """
    answers = (Answer.LEAVE, Answer.SHOW_THEIRS)
    if sides.deletes:
        return DecisionKind.NEEDS_YOU, answers, None
    return DecisionKind.HIDDEN, answers, Answer.LEAVE


def decide_field(
    sides: Sides,
    kind: type,
    keys: tuple[RowIdentity, ...],
    field: Field,
    values: Three[Any],
    *,
    places: tuple[Place, ...] = (),
    sight: Sight = Sight.OPEN,
) -> Iterator[Decision]:
    """Decide a field of one row, or of placements that are alike in it: cases 1 to 6."""

    def decision(
        urgency: DecisionKind, answers: tuple[Answer, ...], default: Answer | None
    ) -> Decision:
        return Decision(
            urgency, What.CHANGED, kind, keys, values, places, field.name, answers, default
        )

    match change_of(values):
        case ChangedBy.THEIRS:  # 1
            yield decision(COMES_OR_GOES[sight], (), Answer.THEIRS)
        case ChangedBy.BOTH if sight is Sight.HIDDEN:  # 6
            yield decision(DecisionKind.UNSEEN, (), Answer.OURS)
        case ChangedBy.BOTH:
            third = (Answer.OWN,) if field.is_written else ()
            answers = (Answer.OURS, Answer.THEIRS, *third)
            if sight is Sight.SHUT:  # 6
                yield decision(DecisionKind.HIDDEN, answers, Answer.OURS)
            elif sides.corrections_only and field.is_text:  # 5
                yield decision(DecisionKind.KEPT, answers, Answer.OURS)
            else:  # 4
                yield decision(DecisionKind.NEEDS_YOU, answers, None)
        case ChangedBy.OURS | ChangedBy.NONE:  # 2, 3
            return


def decide_fields(
    sides: Sides,
    kind: type,
    key: RowIdentity,
    rows: Three[Any],
    *,
    places: tuple[Place, ...] = (),
    sight: Sight = Sight.OPEN,
) -> Iterator[Decision]:
    """Decide each field of a row that both have; case 9 if the base has no such row."""
    for field in MERGED[kind]:
        values = values_of(rows, field)
        yield from decide_field(sides, kind, (key,), field, values, places=places, sight=sight)


def decide_row(
    sides: Sides,
    kind: type,
    key: RowIdentity,
    rows: Three[Any],
    *,
    places: tuple[Place, ...] = (),
    sight: Sight = Sight.OPEN,
) -> Iterator[Decision]:
    """Decide about a row that comes, goes and changes independently of others: cases 1 to 13."""

    def decision(
        urgency: DecisionKind, what: What, answers: tuple[Answer, ...], default: Answer | None
    ) -> Decision:
        return Decision(
            urgency,
            what,
            kind,
            (key,),
            decision_values(rows),
            places,
            answers=answers,
            default=default,
        )

    answers: tuple[Answer, ...]
    match rows:
        case Three(base=None, ours=None):  # 7, 13
            yield decision(COMES_OR_GOES[sight], What.ADDED, (), Answer.THEIRS)
        case Three(base=None, theirs=None) | Three(ours=None, theirs=None):  # 8
            return
        case Three(ours=None):
            if differ(kind, rows.base, rows.theirs):  # 12, 25
                urgency, answers, default = options_for_absent(sides)
                yield decision(urgency, What.CHANGED, answers, default)
        case Three(theirs=None):
            if not differ(kind, rows.base, rows.ours):  # 10
                yield decision(COMES_OR_GOES[sight], What.WITHDREW, (), Answer.LET_GO)
            else:  # 11, 12
                urgency, answers, default = KEEP_OR_LET_GO[sight]
                yield decision(urgency, What.WITHDREW, answers, default)
        case _:
            yield from decide_fields(sides, kind, key, rows, places=places, sight=sight)


def follow_theirs(
    kind: type, key: RowIdentity, rows: Three[Any], field: Field
) -> Iterator[Decision]:
    """Take an invisible field (a slug, an origin) from theirs if we left it unchanged (1)."""
    values = values_of(rows, field)
    if change_of(values) is ChangedBy.THEIRS:
        what, default = What.CHANGED, Answer.THEIRS
        yield Decision(
            DecisionKind.UNSEEN, what, kind, (key,), values, field=field.name, default=default
        )


def decision_values(rows: Three[Any]) -> Three[Any]:
    """Return rows as the values of a decision, with MISSING for a missing row."""
    return rows.map(lambda row: MISSING if row is None else row)


def decide_sections(sides: Sides, twins: Collection[RowIdentity]) -> Iterator[Decision]:
    """Decide about text around the grid, except what twins cover.

    A section that we removed counts as hidden.
    """
    for key, rows in sides.each(Section):
        if key not in twins:
            yield from decide_row(sides, Section, key, rows)


def decide_marks(sides: Sides) -> Iterator[Decision]:
    """Decide about the marks of cells: "PLUS", "As above", a heading of their own.

    A mark is a row identified by its cell. It comes and goes with its stage and column: nothing is
    asked about those that they withdrew, or that are not in our grid.
    """
    for kind in (Continuation, PrintedHeading):
        for place, rows in sides.each(kind):
            is_new = rows.base is None and rows.ours is None
            is_there = is_new or sides.is_cell_of_ours(place)
            if not is_there or sides.is_withdrawn(place) or sides.is_deleted(place):
                continue
            with_stage = rows.base is rows.ours is None and place[0] in sides.new_stages
            sight = Sight.HIDDEN if with_stage else sides.sight_of_cell(place)  # 26
            yield from decide_row(sides, kind, place, rows, places=(place,), sight=sight)
