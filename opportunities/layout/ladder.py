"""Lay out the stages of a grid as a flight of steps, for a template to draw as a picture.

A step is a family of the common ladder with the framework's stages of it; each stage has a bar for
each tier used in the grid, on one scale. Support staff have no ladder: their stages are side by
side on one level.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from opportunities.grid.progression import families_beside, in_career_order
from opportunities.grid.roles import nearest_role
from opportunities.grid.snapshot import GridSnapshot, Stage
from opportunities.grid.vocabulary import ProviderTier, StageFamily

BAR = 17
"""The width of a bar; with the gap after it …"""

PITCH = 21
"""… the distance from one bar to the next. All in the units of the picture."""

TALLEST = 74
"""The height of the tallest bar …"""

ROOM = 16
"""… and the room above it for its number."""

MOST = 12
"""How many stages fit side by side on a wide screen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The opportunities of one tier at a stage. `x` and `y` are its upper left corner."""

    tier: ProviderTier
    count: int
    x: int
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + BAR / 2

    @property
    def above(self) -> float:
        """The y coordinate of its number."""
        return self.y - 4


@dataclass(frozen=True, slots=True)
class LadderStage:
    """A stage on its step. `total`: its opportunities; one from two providers counts once."""

    stage: Stage
    bars: tuple[Bar, ...]
    total: int


@dataclass(frozen=True, slots=True)
class LadderStep:
    """Consecutive stages of one family."""

    family: StageFamily
    stages: tuple[LadderStage, ...]

    @property
    def role(self) -> str:
        """The current name of the step; empty if it is vague, or its stages have it themselves."""
        return next(filter(None, (nearest_role(each.stage) for each in self.stages)), "")


@dataclass(frozen=True, slots=True)
class Flight:
    """Steps that lead up from the first stage to the last, or the single level of support staff."""

    rises: bool
    steps: tuple[LadderStep, ...]

    @property
    def stages(self) -> int:
        return sum(len(step.stages) for step in self.steps)

    @property
    def has_step(self) -> bool:
        """Whether one of its families leads to another of them."""
        families = {step.family for step in self.steps}
        return any(families_beside(family)[1] in families for family in families)

    @property
    def fits(self) -> bool:
        """Whether it can be drawn as steps; a longer one is a list on any screen."""
        return self.stages <= MOST


@dataclass(frozen=True, slots=True)
class Ladder:
    """The picture. `tiers`: those used in the grid, in the order of the bars."""

    flights: tuple[Flight, ...]
    tiers: tuple[ProviderTier, ...]

    @property
    def width(self) -> int:
        """The total width of a stage's bars."""
        return max(len(self.tiers) * PITCH - (PITCH - BAR), BAR)

    @property
    def height(self) -> int:
        return TALLEST + ROOM


def lay_out(grid: GridSnapshot) -> Ladder:
    """Lay out the stages in career order, then those side by side."""
    climbed = in_career_order(grid)
    level = [stage for stage in grid.stages if stage not in climbed]
    provided = {placement.tier for placement in grid.placements}
    tiers = tuple(tier for tier in ProviderTier if tier in provided)
    draw = _Draw(grid, tiers)
    flights = (Flight(True, tuple(draw.steps(climbed))), Flight(False, tuple(draw.steps(level))))
    return Ladder(tuple(flight for flight in flights if flight.steps), tiers)


class _Draw:
    """Draws the bars of a grid's stages on one scale."""

    def __init__(self, grid: GridSnapshot, tiers: tuple[ProviderTier, ...]) -> None:
        places = {(each.stage, each.tier, each.opportunity) for each in grid.placements}
        self._held = Counter((stage, tier) for stage, tier, _ in places)
        self._totals = Counter(stage for stage, _ in {(place[0], place[2]) for place in places})
        self._most = max(self._held.values(), default=1)
        self._tiers = tiers

    def steps(self, stages: Sequence[Stage]) -> Iterator[LadderStep]:
        for family, members in groupby(stages, key=lambda stage: stage.family):
            yield LadderStep(
                family,
                tuple(
                    LadderStage(stage, self._bars(stage), self._totals[stage.key])
                    for stage in members
                ),
            )

    def _bars(self, stage: Stage) -> tuple[Bar, ...]:
        return tuple(
            self._bar(tier, number, self._held[stage.key, tier])
            for number, tier in enumerate(self._tiers)
        )

    def _bar(self, tier: ProviderTier, number: int, count: int) -> Bar:
        height = round(TALLEST * count / self._most, 1)
        return Bar(tier, count, number * PITCH, round(TALLEST + ROOM - height, 1), height)
