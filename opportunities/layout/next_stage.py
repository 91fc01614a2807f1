"""Lay out what is new at another stage, for somebody at one stage.

Lines are compared by words, wherever they are; lines that "PLUS" or "As above" carries on to a
stage count as its own. Qualifications come first.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from opportunities.comparing.origins import OriginLabels
from opportunities.comparing.similarity import folded
from opportunities.grid.progression import in_career_order
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Stage
from opportunities.grid.vocabulary import ActivityKind, ProviderTier
from opportunities.layout.cells import CellLine, lines_of
from opportunities.layout.stage import lines_at
from opportunities.text.fates import has_ended

type Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NextStage:
    """From one stage to another: the new lines, those of both, and those of the first only.

    `between`: the stages on the way.
    """

    here: Stage
    there: Stage
    between: tuple[Stage, ...]
    new: tuple[CellLine, ...]
    both: tuple[CellLine, ...]
    only_here: tuple[CellLine, ...]

    @property
    def count(self) -> int:
        """The number of opportunities of the other stage: one from two providers counts once."""
        return self.new_count + self.both_count

    @property
    def new_count(self) -> int:
        """The number of them that are new."""
        return len({line.opportunity.key for line in self.new})

    @property
    def both_count(self) -> int:
        """The number of them that are at both stages."""
        return len({line.opportunity.key for line in self.both})

    @property
    def qualifications(self) -> list[CellLine]:
        return [line for line in self.new if _is_qualification(line.opportunity)]

    @property
    def by_tier(self) -> list[tuple[ProviderTier, list[CellLine]]]:
        """The other new lines by provider, from the nearest."""
        others = [line for line in self.new if not _is_qualification(line.opportunity)]
        tiers = ((tier, [line for line in others if line.tier == tier]) for tier in ProviderTier)
        return [(tier, lines) for tier, lines in tiers if lines]


def lay_out(
    grid: GridSnapshot,
    here: Stage,
    there: Stage,
    marks: OriginLabels | None = None,
    *,
    without_ended: bool = False,
) -> NextStage:
    """Compare two stages, `here` and `there`; on request without what has ended."""
    ours, theirs = (_in_order(grid, stage, without_ended) for stage in (here, there))
    words_here, words_there = _words_of_all(grid, ours), _words_of_all(grid, theirs)
    explained: set[str] = set()

    def cell_lines(stage: Stage, placements: Iterable[Placement]) -> tuple[CellLine, ...]:
        return lines_of(grid, stage, placements, explained=explained, marks=marks)

    return NextStage(
        here,
        there,
        _between(grid, here, there),
        new=cell_lines(there, (one for one in theirs if _words(grid, one) not in words_here)),
        both=cell_lines(there, (one for one in theirs if _words(grid, one) in words_here)),
        only_here=cell_lines(here, (one for one in ours if _words(grid, one) not in words_there)),
    )


def _in_order(grid: GridSnapshot, stage: Stage, without_ended: bool) -> list[Placement]:
    """Return the lines of a stage: qualifications first, then from the nearest provider."""
    tiers = list(ProviderTier)
    lines = grid.opportunity_by_key
    read = [
        placement
        for placement in lines_at(grid, stage)
        if not (without_ended and has_ended(lines[placement.opportunity]))
    ]
    return sorted(
        read,
        key=lambda placement: (
            not _is_qualification(lines[placement.opportunity]),
            tiers.index(placement.tier),
        ),
    )


def _is_qualification(line: Opportunity) -> bool:
    return ActivityKind.QUALIFICATION in line.kinds


def _words_of_all(grid: GridSnapshot, placements: Collection[Placement]) -> set[Words]:
    return {_words(grid, placement) for placement in placements}


def _words(grid: GridSnapshot, placement: Placement) -> Words:
    line = grid.opportunity_by_key[placement.opportunity]
    return tuple(map(folded, line.texts))


def _between(grid: GridSnapshot, here: Stage, there: Stage) -> tuple[Stage, ...]:
    ladder = in_career_order(grid)
    if here not in ladder or there not in ladder:
        return ()
    first, last = ladder.index(here), ladder.index(there)
    if first > last:
        return ladder[last + 1 : first][::-1]
    return ladder[first + 1 : last]
