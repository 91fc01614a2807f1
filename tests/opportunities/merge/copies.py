"""A framework, and edits of it and of its copy, for tests of updates."""

from dataclasses import replace
from typing import Any

from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement
from opportunities.grid.vocabulary import ProviderTier
from opportunities.merge import Answer, Choice, Decision, DecisionKind, Plan, What, apply
from tests.builders import grid, key, texts

BASE = grid(
    {
        ("NQT", "School"): ["Join in", "Read", "Visit"],
        ("RQT", "School"): ["Join in"],
        ("Head", "School"): ["Join in", "Lead"],
        ("NQT", "Network"): ["Meet"],
        ("RQT", "Network"): [],
        ("Head", "Network"): [],
    },
    sections=[("How to use it", "Read along your row.")],
)
FIRST = "NQT/School/0"
"""The placement of the first line of that cell: “Join in”."""


def change(snapshot: GridSnapshot, kind: str, name: str, **values: Any) -> GridSnapshot:
    rows = tuple(
        replace(row, **values) if row.key == key(name) else row for row in getattr(snapshot, kind)
    )
    return replace(snapshot, **{kind: rows})


def reword(snapshot: GridSnapshot, name: str, text: str, **values: Any) -> GridSnapshot:
    return change(snapshot, "opportunities", name, text=text, **values)


def reword_here(snapshot: GridSnapshot, placement: str, text: str, origin: str) -> GridSnapshot:
    """Reword a line in that cell only."""
    own = Opportunity(key(f"{placement} {text}"), text, derived_from=key(origin))
    snapshot = replace(snapshot, opportunities=(*snapshot.opportunities, own))
    return change(snapshot, "placements", placement, opportunity=own.key)


def without(snapshot: GridSnapshot, *placements: str) -> GridSnapshot:
    """Remove these placements, and lines left without any."""
    gone = {key(name) for name in placements}
    left = tuple(row for row in snapshot.placements if row.key not in gone)
    placed = {row.opportunity for row in left}
    lines = tuple(row for row in snapshot.opportunities if row.key in placed)
    return replace(snapshot, placements=left, opportunities=lines)


def without_stage(snapshot: GridSnapshot, name: str) -> GridSnapshot:
    inside = [row for row in snapshot.placements if row.stage == key(name)]
    left = tuple(row for row in snapshot.placements if row not in inside)
    placed = {row.opportunity for row in left}
    return replace(
        snapshot,
        placements=left,
        opportunities=tuple(row for row in snapshot.opportunities if row.key in placed),
        stages=tuple(stage for stage in snapshot.stages if stage.key != key(name)),
    )


def add(
    snapshot: GridSnapshot, name: str, stage: str, column: str, text: str, **values: Any
) -> GridSnapshot:
    """Add a new line at the end of a cell; `name` determines its keys."""
    line = Opportunity(key(f"{name} line"), text, **values)
    placement = Placement(key(name), key(stage), key(column), line.key, ProviderTier.SCHOOL)
    return replace(
        snapshot,
        opportunities=(*snapshot.opportunities, line),
        placements=(*snapshot.placements, placement),
    )


def cell(snapshot: GridSnapshot, stage: str, column: str = "School") -> list[str]:
    """Return what people read in a cell."""
    if any(row.hidden for row in snapshot.stages if row.key == key(stage)):
        return []
    lines = [row for row in snapshot.cells[key(stage), key(column)] if not row.hidden]
    return texts(snapshot, lines)


def told(update: Plan, kind: DecisionKind) -> list[tuple[What, type, str]]:
    return [(each.what, each.row, each.field) for each in update.of(kind)]


def only_question(update: Plan) -> Decision:
    (question,) = update.questions
    return question


def answered(update: Plan, answer: Answer, value: Any = None) -> GridSnapshot:
    """Apply the update with this answer wherever it is possible, and to every question."""
    choices = {
        each.id: Choice(answer, value) for each in update.decisions if answer in each.answers
    }
    return apply(update, choices)


def held() -> tuple[GridSnapshot, GridSnapshot]:
    """Return ours, with a line of our own, one with a note and one moved into “Head”; and theirs,
    without it.
    """
    ours = add(BASE, "own", "Head", "School", "Our own")
    ours = change(ours, "placements", "Head/School/1", note="Ask Jo")
    ours = change(ours, "placements", "NQT/School/1", stage=key("Head"))
    return ours, without_stage(BASE, "Head")
