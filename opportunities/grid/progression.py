"""How the stages of a grid follow each other: what goes on from one to the next.

Frameworks say it in two ways. Some print "PLUS" or "As above" and mean the lines above in the
column (`carried_on`). Others print the same line again at the next stage (`stage_before` tells
which stage that is, since some print the ladder from the bottom up and some from the top down).
"""

from collections.abc import Iterator

from opportunities.grid.snapshot import Column, GridSnapshot, Placement, Stage
from opportunities.grid.vocabulary import Group, StageFamily

RUNGS = {family: rung for rung, family in enumerate(StageFamily)}


def carried_on(
    grid: GridSnapshot, stage: Stage, column: Column
) -> tuple[tuple[Stage, tuple[Placement, ...]], ...]:
    """The lines that the cell's "PLUS" or "As above" carries on, by stage, the nearest first.

    What stands above is the nearest cell of the column in which something is printed; where that
    one carries on in its turn, so does this one.
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


def in_career_order(grid: GridSnapshot) -> tuple[Stage, ...]:
    """The stages that people climb, the first one first; support staff have no ladder."""
    ladder = tuple(rung for rung in grid.stages if rung.group != Group.SUPPORT_STAFF)
    if ladder and RUNGS[ladder[0].family] > RUNGS[ladder[-1].family]:
        return ladder[::-1]
    return ladder


def neighbours(grid: GridSnapshot, stage: Stage) -> tuple[Stage | None, Stage | None]:
    """The stages to read before and after this one: up the ladder, or along the support staff."""
    ladder = in_career_order(grid)
    row = ladder if stage in ladder else tuple(rung for rung in grid.stages if rung not in ladder)
    position = row.index(stage)
    before = row[position - 1] if position else None
    after = row[position + 1] if position + 1 < len(row) else None
    return before, after


def stage_before(grid: GridSnapshot, stage: Stage) -> Stage | None:
    """The stage that people come from, in a framework's own order; None for the first one.

    Support staff have no ladder: their stages stand side by side.
    """
    ladder = in_career_order(grid)
    position = ladder.index(stage) if stage in ladder else 0
    return ladder[position - 1] if position else None
