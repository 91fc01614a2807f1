"""Reports of what an update brought, as plain values in its event for a page to show later.

A report keeps the words, not only the keys, so that it stays the same whatever becomes of the
grids it was made from.
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
from opportunities.layout.update_items import (
    DecisionGroup,
    DecisionItem,
    lay_out,
    plain,
    text_after,
)
from opportunities.merge import Answer

OURS_STAYS = frozenset({Answer.OURS, Answer.KEEP, Answer.LEAVE, Answer.SHOW_OURS, Answer.BOTH})


def reports() -> QuerySet[Event]:
    """Return the events of updates taken in, newest first, without the content of the reports.

    `became` is the verb of the last event about each since, such as "undid".
    """
    last = Event.objects.filter(of=OuterRef("pk")).order_by("-pk").values("what")[:1]
    events = Event.objects.filter(what=Event.Verb.TOOK_IN).select_related("by")
    return events.defer("before", "after").annotate(became=Subquery(last)).order_by("-pk")


def attach_reports(editions: list[Edition]) -> None:
    """Set `took_in` on each edition: its reports, without those of updates that were undone.

    One query if any edition is a copy's, else none.
    """
    if any(edition.based_on_id for edition in editions):
        in_force = reports().filter(Q(became=None) | ~Q(became="undid"))
        prefetch_related_objects(editions, Prefetch("events", in_force, to_attr="took_in"))


def report_of(update: UpdatePlan, result: GridSnapshot) -> dict[str, Any]:
    """Return everything that the update does, each item with its answer, by whom and why, and with
    the words in the `result`."""
    pending = update.pending
    return {
        "edition": pending.theirs.name,
        "before": pending.base.name if pending.base else "",
        "whose": pending.theirs.framework.organisation.short_name,
        "front_page": [*update.front_page_in_words],
        "groups": [
            {
                "kind": group.kind.value,
                "heading": update_words.REPORTED[group.kind],
                "items": [*_items(update, group, result)],
            }
            for group in lay_out(update.plan)
        ],
    }


def _items(
    update: UpdatePlan, group: DecisionGroup, result: GridSnapshot
) -> Iterator[dict[str, Any]]:
    grids = update.plan.sides.grids
    names = update_words.Names(result, grids.ours, grids.theirs, grids.base)
    for item in group.items:
        choice = update.choices.get(item.id)
        stored = update.chosen.get(item.id) if choice else None
        yield {
            "label": item.label,
            "where": item.where,
            "column": item.column,
            "about": item.about,
            "was": [*plain(item.ours.lines)],
            "now": [*_outcome(item, choice, text_after(result, item.decision, names))],
            "answer": update_words.answer(item.decision, choice.answer) if choice else "",
            "by": str(stored.by or "") if stored else "",
            "at": timezone.localtime(stored.at).isoformat() if stored else "",
            "reason": stored.reason if stored else "",
        }


def _outcome(
    item: DecisionItem, choice: merge.Choice | None, now: tuple[str, ...] | None
) -> tuple[str, ...]:
    """Return what the copy says afterwards: `now` or, if the row cannot be found by name any more,
    the words that were chosen."""
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
