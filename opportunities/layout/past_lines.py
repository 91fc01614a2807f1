"""The lines of a draft whose last day is over, for its editors to review."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from opportunities.grid.fields import is_past, when_it_was
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Stage
from opportunities.grid.visible import as_followers_see


@dataclass(frozen=True, slots=True)
class PastLine:
    """A past line, with one of its places and all of its stages."""

    line: Opportunity
    placement: Placement
    stages: tuple[Stage, ...]

    @property
    def when(self) -> str:
        """The date as readers see it."""
        return when_it_was(self.line)


def past_lines(grid: GridSnapshot, today: date) -> Iterator[PastLine]:
    """Yield each past line once, in the order of the grid, without hidden ones."""
    visible = as_followers_see(grid)
    for line in visible.opportunities:
        if is_past(line, today):
            placed = [one for one in visible.placements if one.opportunity == line.key]
            stages = dict.fromkeys(visible.stage_by_key[one.stage] for one in placed)
            if placed:
                yield PastLine(line, placed[0], tuple(stages))
