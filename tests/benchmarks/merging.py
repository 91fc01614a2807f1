"""How long an update takes: to plan, and to apply, in a grid of 1,000 placements.

The copy and the framework both changed a good deal, and met in some of it. No database, so that
what is measured is the rule alone.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import process_time
from typing import Any
from uuid import UUID, uuid5

from opportunities.merge import Answer, Choice, Kind, Plan, apply, plan
from opportunities.snapshot import (
    Column,
    GridSnapshot,
    Opportunity,
    Placement,
    Stage,
)
from opportunities.vocabulary import Group, ProviderTier, StageFamily

key = partial(uuid5, UUID(int=0))

STAGES, COLUMNS, LINES = 16, 4, 400
PLACEMENTS = 1000
TIMES = 10

type Row = tuple[str, float, float]
"""What was measured, the milliseconds it took, and how many it may take."""


def rows() -> list[Row]:
    base = framework()
    ours, theirs = our_copy(base), next_edition(base)
    update = plan(base, ours, theirs)
    choices = keeping_ours(update)
    name = f"{PLACEMENTS:,} placements, {len(update.decisions)} decisions"
    return [
        (f"planning an update: {name}", best(lambda: plan(base, ours, theirs)), 100),
        (
            f"applying it: {len(update.questions)} answers",
            best(lambda: apply(update, choices)),
            500,
        ),
    ]


def table() -> str:
    """The rows, as Markdown."""
    lines = [f"| {name} | {took:.0f} | {most:.0f} |" for name, took, most in rows()]
    return "\n".join(["| Updates | ms | at most |", "|---|---:|---:|", *lines])


def best(work: Callable[[], Any]) -> float:
    """Milliseconds of the processor in the quickest of several runs: what the work takes, whatever
    else the machine does."""

    def once() -> float:
        start = process_time()
        work()
        return process_time() - start

    return min(once() for _ in range(TIMES)) * 1000


def framework() -> GridSnapshot:
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
            for n in range(LINES)
        ),
        placements=tuple(
            Placement(
                key(f"placement {n}"),
                key(f"stage {n % STAGES}"),
                key(f"column {n // STAGES % COLUMNS}"),
                key(f"line {n * 7 % LINES}"),
                ProviderTier.SCHOOL,
            )
            for n in range(PLACEMENTS)
        ),
    )


def our_copy(base: GridSnapshot) -> GridSnapshot:
    """Every tenth line reworded, every twentieth placement noted, hidden or moved."""
    changes: dict[int, dict[str, Any]] = {
        0: {"note": "Ask Jo"},
        20: {"hidden": True},
        40: {"stage": key("stage 0")},
    }
    return replace(
        base,
        opportunities=every(10, base.opportunities, lambda n: {"text": f"Ours {n}"}),
        placements=every(20, base.placements, lambda n: changes[n % 60]),
    )


def next_edition(base: GridSnapshot) -> GridSnapshot:
    """Every eighth line reworded, every thirtieth placement moved; a stage and its lines gone."""
    gone = base.stages[-1].key
    changed = every(30, base.placements, lambda n: {"column": key("column 0")})
    left = tuple(placement for placement in changed if placement.stage != gone)
    return replace(
        base,
        stages=base.stages[:-1],
        opportunities=every(8, base.opportunities, lambda n: {"text": f"Theirs {n}"}),
        placements=left,
    )


def every(step: int, rows: tuple[Any, ...], change: Callable[[int], dict[str, Any]]) -> Any:
    return tuple(
        row if number % step else replace(row, **change(number)) for number, row in enumerate(rows)
    )


def keeping_ours(update: Plan) -> dict[str, Choice]:
    return {
        question.id: Choice(Answer.OURS if question.kind is Kind.NEEDS_YOU else Answer.KEEP)
        for question in update.questions
    }
