"""Set kinds of activity on lines that have none."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from opportunities.editing.lines import CannotEdit, Edit, line_of, named, with_rows
from opportunities.grid.snapshot import GridSnapshot
from opportunities.grid.vocabulary import ActivityKind


def mark_kinds(grid: GridSnapshot, keys: Collection[UUID], kinds: Collection[ActivityKind]) -> Edit:
    """Set these kinds on these lines, unless somebody has set some meanwhile."""
    if not kinds:
        raise CannotEdit("Say which kind of activity the lines are.")
    lines = [line_of(grid, key) for key in keys]
    if not lines:
        raise CannotEdit("Tick at least one line.")
    unmarked = [line for line in lines if not line.kinds]
    if not unmarked:
        raise CannotEdit("These lines are marked already. Change one on its own page.")
    marked = (replace(line, kinds=tuple(kinds)) for line in unmarked)
    after = replace(grid, opportunities=with_rows(grid.opportunities, *marked))
    return Edit(after, "changed", f"the kind of activity of {named(unmarked)}")
