"""Grids written, read and rebuilt, for the laws of reading files back."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from opportunities.exchange.reading import files
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.proposing.to_grid import ReadGrid, grid_of
from opportunities.exchange.reading.tables import FileContents
from opportunities.grid.snapshot import GridSnapshot


def read_back(content: bytes) -> ReadGrid:
    return grid_from(files.read(content, "file"))


def grid_from(contents: FileContents) -> ReadGrid:
    return grid_of(propose(contents), new_key=uuid4)


def with_carried_keys(read: ReadGrid) -> GridSnapshot:
    """Return the grid that was read, with each row under the key in its file."""

    def key(row: Any) -> Any:
        return read.carried.get(row, row)

    def renamed(rows: Any, *names: str) -> Any:
        return tuple(
            replace(row, **{name: key(getattr(row, name)) for name in names}) for row in rows
        )

    grid = read.grid
    place = "stage", "column"
    return GridSnapshot(
        stages=renamed(grid.stages, "key"),
        columns=renamed(grid.columns, "key"),
        opportunities=renamed(grid.opportunities, "key"),
        placements=renamed(grid.placements, "key", *place, "opportunity"),
        continuations=renamed(grid.continuations, *place),
        headings=renamed(grid.headings, *place),
        sections=renamed(grid.sections, "key"),
    )


def as_files_hold(grid: GridSnapshot) -> GridSnapshot:
    """Return the part of a grid that any file of ours contains: no slugs, no origins, no unplaced
    lines, and no headings equal to the column’s own.
    """
    placed = {row.opportunity for row in grid.placements}
    heading = {column.key: column.heading for column in grid.columns}
    return replace(
        grid,
        stages=tuple(replace(stage, slug=str(stage.key)) for stage in grid.stages),
        opportunities=in_order(
            replace(line, derived_from=None) for line in grid.opportunities if line.key in placed
        ),
        continuations=in_order(grid.continuations),
        headings=in_order(row for row in grid.headings if row.text != heading[row.column]),
    )


def in_order(rows: Any) -> Any:
    return tuple(sorted(rows, key=repr))


def as_csv_holds(grid: GridSnapshot) -> GridSnapshot:
    """Return the same for a CSV: only columns with content, in order of appearance; no text around
    the grid.
    """
    grid = as_files_hold(grid)
    met = [row.place for row in grid.placements]
    met += [(mark.stage, mark.column) for mark in grid.continuations]
    place = {(stage.key, column.key): (down, along)
             for down, stage in enumerate(grid.stages)
             for along, column in enumerate(grid.columns)}  # fmt: skip
    keys = list(dict.fromkeys(column for _, column in sorted(met, key=place.__getitem__)))
    return replace(
        grid,
        columns=tuple(grid.column_by_key[key] for key in keys),
        headings=tuple(row for row in grid.headings if (row.stage, row.column) in met),
        sections=(),
    )
