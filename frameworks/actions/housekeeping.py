"""Delete what nobody needs any more, for the daily `manage.py housekeeping`.

Each job has a query for what is old, so that a dry run counts what a real one deletes. A new table
that grows without end gets a job here.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cpd_site.models import Invitation, Letter, OrganisationEvent, RoleRequest
from cpd_site.operating import tasks
from frameworks.actions import comments, drafts, imports
from frameworks.models import Edition, Event, Presence, Preview

KEPT_EVENTS = (
    *(Event.Verb.PUBLISHED, Event.Verb.PUBLISHED_IMPORTED, Event.Verb.WITHDREW),
    *(Event.Verb.MADE_A_COPY, Event.Verb.TOOK_IN),
)
"""Verbs of events that histories, `check_editions` and reports of updates need, however old."""


@dataclass(frozen=True)
class Job:
    """A kind of row to delete: `old` returns the QuerySet, `clear` deletes it and says how many."""

    what: str
    old: Callable[[], Any]
    clear: Callable[[Any], int]


def delete(rows: QuerySet[Any]) -> int:
    """Delete these rows and what cascades; return how many of the rows themselves there were."""
    _, by_model = rows.delete()
    return by_model.get(rows.model._meta.label, 0)


def ended_sessions() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=timezone.now())


def addresses_of_ended_sessions() -> QuerySet[UserSession]:
    """Return the internet addresses and devices of sessions that have ended."""
    if settings.SESSION_ENGINE == "django.contrib.sessions.backends.cache":  # not in a table
        longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return UserSession.objects.filter(last_seen_at__lt=timezone.now() - longest)
    live = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gte=timezone.now()
    )
    return UserSession.objects.filter(~Exists(live))


def ended_invitations() -> QuerySet[Invitation]:
    """Return the invitations that nobody accepted, with the address they were sent to."""
    return Invitation.objects.filter(_ended_long_ago(), accepted_at__isnull=True)


def ended_previews() -> QuerySet[Preview]:
    return Preview.objects.filter(_ended_long_ago())


def answered_requests() -> QuerySet[RoleRequest]:
    """Return the requests for a role in a school that were answered long ago, with their words."""
    end = timezone.now() - timedelta(days=settings.KEEP_ENDED_LINKS_FOR)
    return RoleRequest.objects.filter(answered_at__lt=end)


def old_presences() -> QuerySet[Presence]:
    return Presence.objects.filter(seen_at__lt=timezone.now() - timedelta(days=1))


def old_events() -> QuerySet[Event]:
    """Return old events of frameworks, with the patches of drafts; keep those of open drafts for
    undo."""
    return Event.objects.exclude(
        Q(what__in=KEPT_EVENTS) | Q(edition__status=Edition.Status.DRAFT)
    ).filter(at__lt=_events_end())


def old_organisation_events() -> QuerySet[OrganisationEvent]:
    return OrganisationEvent.objects.filter(at__lt=_events_end())


def failed_letters() -> QuerySet[Letter]:
    """Return the mails that failed for days and that nobody sent again from the admin site."""
    return Letter.objects.filter(written_at__lt=timezone.now() - tasks.KEPT_FAILED)


def export_and_delete(events: QuerySet[Any]) -> int:
    """Append the events to today's file, a line of JSON each, then delete them; return how many.

    Each batch is on disk before it is deleted. If the process stops in between, the next run
    writes that batch again.
    """
    folder = Path(settings.OLD_EVENTS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{events.model._meta.model_name}-{timezone.localdate():%Y-%m-%d}.jsonl"
    done = 0
    with (folder / name).open("a", encoding="utf-8") as file:
        while batch := list(events.order_by("pk").values()[:1_000]):
            file.writelines(json.dumps(event, cls=DjangoJSONEncoder) + "\n" for event in batch)
            file.flush()
            done += delete(events.model.objects.filter(pk__in=[event["id"] for event in batch]))
    return done


JOBS = (
    Job("sessions that have ended", ended_sessions, delete),
    Job("internet addresses of sessions that have ended", addresses_of_ended_sessions, delete),
    Job("invitations that ended without an answer", ended_invitations, delete),
    Job("requests for a role in a school, long answered", answered_requests, delete),
    Job("preview links that have ended", ended_previews, delete),
    Job("notes of who had a draft open", old_presences, delete),
    Job("discarded drafts, with their changes", drafts.discarded_long_ago, drafts.purge),
    Job("comments on drafts that were published long ago", comments.past_retention, delete),
    Job("imports that nobody went on with", imports.abandoned, delete),
    Job("tasks that the worker has done, or has given up", tasks.done_long_ago, delete),
    Job("mails that could not be sent", failed_letters, delete),
    Job("events of frameworks", old_events, export_and_delete),
    Job("events of organisations", old_organisation_events, export_and_delete),
)


def expired_cache_rows(*, delete: bool) -> int:
    """Count the expired rows of database caches, and delete them if asked."""
    count = 0
    for alias in settings.CACHES:
        cache = caches[alias]
        if not isinstance(cache, BaseDatabaseCache):
            continue
        table = connection.ops.quote_name(settings.CACHES[alias]["LOCATION"])
        now = connection.ops.adapt_datetimefield_value(_utc_now())
        verb = "DELETE" if delete else "SELECT count(*)"
        with connection.cursor() as cursor:
            cursor.execute(f"{verb} FROM {table} WHERE expires < %s", [now])
            count += cursor.rowcount if delete else cursor.fetchone()[0]
    return count


def _utc_now() -> datetime:
    """Return the time as cache tables keep it: in whole seconds, without a time zone on SQLite."""
    now = timezone.now().replace(microsecond=0)
    return now if connection.features.supports_timezones else now.replace(tzinfo=None)


def _ended_long_ago() -> Q:
    end = timezone.now() - timedelta(days=settings.KEEP_ENDED_LINKS_FOR)
    return Q(expires_at__lt=end) | Q(revoked_at__lt=end)


def _events_end() -> datetime:
    """Return the time before which events are old: `datetime.min` where they are kept for ever."""
    if not settings.KEEP_EVENTS_FOR:
        return datetime.min.replace(tzinfo=timezone.get_default_timezone())
    return timezone.now() - timedelta(days=settings.KEEP_EVENTS_FOR)
