"""How many people chose a line, a stage or a kind of activity, without revealing who.

Counts are shown only from LEAST people up and in steps of STEP, so that one person more or less
does not show; none are shown if fewer than PLANS people keep a plan.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from opportunities.grid.snapshot import GridSnapshot, Opportunity, Stage
from opportunities.grid.vocabulary import ActivityKind

LEAST = 5
STEP = 5
PLANS = 10
"""How many people have to keep a plan before any count is shown."""

type ChosenPlace = tuple[Hashable, UUID, UUID | None]
"""A person, an opportunity, and the stage at which they chose it."""


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A line that enough people chose. `is_arranged`: it says whom to ask, when, or where."""

    line: Opportunity
    people: int
    is_arranged: bool


@dataclass(frozen=True, slots=True)
class ChosenCounts:
    """The counts, the most chosen first; empty if too few people keep a plan."""

    lines: tuple[CountedLine, ...] = ()
    stages: tuple[tuple[Stage, int], ...] = ()
    kinds: tuple[tuple[ActivityKind, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines or self.stages or self.kinds)

    @property
    def not_arranged(self) -> tuple[CountedLine, ...]:
        return tuple(line for line in self.lines if not line.is_arranged)


def count(choices: Iterable[ChosenPlace], planners: int, grid: GridSnapshot) -> ChosenCounts:
    """Count the choices for a grid as readers see it; `planners`: how many people keep a plan."""
    if planners < PLANS:
        return ChosenCounts()
    known = {line.derived_from: line for line in grid.opportunities if line.derived_from}
    known |= {line.key: line for line in grid.opportunities}
    lines: defaultdict[Opportunity, set[Hashable]] = defaultdict(set)
    stages: defaultdict[Stage, set[Hashable]] = defaultdict(set)
    kinds: defaultdict[ActivityKind, set[Hashable]] = defaultdict(set)
    for person, opportunity, stage in choices:
        line = known.get(opportunity)
        if line is None:
            continue
        lines[line].add(person)
        for kind in line.kinds:
            kinds[kind].add(person)
        if stage in grid.stage_by_key:
            stages[grid.stage_by_key[stage]].add(person)
    arranged = {place.opportunity for place in grid.placements if place.note}
    return ChosenCounts(
        tuple(
            CountedLine(line, people, line.key in arranged or _says_how(line))
            for line, people in _rounded_counts(lines)
        ),
        _rounded_counts(stages),
        _rounded_counts(kinds),
    )


def _says_how(line: Opportunity) -> bool:
    return bool(line.link or line.contact or line.when)


def _rounded_counts[Row](people: Mapping[Row, set[Hashable]]) -> tuple[tuple[Row, int], ...]:
    """Return the counts that may be shown, rounded down to a step, the greatest first."""
    rounded = (
        (row, len(who) - len(who) % STEP) for row, who in people.items() if len(who) >= LEAST
    )
    return tuple(sorted(rounded, key=lambda pair: -pair[1]))
