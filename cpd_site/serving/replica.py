"""Readers read from a replica of the database (`REPLICA_URL`), once it has caught up.

A replica is some moments behind, so it is asked first for its site version. Where that is the
primary's, it has every edition that anybody can have seen, and the page is drawn from it.
Otherwise, and when it does not answer, the page is drawn from the primary. Whoever has a session
reads from the primary alone, and so sees at once what they wrote.

While the primary is away the replica answers alone, if it has done all that it received and has the
version that this process saw last.

While such a page is drawn, the name `default` leads to the replica: for the ORM, for SQL of our own
and for transactions alike, so that no page is made of two databases. See docs/adr/0031.
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
"""Seconds until either, once it failed, is asked again: each try may have to wait for it."""

HAS_ALL = "SELECT coalesce(pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn(), true)"

BEHIND = """\
SELECT NOT pg_is_in_recovery() OR EXISTS (SELECT FROM pg_stat_wal_receiver), \
CASE WHEN pg_last_wal_receive_lsn() <> pg_last_wal_replay_lsn() \
THEN coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0) ELSE 0 END"""
"""A replica that was made the primary follows nobody, and is late for nobody."""

_of_thread = threading.local()

type View[**P] = Callable[P, HttpResponse]


def read_from_replica[**P](view: View[P]) -> View[P]:
    """A view that writes nothing. It is called again, on the primary, where the replica fails."""

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
    """The version to have: the primary's, or the last that was seen of it while it is away."""
    if time.monotonic() >= getattr(_of_thread, "ask_primary_at", 0):
        if (number := site_version.look()) is not None:
            return number
        _of_thread.ask_primary_at = time.monotonic() + LOOK_AGAIN_AFTER
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(HAS_ALL)
        (has_all,) = cursor.fetchone()
    return site_version.last_seen() if has_all else None


def seconds_behind() -> float | None:
    """How late the replica does what the primary did; None where it is not connected to one."""
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
    """Let `default` lead to the replica, in one transaction that reads one moment.

    So a pooler before several replicas cannot compare the version of one and read from another.
    """
    primary, replica = connections[DEFAULT_DB_ALIAS], connections[ALIAS]
    replica.execute_wrappers = primary.execute_wrappers  # what counts queries counts these
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
