"""Where a change shows in a grid: the boxes with other lines, and the reworded lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from opportunities.grid.patch import Patch
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Place,
    Placement,
    PrintedHeading,
    Stage,
)


@dataclass(frozen=True, slots=True)
class Touched:
    """What a patch altered, in the current grid.

    `boxes` have other lines, another order or another heading. `lines` are new or have changed,
    wherever they are; of these `alone` are in no such box.
    """

    boxes: frozenset[Place] = frozenset()
    lines: tuple[Placement, ...] = ()

    @property
    def alone(self) -> list[Placement]:
        return [line for line in self.lines if line.place not in self.boxes]


def touched(patch: Patch, grid: GridSnapshot) -> Touched | None:
    """Return what the patch altered; None if stages or columns changed: that affects everything."""
    if any(change.kind in (Stage, Column) for change in patch.rows):
        return None
    if any(isinstance(order.of, type) for order in patch.orders if order.of in (Stage, Column)):
        return None
    reworded = {change.identity for change in patch.of_kind(Opportunity)}
    placed = {change.identity for change in patch.of_kind(Placement)}
    lines = (line for line in grid.placements if line.key in placed or line.opportunity in reworded)
    return Touched(frozenset(_boxes(patch)), tuple(lines))


def _boxes(patch: Patch) -> Iterator[Place]:
    for order in patch.orders:
        if isinstance(order.of, tuple):
            yield order.of
    for mark in (Continuation, PrintedHeading):
        for change in patch.of_kind(mark):
            if isinstance(change.identity, tuple):
                yield change.identity
