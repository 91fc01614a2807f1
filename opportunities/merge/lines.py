"""Decide where lines are: placements that come, go, move and change in the cells.

Placements of one line with the same change are one decision.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from opportunities.grid.fields import Field
from opportunities.grid.snapshot import Opportunity, Place, Placement
from opportunities.merge.cases import (
    MERGED,
    MISSING,
    ChangedBy,
    Three,
    change_of,
    differ,
    values_of,
    words_of,
)
from opportunities.merge.decisions import Answer, Decision, DecisionKind, What
from opportunities.merge.rows import (
    COMES_OR_GOES,
    KEEP_OR_LET_GO,
    decide_field,
    decision_values,
    options_for_absent,
)
from opportunities.merge.sides import Line, Sides, Sight
from opportunities.merge.standing import PLACE, Standing
from opportunities.merge.words import in_our_words, is_reworded, line_in, lines_of

type Alike = defaultdict[Any, list[Placement]]
"""Placements by what makes them one decision."""


def decide_lines(standing: Standing, twins: Collection[UUID]) -> Iterator[Decision]:
    """Decide about every placement, except those of theirs that are offered as one with ours."""
    sides = standing.sides
    yield from _added(sides, twins)
    yield from _changed(standing)
    yield from _withdrawn(standing)
    yield from _hidden(sides)
    yield from _absent(sides)


def decision_on(
    sides: Sides,
    placements: Sequence[Placement],
    kind: DecisionKind,
    what: What,
    answers: tuple[Answer, ...],
    default: Answer | None,
) -> Decision:
    """Return one decision about placements of one line. Its values are those of the first."""
    keys = tuple(placement.key for placement in placements)
    places = tuple(placement.place for placement in placements)
    values = decision_values(sides.lines(keys[0]))
    return Decision(kind, what, Placement, keys, values, places, answers=answers, default=default)


def _added(sides: Sides, twins: Collection[UUID]) -> Iterator[Decision]:
    """Decide about what they have placed since: 7, and 13 if it comes into what we hid."""
    alike: Alike = defaultdict(list)
    of = sides.rows[Placement]
    for placement in sides.grids.theirs.placements:
        if placement.key in of.base or placement.key in of.ours or placement.key in twins:
            continue
        if sides.is_deleted(placement.place):  # 25
            continue
        sight = sides.sight_of_cell(placement.place)
        if placement.stage in sides.new_stages - {*twins} and sight is Sight.OPEN:
            sight = Sight.HIDDEN  # decided with its stage (26)
        alike[placement.opportunity, sight].append(placement)
    for (_, sight), placements in alike.items():
        kind = COMES_OR_GOES[sight]
        added = decision_on(sides, placements, kind, What.ADDED, (), Answer.THEIRS)
        line = in_our_words(sides.of(Opportunity, placements[0].opportunity))
        comes = Line(placements[0], line)
        yield replace(added, values=Three(MISSING, MISSING, comes))


def _changed(standing: Standing) -> Iterator[Decision]:
    """Decide about place, tier and note of what both have placed: 1 to 6, 9, 13.

    The place of something of ours in a stage or column that they withdrew depends on that (18).
    """
    sides = standing.sides
    alike: defaultdict[tuple[UUID, Field, Three[Any], Sight], list[Placement]] = defaultdict(list)
    for placement in sides.grids.ours.placements:
        rows = sides.of(Placement, placement.key)
        if rows.theirs is None or rows.theirs == rows.base:  # 2, 3
            continue
        for field in MERGED[Placement]:
            values = values_of(rows, field)
            if values.ours == values.theirs:
                continue
            if field is not PLACE:
                sight = standing.sight([rows])
            elif sides.is_withdrawn(placement.place) and standing.is_ours(rows):  # 18
                continue
            else:
                sight = _sight_of_move(standing, rows, values)
            alike[placement.opportunity, field, values, sight].append(placement)
    for (_, field, values, sight), placements in alike.items():
        keys = tuple(placement.key for placement in placements)
        places = tuple(placement.place for placement in placements)
        if field is PLACE and standing.leaves_sight(sides.of(Placement, keys[0])):
            yield _out_of_sight(keys, values, places)
        else:
            yield from decide_field(
                sides, Placement, keys, field, values, places=places, sight=sight
            )


def _sight_of_move(standing: Standing, rows: Three[Any], places: Three[Place]) -> Sight:
    """Return how well people see a moved line, in the cell that counts.

    If they moved it and we did not, that is the new cell (13); if we moved it too, ours, where it
    stays unless somebody answers otherwise.
    """
    if change_of(places) is ChangedBy.THEIRS:
        return standing.sight([rows])
    return standing.sides.sight_of([rows.ours])


def _out_of_sight(
    keys: tuple[UUID, ...], values: Three[Any], places: tuple[Place, ...]
) -> Decision:
    """Decide about what they moved out of sight into what we hid, with something of ours (22)."""
    answers = (Answer.OURS, Answer.THEIRS)
    return Decision(
        DecisionKind.NEEDS_YOU, What.CHANGED, Placement, keys, values, places, PLACE.name, answers
    )


def _withdrawn(standing: Standing) -> Iterator[Decision]:
    """Decide about what we show and they no longer place: 10, 11, 12, 15, 16.

    Something of ours in a stage or column that they withdrew depends on that (18), as does
    everything in a stage or column that we had hidden (19).
    """
    sides = standing.sides
    goes: Alike = defaultdict(list)
    ours: Alike = defaultdict(list)
    lost: defaultdict[UUID, list[Placement]] = defaultdict(list)
    for placement in sides.grids.ours.placements:
        rows = sides.of(Placement, placement.key)
        if rows.base is None or rows.theirs is not None or placement.hidden:
            continue
        if sides.stays_hidden(placement.place):
            continue
        sight = sides.sight_of([placement])
        if not standing.is_ours(rows):
            goes[placement.opportunity, sight].append(placement)
        elif sides.is_withdrawn(placement.place):
            continue
        elif placement.opportunity in standing.at_stake:
            lost[placement.opportunity].append(placement)
        else:
            ours[_made_of(rows), sight].append(placement)
    for placements in goes.values():  # 10, 15
        kind = COMES_OR_GOES[sides.sight_of(placements)]
        yield decision_on(sides, placements, kind, What.WITHDREW, (), Answer.LET_GO)
    for placements in ours.values():  # 11, 12
        kind, answers, default = KEEP_OR_LET_GO[sides.sight_of(placements)]
        yield decision_on(sides, placements, kind, What.WITHDREW, answers, default)
    for key, placements in lost.items():
        yield _last_place(sides, key, placements)


def _made_of(rows: Three[Any]) -> Hashable:
    """Return what we changed about a placement; equal changes to one line make one question."""
    changes = tuple(
        (field.name, field.of(rows.base), field.of(rows.ours))
        for field in MERGED[Placement]
        if field.of(rows.base) != field.of(rows.ours)
    )
    return rows.base.opportunity, rows.ours.opportunity, changes


def _last_place(sides: Sides, key: UUID, placements: Sequence[Placement]) -> Decision:
    """Ask once about a line that we reworded and they withdrew everywhere (16)."""
    kind, answers, default = KEEP_OR_LET_GO[sides.sight_of(placements)]
    return Decision(
        kind,
        What.WITHDREW,
        Opportunity,
        (key,),
        decision_values(sides.of(Opportunity, key)),
        tuple(placement.place for placement in placements),
        answers=answers,
        default=default,
        lines=tuple(placement.key for placement in placements),
    )


def _hidden(sides: Sides) -> Iterator[Decision]:
    """Decide about placements that we hid (12).

    Their fields merge underneath as usual, so that showing one later shows its current state.
    """
    changed: Alike = defaultdict(list)
    withdrawn: Alike = defaultdict(list)
    for placement in sides.grids.ours.placements:
        rows = sides.of(Placement, placement.key)
        if not placement.hidden:
            continue
        elif rows.theirs is not None:
            if news := _news(sides, placement):
                changed[news].append(placement)
        elif rows.base is not None and not sides.is_withdrawn(placement.place):
            withdrawn[placement.opportunity].append(placement)
    for placements in changed.values():
        answers = (Answer.LEAVE, Answer.SHOW_OURS, Answer.SHOW_THEIRS)
        yield decision_on(
            sides, placements, DecisionKind.HIDDEN, What.CHANGED, answers, Answer.LEAVE
        )
    for placements in withdrawn.values():
        answers = (Answer.LEAVE, Answer.SHOW_OURS, Answer.LET_GO)
        yield decision_on(
            sides, placements, DecisionKind.HIDDEN, What.WITHDREW, answers, Answer.LEAVE
        )


def _news(sides: Sides, placement: Placement) -> Hashable:
    """Return what they changed about a placement that we hid, as the key of its decision.

    None if we have all of it already.
    """
    rows = sides.of(Placement, placement.key)
    changed = tuple(
        values
        for field in MERGED[Placement]
        for values in [values_of(rows, field)]
        if change_of(values) in (ChangedBy.THEIRS, ChangedBy.BOTH)
    )
    lines = lines_of(sides, placement)
    reworded = lines and change_of(sides.words(lines).map(words_of)) in (
        ChangedBy.THEIRS,
        ChangedBy.BOTH,
    )
    return (lines, changed) if changed or reworded else None


def _absent(sides: Sides) -> Iterator[Decision]:
    """Decide about placements missing from our cell: as good as hidden (12), or deleted (25)."""
    alike: Alike = defaultdict(list)
    for key, rows in sides.each(Placement):
        if rows.ours is not None or rows.base is None or rows.theirs is None:
            continue
        if sides.deletes:
            is_there = not sides.is_deleted(rows.theirs.place)
        else:
            is_there = sides.is_cell_of_ours(rows.base.place)
        moved = differ(Placement, rows.base, rows.theirs)
        if is_there and (moved or is_reworded(sides, rows)):
            alike[rows.map(line_in), key if moved else None].append(rows.theirs)
    urgency, answers, default = options_for_absent(sides)
    for placements in alike.values():
        yield decision_on(sides, placements, urgency, What.CHANGED, answers, default)
