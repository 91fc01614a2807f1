"""The lines of a draft with outdated names, and the edit that updates them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from opportunities.comparing.word_diff import DiffRun, compare
from opportunities.editing.lines import CannotEdit, Edit, line_of, reword
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Stage, Wording
from opportunities.grid.visible import as_followers_see
from opportunities.grid.vocabulary import Group
from opportunities.text import fates
from opportunities.text.old_names import NameDoubt, doubts_of, with_current_names


@dataclass(frozen=True, slots=True)
class OldName:
    """A line that names something closed, renamed or doubtful, with the words proposed for it."""

    line: Opportunity
    placement: Placement
    stages: tuple[Stage, ...]
    fates: fates.Fates
    doubts: dict[str, NameDoubt]
    proposal: Wording | None

    @property
    def runs(self) -> list[tuple[DiffRun, ...]]:
        """The changes of the proposal, in the text and in each sub-point that differs."""
        after = self.proposal or self.line
        pairs = zip(self.line.texts, after.texts, strict=True)
        first, *details = [compare(*pair) for pair in pairs]
        return [first, *(runs for runs in details if any(run.removed or run.added for run in runs))]


def old_names(grid: GridSnapshot) -> Iterator[OldName]:
    """Yield each line once, in the order of the grid, without hidden ones."""
    visible = as_followers_see(grid)
    for line in visible.opportunities:
        placed = [one for one in visible.placements if one.opportunity == line.key]
        stages = tuple(dict.fromkeys(visible.stage_by_key[one.stage] for one in placed))
        groups = _groups(stages)
        known = tuple(fate for fate in fates.of_line(line, groups) if not fate.is_offered)
        doubts = doubts_of(line)
        if placed and (known or doubts):
            proposal = with_current_names(line, groups)
            yield OldName(line, placed[0], stages, known, doubts, proposal)


def rename_to_current(grid: GridSnapshot, key: UUID) -> Edit:
    """Reword the line as proposed, everywhere it is placed."""
    line = line_of(grid, key)
    stages = [grid.stage_by_key[one.stage] for one in grid.placements if one.opportunity == key]
    proposal = with_current_names(line, _groups(stages))
    if proposal is None:
        raise CannotEdit("It names nothing any more for which there are words of today.")
    return reword(grid, key, proposal)


def _groups(stages: Collection[Stage]) -> set[Group]:
    return {stage.group for stage in stages}
