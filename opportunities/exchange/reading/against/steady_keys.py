"""Keys for the rows of a file that stay the same each time it is read.

They derive from the edition it goes back to, from words and from positions. So people's answers
about a row are found again, and reading a file twice adds its new lines once.
"""

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from opportunities.exchange.reading.proposing.to_grid import ReadGrid
from opportunities.grid.fields import as_lines
from opportunities.grid.snapshot import GridSnapshot


def with_steady_keys(file: ReadGrid, edition: str) -> ReadGrid:
    """Return the same rows under such keys. `edition` is the fingerprint of the edition."""
    under = uuid5(NAMESPACE_URL, f"import against {edition}")
    grid, words = file.grid, {row.key: as_lines(row) for row in file.grid.opportunities}

    def keys[R](
        kind: str, rows: Iterable[R], identity: Callable[[R], Hashable]
    ) -> dict[UUID, UUID]:
        return _keys(under, kind, rows, identity)

    stages = keys("stage", grid.stages, lambda row: row.slug)
    columns = keys("column", grid.columns, lambda row: row.heading)
    sections = keys("section", grid.sections, lambda row: row.heading)
    lines = keys("line", grid.opportunities, lambda row: words[row.key])
    placements = keys(
        "placement",
        grid.placements,
        lambda row: (str(stages[row.stage]), str(columns[row.column]), *words[row.opportunity]),
    )

    def placed(row: Any) -> Any:
        return replace(row, stage=stages[row.stage], column=columns[row.column])

    renamed = stages | columns | sections | lines | placements
    return ReadGrid(
        GridSnapshot(
            stages=_under(grid.stages, stages),
            columns=_under(grid.columns, columns),
            opportunities=_under(grid.opportunities, lines),
            placements=tuple(
                replace(placed(row), key=placements[row.key], opportunity=lines[row.opportunity])
                for row in grid.placements
            ),
            continuations=tuple(map(placed, grid.continuations)),
            headings=tuple(map(placed, grid.headings)),
            sections=_under(grid.sections, sections),
        ),
        {renamed[key]: before for key, before in file.carried.items() if key in renamed},
    )


def _keys(
    under: UUID, kind: str, rows: Iterable[Any], identity: Callable[[Any], Hashable]
) -> dict[UUID, UUID]:
    """Return a key for each row. Of several identical rows in one place the first keeps its key."""
    times: Counter[Hashable] = Counter()
    keys = {}
    for row in rows:
        words = identity(row)
        times[words] += 1
        keys[row.key] = uuid5(under, json.dumps([kind, words, times[words]]))
    return keys


def _under(rows: Iterable[Any], keys: dict[UUID, UUID]) -> tuple[Any, ...]:
    return tuple(replace(row, key=keys[row.key]) for row in rows)
