"""Lay out one step of the ladder across frameworks: provider tiers down, frameworks across.

Every tier has a row, even if nobody lists anything, so that gaps show. A framework may have several
stages on the step, one below the other in its column. A stage, a box, a row and the whole count
an opportunity once, in however many places it stands.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from opportunities.grid.snapshot import GridSnapshot, Placement, Stage
from opportunities.grid.vocabulary import KINDS_TO_CHOOSE, NOT_MARKED, ProviderTier
from opportunities.layout.cells import Cell, tier_cell

ACROSS = 6
"""The most frameworks side by side."""


@dataclass(frozen=True, slots=True)
class ComparedFramework:
    """A framework, as its grid or an excerpt of it, with its stages on this step.

    Only lines of any of these `kinds` are compared; all lines if there are none.
    """

    slug: str
    name: str
    grid: GridSnapshot
    stages: tuple[Stage, ...]
    kinds: Collection[str] = ()

    @property
    def held(self) -> list[tuple[Stage, int]]:
        """Each of the stages, with the number of opportunities left there."""
        left = filter(self.leaves, self.grid.placements)
        lines = Counter(stage for stage, _ in {(line.stage, line.opportunity) for line in left})
        return [(stage, lines[stage.key]) for stage in self.stages]

    def leaves(self, placement: Placement) -> bool:
        return not self.kinds or any(kind in self.kinds for kind in self.kinds_of(placement))

    def kinds_of(self, placement: Placement) -> tuple[str, ...]:
        """Return the filter values by kind that match the line."""
        return self.grid.opportunity_by_key[placement.opportunity].kinds or (NOT_MARKED,)


@dataclass(frozen=True, slots=True)
class ComparedStage:
    """What a stage of a framework has from a tier."""

    stage: Stage
    cell: Cell


@dataclass(frozen=True, slots=True)
class TierCell:
    """What a framework lists for a tier, stage by stage. Empty for a gap."""

    name: str
    parts: tuple[ComparedStage, ...]

    @property
    def opportunities(self) -> set[UUID]:
        """The keys of what it lists, each once."""
        cells = [part.cell for part in self.parts]
        return {line.opportunity.key for cell in cells for line in (*cell.first, *cell.folded)}

    @property
    def count(self) -> int:
        return len(self.opportunities)

    @property
    def is_gap(self) -> bool:
        return all(part.cell.is_blank for part in self.parts)


@dataclass(frozen=True)
class TierRow:
    tier: ProviderTier
    cells: tuple[TierCell, ...]

    @cached_property
    def opportunities(self) -> set[UUID]:
        return set().union(*(cell.opportunities for cell in self.cells))

    @property
    def count(self) -> int:
        return len(self.opportunities)

    @property
    def listing(self) -> int:
        """The number of frameworks that list something."""
        return sum(not cell.is_gap for cell in self.cells)


@dataclass(frozen=True)
class Comparison:
    frameworks: tuple[ComparedFramework, ...]
    rows: tuple[TierRow, ...]

    @property
    def width(self) -> int:
        return len(self.frameworks) + 1

    @cached_property
    def count(self) -> int:
        return len(set().union(*(row.opportunities for row in self.rows)))

    @property
    def has_folds(self) -> bool:
        return any(
            part.cell.folded for row in self.rows for cell in row.cells for part in cell.parts
        )


def lay_out(frameworks: Sequence[ComparedFramework], *, folded: bool = True) -> Comparison:
    """Lay out the frameworks side by side, in the order given."""
    rows = (_row(frameworks, tier, folded) for tier in ProviderTier)
    return Comparison(tuple(frameworks), tuple(rows))


def count_kinds(frameworks: Iterable[ComparedFramework]) -> dict[str, int]:
    """Return how many opportunities at these stages each choice of kind would leave."""
    counts: Counter[str] = Counter()
    for framework in frameworks:
        stages = {stage.key for stage in framework.stages}
        there = [place for place in framework.grid.placements if place.stage in stages]
        for placement in {place.opportunity: place for place in there}.values():
            counts.update(framework.kinds_of(placement))
    return {kind: counts[kind] for kind in KINDS_TO_CHOOSE}


def _row(frameworks: Sequence[ComparedFramework], tier: ProviderTier, folded: bool) -> TierRow:
    """Return a row, which explains each abbreviation once."""
    explained: set[str] = set()
    stages = sum(len(framework.stages) for framework in frameworks)
    across = min(max(stages, 2), ACROSS)

    def part(framework: ComparedFramework, stage: Stage) -> ComparedStage:
        cell = tier_cell(
            *(framework.grid, stage, tier, framework.leaves),
            across=across,
            explained=explained,
            folded=folded,
        )
        return ComparedStage(stage, cell)

    return TierRow(
        tier,
        tuple(
            TierCell(
                framework.name,
                tuple(part(framework, stage) for stage in framework.stages),
            )
            for framework in frameworks
        ),
    )
