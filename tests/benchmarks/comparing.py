"""The time to find what changed between two grids of 1,000 placements."""

import time
from collections.abc import Callable
from dataclasses import replace

from opportunities.comparing.changes import lay_out
from opportunities.comparing.diff import diff
from opportunities.grid.snapshot import GridSnapshot, Opportunity
from tests.builders import grid, key

STAGES, COLUMNS, LINES = 20, 5, 10
TIMES = 15


def table() -> str:
    before, after = grids()
    another = strangers(before)
    changes = diff(before, after)
    rows = [
        ("diff, every tenth line changed", _took(lambda: diff(before, after)), 50),
        ("diff, nothing in common", _took(lambda: diff(before, another)), 50),
        ("laid out, word by word", _took(lambda: lay_out(changes)), 200),
    ]
    return "\n".join(
        [
            f"| Two grids of {len(before.placements):,} placements | ms | wanted under |",
            "|---|---:|---:|",
            *(f"| {name} | {took:.1f} | {wanted} |" for name, took, wanted in rows),
            "",
            f"Told: {changes.summary}.",
        ]
    )


def grids() -> tuple[GridSnapshot, GridSnapshot]:
    """Return a grid of 1,000 placements, each line in two cells, and the same a year later."""
    before = grid(
        {
            (f"Stage {stage}", f"Column {column}"): [
                f"Take part in group {(stage // 2, column, line)} and share what you learned"
                for line in range(LINES)
            ]
            for stage in range(STAGES)
            for column in range(COLUMNS)
        }
    )
    reworded = tuple(
        replace(row, text=f"{row.text} with a colleague") if number % 10 == 0 else row
        for number, row in enumerate(before.opportunities)
    )
    own = Opportunity(key("own"), "Only here", derived_from=before.opportunities[1].key)
    placements = [
        replace(row, stage=before.stages[0].key) if number % 30 == 7 else row
        for number, row in enumerate(before.placements)
        if number % 20 != 3
    ]
    placements[1] = replace(placements[1], opportunity=own.key)
    placements[50:60] = placements[50:60][::-1]
    stages = (*before.stages[1:4], before.stages[0], *before.stages[4:])
    after = replace(
        before,
        stages=stages,
        opportunities=(*reworded, own),
        placements=tuple(placements),
    )
    return before, after


def strangers(before: GridSnapshot) -> GridSnapshot:
    """Return a grid of the same size that shares no key of a line with the other."""
    opportunities = tuple(replace(row, key=key(f"{row.key}")) for row in before.opportunities)
    placements = tuple(
        replace(row, key=key(f"{row.key}"), opportunity=key(f"{row.opportunity}"))
        for row in before.placements
    )
    return replace(before, opportunities=opportunities, placements=placements)


def _took(work: Callable[[], object]) -> float:
    """Return milliseconds, the fastest of several runs: the time on an idle machine."""
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return min(times)
