"""How the stages of a grid follow each other: what goes on from one to the next.

Frameworks say it in two ways. Some print "PLUS" or "As above" and mean the lines above in the
column (`carried_on`). Others print the same line again at the next stage (`stage_before` tells
which stage that is, since some print the ladder from the bottom up and some from the top down).
"""

from collections.abc import Iterator

from opportunities.snapshot import Column, GridSnapshot, Placement, Stage
from opportunities.vocabulary import Group, StageFamily

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


def stage_before(grid: GridSnapshot, stage: Stage) -> Stage | None:
    """The stage that people come from, in a framework's own order; None for the first one.

    Support staff have no ladder: their stages stand side by side.
    """
    ladder = [rung for rung in grid.stages if rung.group != Group.SUPPORT_STAFF]
    if stage not in ladder:
        return None
    if RUNGS[ladder[0].family] > RUNGS[ladder[-1].family]:
        ladder.reverse()
    position = ladder.index(stage)
    return ladder[position - 1] if position else None
