"""What followers see of a framework: everything that is not hidden (note 9).

So a line that a trust hides from one edition to the next is withdrawn for its schools, and they
never see a line that it has always hidden.
"""

from dataclasses import replace

from opportunities.grid.snapshot import GridSnapshot


def as_followers_see(grid: GridSnapshot) -> GridSnapshot:
    """Return the grid without its hidden rows, without lines in hidden stages and columns, and
    without opportunities that are nowhere else. A grid that hides nothing is returned unchanged.
    """
    stages = tuple(stage for stage in grid.stages if not stage.hidden)
    columns = tuple(column for column in grid.columns if not column.hidden)
    open_stages = {stage.key for stage in stages}
    open_columns = {column.key for column in columns}
    placements = tuple(
        placement
        for placement in grid.placements
        if placement.stage in open_stages
        and placement.column in open_columns
        and not placement.hidden
    )
    if (len(stages), len(columns), len(placements)) == (
        len(grid.stages),
        len(grid.columns),
        len(grid.placements),
    ):
        return grid
    gone = {placement.opportunity for placement in grid.placements} - {
        placement.opportunity for placement in placements
    }
    return replace(
        grid,
        stages=stages,
        columns=columns,
        opportunities=tuple(row for row in grid.opportunities if row.key not in gone),
        placements=placements,
        continuations=tuple(
            mark
            for mark in grid.continuations
            if mark.stage in open_stages and mark.column in open_columns
        ),
        headings=tuple(
            heading
            for heading in grid.headings
            if heading.stage in open_stages and heading.column in open_columns
        ),
    )
