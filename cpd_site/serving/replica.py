"""Answer readers from a replica of the database (`REPLICA_URL`) once it has caught up.

A replica lags some moments behind, so we first ask for its site version. If that is the primary's,
it has every edition that anybody can have seen, and it renders the page. Otherwise, or if it does
not answer, the primary does. People with a session read from the primary alone, and so see their
own writes at once.

While the primary is away, the replica answers alone if it has applied all that it received and has
the version that this process saw last.

While such a page is rendered, the alias `default` leads to the replica: for the ORM, raw SQL and
transactions alike, so that no page mixes two databases. See docs/adr/0031.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, transaction
from django.http import HttpRequest, HttpResponse

from cpd_site.serving import site_version

logger = logging.getLogger(__name__)

ALIAS = "replica"

LOOK_AGAIN_AFTER = 5
"""Seconds until we ask a failed database again: each attempt may block."""

HAS_ALL = "SELECT coalesce(pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn(), true)"

BEHIND = """\
SELECT NOT pg_is_in_recovery() OR EXISTS (SELECT FROM pg_stat_wal_receiver), \
CASE WHEN pg_last_wal_receive_lsn() <> pg_last_wal_replay_lsn() \
THEN coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0) ELSE 0 END"""
"""Whether it is connected to a primary, or was promoted to one; and its lag in seconds."""

_of_thread = threading.local()

type View[**P] = Callable[P, HttpResponse]


def read_from_replica[**P](view: View[P]) -> View[P]:
    """For a view that writes nothing. If the replica fails, call it again on the primary."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not _may_be_asked(cast(HttpRequest, args[0])):
            return view(*args, **kwargs)
        try:
            wanted = _wanted()
            with _as_the_database():
                if site_version.read() == wanted:
                    return view(*args, **kwargs)
        except Error as error:
            logger.warning("The replica failed, the primary answers: %s", error)
            _of_thread.ask_again_at = time.monotonic() + LOOK_AGAIN_AFTER
        return view(*args, **kwargs)

    return answered


def _wanted() -> int | None:
    """Return the required version: the primary's, or the last seen one while it is away."""
    if time.monotonic() >= getattr(_of_thread, "ask_primary_at", 0):
        if (number := site_version.look()) is not None:
            return number
        _of_thread.ask_primary_at = time.monotonic() + LOOK_AGAIN_AFTER
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(HAS_ALL)
        (has_all,) = cursor.fetchone()
    return site_version.last_seen() if has_all else None


def seconds_behind() -> float | None:
    """Return the replica's lag in seconds; None if it is not connected to a primary."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(BEHIND)
        follows, seconds = cursor.fetchone()
    return float(seconds) if follows else None


def _may_be_asked(request: HttpRequest) -> bool:
    return (
        ALIAS in settings.DATABASES
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and time.monotonic() >= getattr(_of_thread, "ask_again_at", 0)
    )


@contextmanager
def _as_the_database() -> Iterator[None]:
    """Let `default` lead to the replica, in one transaction with a fixed snapshot.

    So behind a pooler with several replicas, the version and the page come from the same one.
    """
    primary, replica = connections[DEFAULT_DB_ALIAS], connections[ALIAS]
    replica.execute_wrappers = primary.execute_wrappers  # query counters count these too
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
