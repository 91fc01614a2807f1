"""A minimal grid, and what ours and theirs do to it.

B is `BASE`, with the line “Base” (o) at s1 as p.
"""

from dataclasses import replace
from typing import Any

from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement
from opportunities.grid.vocabulary import ProviderTier
from opportunities.merge import Decision, DecisionKind, Plan
from tests.builders import grid, key
from tests.opportunities.merge.copies import (
    change,
    only_question,
    reword,
)

BASE = grid(
    {("s1", "School"): ["Base"], ("s2", "School"): [], ("s3", "School"): [], ("s4", "School"): []}
)
P = "s1/School/0"
LINK = "https://example.org/"


def place(snapshot: GridSnapshot, name: str, stage: str, line: str = "Base", **more: Any) -> Any:
    """Return the grid with one more placement of an existing line."""
    values: dict[str, Any] = {"tier": ProviderTier.SCHOOL, **more}
    placement = Placement(key(name), key(stage), key("School"), key(line), **values)
    return replace(snapshot, placements=(*snapshot.placements, placement))


def hide_stage(snapshot: GridSnapshot, *names: str) -> GridSnapshot:
    for name in names:
        snapshot = change(snapshot, "stages", name, hidden=True)
    return snapshot


def move(snapshot: GridSnapshot, name: str, stage: str) -> GridSnapshot:
    return change(snapshot, "placements", name, stage=key(stage))


def placed(snapshot: GridSnapshot, name: str) -> Placement:
    return next(row for row in snapshot.placements if row.key == key(name))


def question_about_the_words(update: Plan) -> Decision:
    question = only_question(update)
    assert (question.row, question.field, question.kind) == (
        Opportunity,
        "text",
        DecisionKind.NEEDS_YOU,
    )
    return question


OURS = reword(BASE, "Base", "Ours")
THEIRS = reword(BASE, "Base", "Theirs")
IN_TWO = place(BASE, "p2", "s2")
"""B with the line at s2 as well."""
