"""The time to plan and to apply an update, in grids of 1,000 and 5,000 placements.

The copy and the framework both changed much, some of it in the same places. No database, so that
only the rule is measured. If five times the placements take five times as long, it is linear; a
copy that reworded many lines only here shows where it is not.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import process_time
from typing import Any
from uuid import UUID, uuid5

from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Placement, Stage
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily
from opportunities.merge import Answer, Choice, DecisionKind, Plan, apply, plan

key = partial(uuid5, UUID(int=0))

STAGES, COLUMNS = 16, 4
LINES_OF = 0.4
"""Lines per placement."""
PLACEMENTS = (1000, 5000)
HERE = {"no line": 0, "a tenth": 10, "half": 2}
"""How many placements the copy reworded only there: one in so many."""
TIMES = 5

type Row = tuple[str, float, float]
"""What was measured, its milliseconds, and the target."""


def rows() -> list[Row]:
    return [
        row
        for placements in PLACEMENTS
        for share, every_so_many in HERE.items()
        for row in rows_of(placements, share, every_so_many)
    ]


def rows_of(placements: int, share: str, every_so_many: int) -> list[Row]:
    base = framework(placements)
    ours, theirs = our_copy(base, every_so_many), next_edition(base, bool(every_so_many))
    update = plan(base, ours, theirs)
    choices = keeping_ours(update)
    name = f"{placements:,} placements, {share} reworded only here"
    most = placements / 1000
    return [
        (
            f"planning: {name}, {len(update.decisions)} decisions",
            best(lambda: plan(base, ours, theirs)),
            100 * most,
        ),
        (
            f"applying: {name}, {len(update.questions)} answers",
            best(lambda: apply(update, choices)),
            100 * most,
        ),
    ]


def table() -> str:
    """Return the rows, as Markdown."""
    lines = [f"| {name} | {took:.0f} | {most:.0f} |" for name, took, most in rows()]
    return "\n".join(["| Updates | ms | at most |", "|---|---:|---:|", *lines])


def best(work: Callable[[], Any]) -> float:
    """Return the processor's milliseconds in the fastest of several runs: the work itself, whatever
    else the machine does.
    """

    def once() -> float:
        start = process_time()
        work()
        return process_time() - start

    return min(once() for _ in range(TIMES)) * 1000


def framework(placements: int) -> GridSnapshot:
    lines = int(placements * LINES_OF)
    return GridSnapshot(
        stages=tuple(
            Stage(
                key(f"stage {n}"),
                f"stage-{n}",
                f"Stage {n}",
                Group.TEACHERS,
                StageFamily.EARLY_CAREER,
            )
            for n in range(STAGES)
        ),
        columns=tuple(Column(key(f"column {n}"), f"Column {n}") for n in range(COLUMNS)),
        opportunities=tuple(
            Opportunity(key(f"line {n}"), f"Take part in opportunity {n}", (f"E.g. number {n}",))
            for n in range(lines)
        ),
        placements=tuple(
            Placement(
                key(f"placement {n}"),
                key(f"stage {n % STAGES}"),
                key(f"column {n // STAGES % COLUMNS}"),
                key(f"line {n * 7 % lines}"),
                ProviderTier.SCHOOL,
            )
            for n in range(placements)
        ),
    )


def our_copy(base: GridSnapshot, here: int = 0) -> GridSnapshot:
    """Return a copy with every tenth line reworded, every twentieth placement noted, hidden or
    moved; and one placement in `here` reworded only there.
    """
    changes: dict[int, dict[str, Any]] = {
        0: {"note": "Ask Jo"},
        20: {"hidden": True},
        40: {"stage": key("stage 0")},
    }
    lines = every(10, base.opportunities, lambda n: {"text": f"Ours {n}"})
    placements = every(20, base.placements, lambda n: changes[n % 60])
    if here:
        own = tuple(
            Opportunity(key(f"here {n}"), f"Here {n}", derived_from=placements[n].opportunity)
            for n in range(1, len(placements), here)
        )
        at = {n: line.key for n, line in zip(range(1, len(placements), here), own, strict=True)}
        lines = (*lines, *own)
        placements = tuple(
            replace(row, opportunity=at[n]) if n in at else row for n, row in enumerate(placements)
        )
    return replace(base, opportunities=lines, placements=placements)


def next_edition(base: GridSnapshot, links: bool = False) -> GridSnapshot:
    """Return an edition with every eighth line reworded, every thirtieth placement moved, and a
    stage and its lines gone. With `links` every line gets one, so that every cell that was reworded
    only there is compared separately.
    """
    gone = base.stages[-1].key
    lines = base.opportunities
    if links:
        lines = every(1, lines, lambda n: {"link": f"https://example.org/{n}"})
    changed = every(30, base.placements, lambda n: {"column": key("column 0")})
    left = tuple(placement for placement in changed if placement.stage != gone)
    return replace(
        base,
        stages=base.stages[:-1],
        opportunities=every(8, lines, lambda n: {"text": f"Theirs {n}"}),
        placements=left,
    )


def every(step: int, rows: tuple[Any, ...], change: Callable[[int], dict[str, Any]]) -> Any:
    return tuple(
        row if number % step else replace(row, **change(number)) for number, row in enumerate(rows)
    )


def keeping_ours(update: Plan) -> dict[str, Choice]:
    return {
        question.id: Choice(Answer.OURS if question.kind is DecisionKind.NEEDS_YOU else Answer.KEEP)
        for question in update.questions
    }
