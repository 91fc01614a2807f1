"""Decides where lines stand: placements that come, go, move and change in the cells.

Placements of one line to which the same happened are one decision.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import Any
from uuid import UUID

from opportunities.fields import Field
from opportunities.merge.cases import (
    MERGED,
    MISSING,
    Change,
    Three,
    change_of,
    differ,
    values_of,
)
from opportunities.merge.decisions import Answer, Decision, Kind, What
from opportunities.merge.rows import COMES_OR_GOES, KEEP_OR_LET_GO, decide_field, told
from opportunities.merge.sides import Sides, Sight
from opportunities.merge.words import line_in, lines_of, says
from opportunities.snapshot import Opportunity, Placement

type Alike = defaultdict[Hashable, list[Placement]]
"""Placements by what makes them one decision."""


def decide_lines(
    sides: Sides, at_stake: Collection[UUID], twins: Collection[UUID]
) -> Iterator[Decision]:
    """About every placement, but those of theirs that are offered as one with ours anyway."""
    yield from _added(sides, twins)
    yield from _changed(sides)
    yield from _withdrawn(sides, at_stake)
    yield from _hidden(sides)
    yield from _absent(sides)


def decision_on(
    sides: Sides,
    placements: Sequence[Placement],
    kind: Kind,
    what: What,
    answers: tuple[Answer, ...],
    default: Answer | None,
) -> Decision:
    """One decision about placements of one line. It shows the first of them."""
    keys = tuple(placement.key for placement in placements)
    places = tuple(placement.place for placement in placements)
    values = told(sides.lines(keys[0]))
    return Decision(kind, what, Placement, keys, values, places, answers=answers, default=default)


def _added(sides: Sides, twins: Collection[UUID]) -> Iterator[Decision]:
    """What they have placed since: 7, and 13 where it comes into what we hid."""
    alike: Alike = defaultdict(list)
    of = sides.rows[Placement]
    for placement in sides.grids.theirs.placements:
        if placement.key in of.base or placement.key in of.ours or placement.key in twins:
            continue
        alike[placement.opportunity, sides.sight_of_cell(placement.place)].append(placement)
    for placements in alike.values():
        kind = COMES_OR_GOES[sides.sight_of_cell(placements[0].place)]
        yield decision_on(sides, placements, kind, What.ADDED, (), Answer.THEIRS)


def _changed(sides: Sides) -> Iterator[Decision]:
    """Place, tier and note of what both have placed: 1 to 6, 9, 13."""
    alike: defaultdict[tuple[UUID, Field, Three[Any], Sight], list[Placement]] = defaultdict(list)
    for placement in sides.grids.ours.placements:
        rows = sides.of(Placement, placement.key)
        if rows.theirs is None or rows.theirs == rows.base:  # 2, 3
            continue
        for field in MERGED[Placement]:
            values = values_of(rows, field)
            if values.ours != values.theirs:
                sight = _sight_of_change(sides, placement, field, values)
                alike[placement.opportunity, field, values, sight].append(placement)
    for (_, field, values, sight), placements in alike.items():
        keys = tuple(placement.key for placement in placements)
        places = tuple(placement.place for placement in placements)
        yield from decide_field(sides, Placement, keys, field, values, places=places, sight=sight)


def _sight_of_change(sides: Sides, placement: Placement, field: Field, values: Three[Any]) -> Sight:
    """Of a line that they moved and we left in its place, the new cell is what counts (13)."""
    moves = field.name == "place" and change_of(values) is Change.THEIRS
    if moves and not placement.hidden:
        return sides.sight_of_cell(values.theirs)
    return sides.sight_of([placement])


def _withdrawn(sides: Sides, at_stake: Collection[UUID]) -> Iterator[Decision]:
    """What we show and they placed no longer: 10, 11, 12, 15, 16.

    What is ours in a stage or column that they withdrew waits for what becomes of that (18), and
    all of it where we had hidden the stage or column (19).
    """
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
        if not is_ours(sides, placement, at_stake):
            goes[placement.opportunity, sight].append(placement)
        elif sides.is_withdrawn(placement.place):
            continue
        elif placement.opportunity in at_stake:
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
    """What we made of a placement: those of one line of which we made the same are asked once."""
    changes = tuple(
        (field.name, field.of(rows.base), field.of(rows.ours))
        for field in MERGED[Placement]
        if field.of(rows.base) != field.of(rows.ours)
    )
    return rows.base.opportunity, rows.ours.opportunity, changes


def _last_place(sides: Sides, key: UUID, placements: Sequence[Placement]) -> Decision:
    """The one question for a line that we reworded and they withdrew everywhere (16)."""
    kind, answers, default = KEEP_OR_LET_GO[sides.sight_of(placements)]
    return Decision(
        kind,
        What.WITHDREW,
        Opportunity,
        (key,),
        told(sides.of(Opportunity, key)),
        tuple(placement.place for placement in placements),
        answers=answers,
        default=default,
        lines=tuple(placement.key for placement in placements),
    )


def _hidden(sides: Sides) -> Iterator[Decision]:
    """What befell the placements that we hid (12). Beneath, they merge field by field as others
    do, so that showing one later shows what it has become."""
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
        yield decision_on(sides, placements, Kind.HIDDEN, What.CHANGED, answers, Answer.LEAVE)
    for placements in withdrawn.values():
        answers = (Answer.LEAVE, Answer.SHOW_OURS, Answer.LET_GO)
        yield decision_on(sides, placements, Kind.HIDDEN, What.WITHDREW, answers, Answer.LEAVE)


def _news(sides: Sides, placement: Placement) -> Hashable:
    """What they changed about a placement that we hid, as what makes it one decision with others;
    None where they changed nothing that we do not have already."""
    rows = sides.of(Placement, placement.key)
    changed = tuple(
        values
        for field in MERGED[Placement]
        for values in [values_of(rows, field)]
        if change_of(values) in (Change.THEIRS, Change.BOTH)
    )
    lines = lines_of(sides, placement)
    reworded = lines and change_of(sides.words(lines).map(says)) in (Change.THEIRS, Change.BOTH)
    return (lines, changed) if changed or reworded else None


def _absent(sides: Sides) -> Iterator[Decision]:
    """Placements that are not in our grid though their cell is: as good as hidden (12)."""
    alike: Alike = defaultdict(list)
    for key, rows in sides.each(Placement):
        if rows.ours is not None or rows.base is None or rows.theirs is None:
            continue
        lines = rows.map(line_in)
        words = sides.words(lines)
        moved = differ(Placement, rows.base, rows.theirs)
        if sides.is_cell_of_ours(rows.base.place) and (
            moved or says(words.base) != says(words.theirs)
        ):
            alike[lines, key if moved else None].append(rows.theirs)
    for placements in alike.values():
        answers = (Answer.LEAVE, Answer.SHOW_THEIRS)
        yield decision_on(sides, placements, Kind.HIDDEN, What.CHANGED, answers, Answer.LEAVE)


def losing_their_last_place(sides: Sides) -> set[UUID]:
    """Lines that we reworded everywhere and that they place nowhere any more (16).

    Only then are our words at stake: while a placement of the line is left, they stay there, and
    where they put another line in its place, that cell is compared by itself.
    """
    at_stake = {
        key
        for key, rows in sides.each(Opportunity)
        if rows.base is not None and rows.ours is not None and says(rows.base) != says(rows.ours)
    }
    for _, rows in sides.each(Placement) if at_stake else ():
        if placement := _left(rows):
            at_stake.discard(placement.opportunity)
    return at_stake


def _left(rows: Three[Any]) -> Placement | None:
    """The placement that there will be whatever is decided; None if there may be none."""
    if rows.base is None:
        return rows.ours or rows.theirs
    return rows.ours if rows.theirs is not None else None


def is_ours(sides: Sides, placement: Placement, at_stake: Collection[UUID]) -> bool:
    """Whether this placement of ours, where it stands, is more than what they had given us."""
    rows = sides.of(Placement, placement.key)
    if rows.theirs is not None:
        places = rows.map(lambda row: MISSING if row is None else row.place)
        return change_of(places) in (Change.OURS, Change.BOTH)
    return (
        rows.base is None
        or rows.base.opportunity != placement.opportunity
        or placement.opportunity in at_stake
        or differ(Placement, rows.base, placement)
    )


def ours_by_axis(sides: Sides, at_stake: Collection[UUID]) -> defaultdict[UUID, list[UUID]]:
    """The placements of ours that each withdrawn stage and column holds (18)."""
    held: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for placement in sides.grids.ours.placements if sides.withdrawn else ():
        axes = sides.withdrawn.intersection(placement.place)
        if axes and is_ours(sides, placement, at_stake):
            for key in axes:
                held[key].append(placement.key)
    return held
