"""Lay out one stage by provider tier: what is new there, and what carries on."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from opportunities.comparing.origins import OriginLabels
from opportunities.grid.progression import carried_on, neighbours
from opportunities.grid.snapshot import GridSnapshot, Placement, Stage
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from opportunities.layout.cells import CellLine, Leaves, lines_of
from opportunities.text import annotate
from opportunities.text.fates import has_ended


@dataclass(frozen=True, slots=True)
class CarriedFrom:
    """Lines that carry on from another stage.

    `word`: the "PLUS" or "As above" that says so; without one, the lines are repeated here.
    """

    stage: Stage
    lines: tuple[CellLine, ...]
    word: ContinuationWord | None = None


@dataclass(frozen=True, slots=True)
class TierSection:
    """Everything from one tier at a stage. `headings`: the printed headings over it."""

    tier: ProviderTier
    headings: tuple[str, ...]
    added: tuple[CellLine, ...]
    carried: tuple[CarriedFrom, ...]

    @property
    def word(self) -> ContinuationWord | None:
        return next((part.word for part in self.carried if part.word), None)


@dataclass(frozen=True, slots=True)
class StagePage:
    """A stage by tier. `blank`: the headings without any lines here."""

    roles: tuple[annotate.AnnotatedLine, ...]
    standards: tuple[annotate.AnnotatedLine, ...]
    sections: tuple[TierSection, ...]
    blank: tuple[str, ...]
    before: Stage | None
    ended: int
    """How many of its lines name something that has ended, shown or not."""

    @property
    def added(self) -> int:
        """The number of opportunities that are new here: one from two providers counts once."""
        added = {line.opportunity.key for section in self.sections for line in section.added}
        return len(added - self._carried)

    @property
    def carried(self) -> int:
        """The number of opportunities that carry on, likewise."""
        return len(self._carried)

    @property
    def _carried(self) -> set[UUID]:
        parts = (part for section in self.sections for part in section.carried)
        return {line.opportunity.key for part in parts for line in part.lines}


def lay_out(
    grid: GridSnapshot,
    stage: Stage,
    marks: OriginLabels | None = None,
    *,
    without_ended: bool = False,
) -> StagePage:
    """Lay out the stage by tier, from the nearest provider to the furthest; skip empty tiers."""
    before, _ = neighbours(grid, stage)
    explained: set[str] = set()
    ended = {line.key for line in grid.opportunities if has_ended(line)}
    leaves = _leaves(ended if without_ended else ())
    return StagePage(
        roles=annotate.annotate_lines(stage.roles, explained),
        standards=annotate.annotate_lines(stage.standards, explained),
        sections=tuple(
            section
            for tier in ProviderTier
            for section in [_section(grid, stage, before, tier, explained, marks, leaves)]
            if section.added or section.carried
        ),
        blank=tuple(
            grid.heading_at(stage, column)
            for column in grid.columns
            if not grid.cells[stage.key, column.key] and (stage.key, column.key) not in grid.word_at
        ),
        before=before,
        ended=sum(placement.opportunity in ended for placement in lines_at(grid, stage)),
    )


def _leaves(left_out: Collection[UUID]) -> Leaves:
    return lambda placement: placement.opportunity not in left_out


def lines_at(grid: GridSnapshot, stage: Stage) -> Iterator[Placement]:
    """Yield every line that is printed at the stage or carries on to it."""
    for column in grid.columns:
        yield from grid.cells[stage.key, column.key]
        for _, placements in carried_on(grid, stage, column):
            yield from placements


def _section(
    grid: GridSnapshot,
    stage: Stage,
    before: Stage | None,
    tier: ProviderTier,
    explained: set[str],
    marks: OriginLabels | None,
    leaves: Leaves,
) -> TierSection:
    here = [
        placement
        for placement in grid.placements
        if placement.stage == stage.key and placement.tier == tier and leaves(placement)
    ]
    at_before = {
        placement.opportunity
        for placement in grid.placements
        if before and placement.stage == before.key and placement.tier == tier
    }
    again = [placement for placement in here if placement.opportunity in at_before]
    added = [placement for placement in here if placement.opportunity not in at_before]
    new = lines_of(grid, stage, added, explained=explained, marks=marks)
    carried = []
    if before and again:
        carried.append(
            CarriedFrom(before, lines_of(grid, stage, again, explained=explained, marks=marks))
        )
    carried.extend(_continued(grid, stage, tier, explained, marks, leaves))
    columns = {placement.column for placement in here} | {
        line.placement.column for part in carried for line in part.lines
    }
    return TierSection(
        tier=tier,
        headings=tuple(
            grid.heading_at(stage, column) for column in grid.columns if column.key in columns
        ),
        added=new,
        carried=tuple(carried),
    )


def _continued(
    grid: GridSnapshot,
    stage: Stage,
    tier: ProviderTier,
    explained: set[str],
    marks: OriginLabels | None,
    leaves: Leaves,
) -> Iterator[CarriedFrom]:
    def provided(placement: Placement) -> bool:
        return placement.tier == tier and leaves(placement)

    for column in grid.columns:
        word = grid.word_at.get((stage.key, column.key))
        for above, placements in carried_on(grid, stage, column):
            provides = filter(provided, placements)
            if lines := lines_of(grid, stage, provides, explained=explained, marks=marks):
                yield CarriedFrom(above, lines, word)
