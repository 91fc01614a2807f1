"""Store what an update brought, with the edition, as plain values for a page to show later.

The words are kept, not only the keys: the report says the same for good, whatever the grids that
it was made of become.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.utils import timezone

from frameworks.models import Edition, Event
from frameworks.queries.updates import UpdatePlan
from opportunities import merge
from opportunities.grid.snapshot import GridSnapshot
from opportunities.layout import update_words
from opportunities.layout.update_items import DecisionGroup, DecisionItem, lay_out, now_in, plain
from opportunities.merge import Answer

OURS_STAYS = frozenset({Answer.OURS, Answer.KEEP, Answer.LEAVE, Answer.SHOW_OURS, Answer.BOTH})


def reports() -> QuerySet[Event]:
    """The updates that were taken in, newest first; `became` is what became of each since, as
    "undid". Their content is left in the database."""
    last = Event.objects.filter(of=OuterRef("pk")).order_by("-pk").values("what")[:1]
    events = Event.objects.filter(what=Event.Verb.TOOK_IN).select_related("by")
    return events.defer("before", "after").annotate(became=Subquery(last)).order_by("-pk")


def put_with(editions: list[Edition]) -> None:
    """Give each edition its reports, as `took_in`, but for those of what was undone. One query,
    where any is of a copy."""
    if any(edition.based_on_id for edition in editions):
        in_force = reports().filter(Q(became=None) | ~Q(became="undid"))
        prefetch_related_objects(editions, Prefetch("events", in_force, to_attr="took_in"))


def report_of(planned: UpdatePlan, result: GridSnapshot) -> dict[str, Any]:
    """Everything that the update does, each with what was chosen, by whom and why, and with what
    the `result` says."""
    pending = planned.pending
    return {
        "edition": pending.theirs.name,
        "before": pending.base.name if pending.base else "",
        "whose": pending.theirs.framework.organisation.short_name,
        "front_page": [*planned.front_page_in_words],
        "groups": [
            {
                "kind": group.kind.value,
                "heading": update_words.REPORTED[group.kind],
                "items": [*_items(planned, group, result)],
            }
            for group in lay_out(planned.plan)
        ],
    }


def _items(
    planned: UpdatePlan, group: DecisionGroup, result: GridSnapshot
) -> Iterator[dict[str, Any]]:
    grids = planned.plan.sides.grids
    names = update_words.Names(result, grids.ours, grids.theirs, grids.base)
    for item in group.items:
        choice = planned.choices.get(item.id)
        stored = planned.chosen.get(item.id) if choice else None
        yield {
            "label": item.label,
            "where": item.where,
            "column": item.column,
            "about": item.about,
            "was": [*plain(item.ours.lines)],
            "now": [*_outcome(item, choice, now_in(result, item.decision, names))],
            "answer": update_words.answer(item.decision, choice.answer) if choice else "",
            "by": str(stored.by or "") if stored else "",
            "at": timezone.localtime(stored.at).isoformat() if stored else "",
            "reason": stored.reason if stored else "",
        }


def _outcome(
    item: DecisionItem, choice: merge.Choice | None, now: tuple[str, ...] | None
) -> tuple[str, ...]:
    """What our copy says afterwards: what stands there `now` or, of what cannot be found under
    its own name any more, what was chosen."""
    if now is not None:
        return now
    answer = choice.answer if choice else item.decision.default
    if choice and answer is Answer.OWN:
        value = choice.value or ""
        return value if isinstance(value, tuple) else (value,)
    if answer is Answer.MOVE or answer in OURS_STAYS:
        return plain(item.ours.lines)
    if answer is Answer.LET_GO:
        return ()
    return plain(item.theirs.lines)
