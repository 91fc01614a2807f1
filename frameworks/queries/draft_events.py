"""The events of a draft since somebody looked at it."""

from collections.abc import Iterable

from frameworks.models import Edition, Event

CONTENT = [verb for verb in Event.Verb if verb.can_be_undone]
CONTENT += [Event.Verb.UNDID, Event.Verb.REDID]


def latest(draft: Edition) -> int:
    """Return the primary key of the newest event, 0 if there is none. One query."""
    return draft.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def since(draft: Edition, seen: int) -> Iterable[Event]:
    """Return the changes of content after that event, oldest first. One query."""
    events = draft.events.filter(pk__gt=seen, what__in=CONTENT).select_related("by")
    return events.defer("before", "after").order_by("pk")
