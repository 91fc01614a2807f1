"""Reasons for rewordings: the questions and the answers. One query each."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery

from frameworks.models import Edition, Framework, Reason, ReasonAsked
from frameworks.queries.updates import PendingUpdate
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement
from opportunities.merge import Decision, Plan, What

WORDS = frozenset({"text", "details", "opportunity"})


@dataclass(frozen=True, slots=True)
class RewordedLine:
    """A line that an edition reworded: its key there, and its text before and after."""

    key: UUID
    before: str
    after: str


def reworded_line(plan: Plan, decision: Decision) -> RewordedLine | None:
    """Return the followed framework's line that the decision is about; None if it is about
    anything but words."""
    if decision.what is not What.CHANGED or decision.field not in WORDS:
        return None
    base, _, theirs = plan.sides.grids
    was, now = (_line(grid, decision) for grid in (base, theirs))
    return RewordedLine(now.key, was.text, now.text) if was and now and was != now else None


def given(before: Edition, after: Edition) -> dict[UUID, str]:
    """Return the reasons given for changes from one edition to a later one, by line."""
    found = Reason.objects.given().filter(
        edition__framework=after.framework_id,
        edition__number__gt=before.number,
        edition__number__lte=after.number,
    )
    return dict(found.order_by("edition__number").values_list("line", "text"))


def of_update(pending: PendingUpdate) -> Mapping[UUID, Reason]:
    """Return the reasons about the editions that an update takes in, by line.

    `our_words` is this copy's question, None if it did not ask.
    """
    ours = ReasonAsked.objects.filter(reason=OuterRef("pk"), copy=pending.copy)
    found = Reason.objects.filter(
        edition__framework=pending.theirs.framework_id,
        edition__number__gt=pending.base.number if pending.base else 0,
        edition__number__lte=pending.theirs.number,
    ).annotate(our_words=Subquery(ours.values("words")[:1]))
    return {one.line: one for one in found.order_by("edition__number")}


def asked_of(framework: Framework) -> QuerySet[Reason]:
    """Return the reasons asked of this framework, with who asked, unanswered ones first."""
    asked = ReasonAsked.objects.select_related("copy__organisation")
    return (
        Reason.objects.filter(edition__framework=framework)
        .select_related("edition", "by")
        .prefetch_related(Prefetch("asked", asked))
        .order_by(F("at").desc(nulls_first=True), "pk")
    )


def _line(grid: GridSnapshot, decision: Decision) -> Opportunity | None:
    key = decision.keys[0]
    if decision.row is Placement:
        placed = grid.placement_by_key.get(key)
        return grid.opportunity_by_key[placed.opportunity] if placed else None
    return grid.opportunity_by_key.get(key) if decision.row is Opportunity else None
