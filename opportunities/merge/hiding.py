"""In a copy, rows of the followed framework are hidden, never removed (note 5)."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from opportunities.grid.snapshot import GridSnapshot
from opportunities.merge.cases import Three
from opportunities.merge.order import merged


def with_lost_rows_hidden(
    ours: GridSnapshot, result: GridSnapshot, followed: GridSnapshot
) -> GridSnapshot:
    """Return the result with the rows of the followed framework that it lost, hidden."""
    stages = _back(ours.stages, result.stages, followed.stage_by_key)
    columns = _back(ours.columns, result.columns, followed.column_by_key)
    there = {row.key for row in (*stages, *columns)}
    came_back = there - result.stage_by_key.keys() - result.column_by_key.keys()
    of_theirs = {row.key for row in followed.placements}
    as_ours = ours.placement_by_key
    placements = tuple(
        as_ours[row.key] if row.hidden and came_back & {*row.place} and row.key in as_ours else row
        for row in _back(ours.placements, result.placements, of_theirs)
        if row.stage in there and row.column in there
    )
    lines = result.opportunity_by_key | {
        row.opportunity: ours.opportunity_by_key[row.opportunity]
        for row in placements
        if row.opportunity not in result.opportunity_by_key
    }

    def marks(name: str) -> tuple[Any, ...]:
        old = (
            mark
            for mark in getattr(ours, name)
            if came_back & {mark.stage, mark.column} and {mark.stage, mark.column} <= there
        )
        return (*getattr(result, name), *old)

    return replace(
        result,
        stages=stages,
        columns=columns,
        opportunities=tuple(lines.values()),
        placements=placements,
        continuations=marks("continuations"),
        headings=marks("headings"),
    )


def _back(ours: Iterable[Any], result: Iterable[Any], theirs: Collection[UUID]) -> tuple[Any, ...]:
    """Return the rows of the result with those that come back, in their former order."""
    rows = {row.key: row for row in result}
    now, before = [*rows], []
    for row in ours:
        before.append(row.key)
        if row.key in theirs and row.key not in rows:
            rows[row.key] = replace(row, hidden=True)
    return tuple(rows[key] for key in merged(Three(before, before, now), rows))
