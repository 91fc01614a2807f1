"""How stages follow each other, and which lines carry on from one to the next.

Frameworks do this in two ways. Some print "PLUS" or "As above" and mean the lines above in the
column (`carried_on`). Others repeat the line at the next stage (`neighbours` finds that stage,
since some print the ladder from the bottom up and some from the top down).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from opportunities.grid.snapshot import Column, GridSnapshot, Placement, Stage
from opportunities.grid.vocabulary import Group, StageFamily

LADDER = tuple(family for family in StageFamily if family.group != Group.SUPPORT_STAFF)
"""The families in career order, from the lowest."""

STEPS = (
    *pairwise(LADDER),
    (StageFamily.TEACHING_ASSISTANT, StageFamily.HIGHER_LEVEL_ASSISTANT),
)
"""Which family leads to which. The other roles of support staff lead to none."""


def carried_on(
    grid: GridSnapshot, stage: Stage, column: Column
) -> tuple[tuple[Stage, tuple[Placement, ...]], ...]:
    """Return the lines that the cell's "PLUS" or "As above" carries on, by stage, nearest first.

    They are those of the nearest cell above with any content; if that carries on as well, so does
    this one.
    """
    return tuple(_carried_on(grid, stage, column))


def _carried_on(
    grid: GridSnapshot, stage: Stage, column: Column
) -> Iterator[tuple[Stage, tuple[Placement, ...]]]:
    goes_on = (stage.key, column.key) in grid.word_at
    for above in reversed(grid.stages[: grid.stages.index(stage)]):
        if not goes_on:
            return
        place = (above.key, column.key)
        if lines := grid.cells[place]:
            yield above, lines
        if lines or place in grid.word_at:
            goes_on = place in grid.word_at


def families_beside(family: StageFamily) -> tuple[StageFamily | None, StageFamily | None]:
    """Return the families one step below and above this one."""
    before = next((lower for lower, upper in STEPS if upper == family), None)
    after = next((upper for lower, upper in STEPS if lower == family), None)
    return before, after


def in_career_order(grid: GridSnapshot) -> tuple[Stage, ...]:
    """Return the stages except those of support staff, in the framework's order, lowest first."""
    ladder = tuple(stage for stage in grid.stages if stage.group != Group.SUPPORT_STAFF)
    rungs = [LADDER.index(stage.family) for stage in ladder if stage.family in LADDER]
    if rungs and rungs[0] > rungs[-1]:
        return ladder[::-1]
    return ladder


def neighbours(grid: GridSnapshot, stage: Stage) -> tuple[Stage | None, Stage | None]:
    """Return the stages before and after this one in a career; None at either end.

    Of support staff, only a teaching assistant goes on to another stage.
    """
    ladder = in_career_order(grid)
    if stage in ladder:
        at = ladder.index(stage)
        return _first(ladder[at - 1 : at] if at else ()), _first(ladder[at + 1 :])
    roles = [other for other in grid.stages if other not in ladder]
    before, after = families_beside(stage.family)
    return (
        _first([other for other in roles if other.family == before]),
        _first([other for other in roles if other.family == after]),
    )


def _first(stages: Sequence[Stage]) -> Stage | None:
    return stages[0] if stages else None
