"""Change the content of a draft, undo and redo: the one way in for every kind of change.

A change is a function from a grid to the next one (`opportunities.editing`). Its event keeps the
patch, so undo and redo are exact. They go in the order of the changes, whoever made them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cpd_site.models import User
from frameworks.actions.drafts import DraftRefused, locked_draft
from frameworks.actions.lapsing import lapse
from frameworks.actions.suggestion_status import sync_suggestion_status
from frameworks.models import Edition, Event, Presence
from frameworks.queries import draft_events
from opportunities import store
from opportunities.editing.lines import CannotEdit, EditFunction
from opportunities.grid import patch
from opportunities.grid.patch import DoesNotFit, Patch

Verb = Event.Verb

CHANGES = tuple(verb for verb in Verb if verb.can_be_undone)
"""The verbs of changes that can be undone."""


class Stale(Exception):
    """Raised if somebody else changed the row after it was shown. Nothing was written."""

    def __init__(self, key: UUID) -> None:
        super().__init__(
            "Somebody else changed this while you were writing, or you did in another window."
        )
        self.key = key


class ChangedSince(Exception):
    """Raised if somebody changed the draft since it was shown. Nothing was undone or redone."""

    def __init__(self, event: Event) -> None:
        by = f", by {event.by}" if event.by else ""
        super().__init__(
            f"The draft was changed since you looked: {event.words} {event.about.rstrip('.')}{by}. "
            "Nothing was taken back. Press again to take that back."
        )


@transaction.atomic
def change(
    *,
    edition: Edition,
    by: User,
    do: EditFunction,
    seen: Mapping[UUID, int] | None = None,
) -> Event | None:
    """Apply the change and return its event; None if it changes nothing.

    `seen` holds the versions of the rows that the person saw. Raises Stale if a row is newer,
    unless it already says what they want, as when a form is sent twice. Raises CannotEdit if the
    change is impossible, Refused if this person may not change the draft.
    """
    draft = locked_draft(edition, by)
    read = store.read_open(draft.grid)
    stale = _stale(read.versions, seen or {})
    before = read.content
    try:
        done = do(before)
    except CannotEdit:
        if stale:
            raise stale from None
        raise
    made = patch.between(before, done.grid)
    if not made:
        return None
    if stale:
        raise stale
    store.save(draft.grid, made)
    store.remember(draft.grid, read, made, done.grid)
    before_half, after_half = patch.halves(made)
    return _record(draft, by, Verb(done.what), done.about, before_half, after_half)


@transaction.atomic
def change_front_page(
    *, edition: Edition, by: User, seen: Mapping[str, Any], **values: Any
) -> Event | None:
    """Set title, subtitle, source and year; return the event, None if nothing changes.

    `seen` holds the values that the person saw: raises Stale if they are others by now.
    """
    draft = locked_draft(edition, by)
    before = draft.front_page
    if before != dict(seen):
        raise Stale(UUID(int=0))
    after = before | values
    if after == before:
        return None
    set_front_page(draft, after)
    return _record(
        draft, by, Verb.CHANGED, "the front page", {"front_page": before}, {"front_page": after}
    )


@transaction.atomic
def undo(*, edition: Edition, by: User, seen: int | None = None) -> Event:
    """Undo the last change in force. Raises DraftRefused if there is none.

    `seen` is the primary key of the latest event that the person saw: raises ChangedSince if
    somebody else has made a later one.
    """
    draft = locked_draft(edition, by)
    _demand_seen(draft, by, seen)
    history = History.of(draft)
    if not history.done:
        raise DraftRefused("There is nothing to undo.")
    return _reapply(draft, by, history.done[-1], Verb.UNDID)


@transaction.atomic
def redo(*, edition: Edition, by: User, seen: int | None = None) -> Event:
    """Redo the change that was undone last. Raises DraftRefused if there is none.

    `seen` is as in `undo`.
    """
    draft = locked_draft(edition, by)
    _demand_seen(draft, by, seen)
    history = History.of(draft)
    if not history.undone:
        raise DraftRefused("There is nothing to do again.")
    return _reapply(draft, by, history.undone[-1], Verb.REDID)


def _demand_seen(draft: Edition, by: User, seen: int | None) -> None:
    since = draft_events.since(draft, seen) if seen else ()
    for event in since:
        if event.by_id != by.pk:
            raise ChangedSince(event)


@dataclass
class History:
    """The changes of a draft, oldest first: those in force, and those that can be redone.

    `latest` is the primary key of the newest event.
    """

    done: list[Event] = field(default_factory=list)
    undone: list[Event] = field(default_factory=list)
    latest: int = 0

    @classmethod
    def of(cls, draft: Edition) -> "History":
        """Read the history of this draft in one query."""
        history = cls()
        events = draft.events.filter(what__in=(*CHANGES, Verb.UNDID, Verb.REDID))
        for event in events.select_related("by").defer("before", "after").order_by("pk"):
            history.latest = event.pk
            if event.what == Verb.UNDID:
                history.undone.append(history.done.pop())
            elif event.what == Verb.REDID:
                history.done.append(history.undone.pop())
            else:
                history.done.append(event)
                history.undone.clear()
        return history


def patch_of(event: Event) -> Patch | None:
    """Return the event's patch of the grid; None if the event changed more than the grid."""
    if {*event.after} == {"rows", "orders"}:
        return patch.joined(event.before, event.after)
    return None


def note_presence(*, edition: Edition, by: User) -> None:
    """Note that this person has the draft open."""
    Presence.objects.update_or_create(
        edition=edition, user=by, defaults={"seen_at": timezone.now()}
    )


def _stale(now: Mapping[UUID, int], seen: Mapping[UUID, int]) -> Stale | None:
    newer = (key for key, version in seen.items() if now.get(key, version) > version)
    return next(map(Stale, newer), None)


def _reapply(draft: Edition, by: User, event: Event, what: Event.Verb) -> Event:
    """Apply the patch of an event again: backwards to undo it, forwards to redo it."""
    before, after = event.before, event.after
    if what == Verb.UNDID:
        before, after = after, before
    if "rows" in after:
        _apply(draft, patch.joined(before, after))
    if "based_on" in after:
        _base_on(draft, before["based_on"], after["based_on"])
    if "front_page" in after:
        if draft.front_page != before["front_page"]:
            raise DraftRefused("The front page is another now.")
        set_front_page(draft, after["front_page"])
    description = f"{event.words} {event.about}"
    recorded = _record(draft, by, what, description, before, after, of=event)
    sync_suggestion_status(draft, by)
    return recorded


def _apply(draft: Edition, made: Patch) -> None:
    try:
        patch.applied(store.read_open(draft.grid).content, made)
    except DoesNotFit:
        raise DraftRefused("The draft is not as this change left it.") from None
    store.save(draft.grid, made)


def _base_on(draft: Edition, before: int | None, after: int | None) -> None:
    """Set the edition that the copy is based on: undoing or redoing an update changes it too."""
    if draft.based_on_id != before:
        raise DraftRefused("The copy is based on another edition now.")
    draft.based_on_id = after
    draft.save(update_fields=["based_on"])


def set_front_page(draft: Edition, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(update_fields=[*values])


def _record(
    draft: Edition, by: User, what: Event.Verb, about: str, before: Any, after: Any, of: Any = None
) -> Event:
    lapse(draft, by)
    return Event.objects.create(
        by=by,
        what=what,
        about=about,
        framework=draft.framework,
        edition=draft,
        before=before,
        after=after,
        of=of,
    )
