"""Decide about stages and columns, and about the lines of ours in them."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from opportunities.grid.fields import Field
from opportunities.grid.snapshot import Continuation, Placement, PrintedHeading, Stage
from opportunities.merge.cases import MERGED, ChangedBy, Three, change_of, differ, values_of
from opportunities.merge.decisions import Answer, Decision, DecisionKind, What
from opportunities.merge.new_stages import decide_new_stage
from opportunities.merge.rows import (
    decide_fields,
    decide_row,
    decision_values,
    follow_theirs,
    options_for_absent,
)
from opportunities.merge.sides import AXES, Sides, Sight
from opportunities.merge.standing import Standing
from opportunities.merge.words import is_reworded

ADDRESS = Field("slug", "address")


def decide_axes(standing: Standing, twins: Collection[UUID]) -> Iterator[Decision]:
    """Decide about every stage, then every column, except those in `twins`."""
    sides = standing.sides
    held = standing.ours_by_axis()
    marked = _marked_by_us(sides)
    for kind in AXES:
        for key, rows in sides.each(kind):
            if key in twins:
                continue
            if kind is Stage and key in sides.new_stages:
                yield decide_new_stage(standing, rows.theirs)
            elif key in sides.withdrawn:
                yield _withdrawn(sides, kind, key, rows, held[key], has_marks=key in marked)
            elif rows.ours is not None and rows.ours.hidden and rows.theirs is not None:
                yield from _hidden(sides, kind, key, rows)
            elif rows.ours is None and rows.base is not None and rows.theirs is not None:
                yield from _absent(sides, kind, key, rows)
            else:
                yield from decide_row(sides, kind, key, rows)  # 1 to 9
            if kind is Stage and rows.ours is not None and rows.theirs is not None:
                yield from follow_theirs(Stage, key, rows, ADDRESS)


def _withdrawn(
    sides: Sides, kind: type, key: UUID, rows: Three[Any], held: list[UUID], *, has_marks: bool
) -> Decision:
    """Decide about one that we have and they withdrew (10, 18, 19)."""
    answers: tuple[Answer, ...]
    destinations = _destinations(sides, kind) if held else ()
    if rows.ours.hidden:  # 19
        urgency, default = DecisionKind.HIDDEN, Answer.LEAVE
        answers = (Answer.LEAVE, Answer.SHOW_OURS, Answer.LET_GO)
    elif held or has_marks or differ(kind, rows.base, rows.ours):  # 18
        urgency, default = DecisionKind.WITHDREW, None
        move = (Answer.MOVE,) if destinations else ()
        answers = (Answer.KEEP, *move, Answer.LET_GO)
    else:  # 10
        urgency, default, answers = DecisionKind.APPLIES, Answer.LET_GO, ()
    return Decision(
        urgency,
        What.WITHDREW,
        kind,
        (key,),
        decision_values(rows),
        answers=answers,
        default=default,
        lines=tuple(held),
        destinations=destinations,
    )


def _destinations(sides: Sides, kind: type) -> tuple[UUID, ...]:
    """Return where lines can be moved: to what will exist and be visible under every answer."""
    rows = sides.rows[kind]
    there = {**rows.theirs, **rows.ours}
    return tuple(key for key in there if key not in sides.withdrawn and key not in sides.hidden)


def _hidden(sides: Sides, kind: type, key: UUID, rows: Three[Any]) -> Iterator[Decision]:
    """Decide about one that we hid and they still have (12); its fields merge underneath."""
    yield from decide_fields(sides, kind, key, rows, sight=Sight.HIDDEN)
    changes = (change_of(values_of(rows, field)) for field in MERGED[kind])
    if any(change in (ChangedBy.THEIRS, ChangedBy.BOTH) for change in changes):
        yield Decision(
            DecisionKind.HIDDEN,
            What.CHANGED,
            kind,
            (key,),
            decision_values(rows),
            answers=(Answer.LEAVE, Answer.SHOW_OURS, Answer.SHOW_THEIRS),
            default=Answer.LEAVE,
        )


def _absent(sides: Sides, kind: type, key: UUID, rows: Three[Any]) -> Iterator[Decision]:
    """Decide about one that is not in our grid: as good as hidden (12), or deleted (25).

    A hidden one is shown with what they have in it. A deleted one is also asked about if they
    placed or changed something in it.
    """
    axis, ours = AXES.index(kind), sides.rows[Placement].ours
    missing = [
        placement
        for placement in sides.grids.theirs.placements
        if placement.place[axis] == key and placement.key not in ours
    ]
    has_news = sides.deletes and any(
        _is_news(sides, sides.of(Placement, placement.key)) for placement in missing
    )
    if has_news or differ(kind, rows.base, rows.theirs):
        urgency, answers, default = options_for_absent(sides)
        yield Decision(
            urgency,
            What.CHANGED,
            kind,
            (key,),
            decision_values(rows),
            answers=answers,
            default=default,
            lines=tuple(placement.key for placement in missing),
        )


def _is_news(sides: Sides, rows: Three[Placement | None]) -> bool:
    """Return whether they placed, moved or reworded something that is not in our grid."""
    if rows.base is None:
        return True
    return differ(Placement, rows.base, rows.theirs) or is_reworded(sides, rows)


def _marked_by_us(sides: Sides) -> set[UUID]:
    """Return the stages and columns with a mark that we set or changed."""
    return {
        key
        for kind in (Continuation, PrintedHeading)
        for place, mark in sides.rows[kind].ours.items()
        if mark != sides.rows[kind].base.get(place)
        for key in place
    }
