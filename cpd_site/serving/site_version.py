"""The version of what readers see: one cheap look, without the ORM."""

import os
import secrets
import threading
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections

from cpd_site.models import SiteVersion

QUERY = "SELECT public FROM cpd_site_siteversion"


def current() -> int | None:
    """Return the version of what people without an account see; None while nobody can tell.

    A connection that the database ended meanwhile, as when it was started anew, is made again.
    """
    was_connected = connection.connection is not None
    try:
        return read()
    except Error:
        connection.close()
    try:
        return read() if was_connected else None
    except Error:
        connection.close()
        return None


def read() -> int | None:
    """Return the version, by one query over Django's connection. Raises where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        row = cursor.fetchone()
    return row[0] if row else None


def look() -> int | None:
    """Return what `current` returns, in a third of the time: over a connection kept for this.

    For the page cache, which asks on every request, outside of any transaction. Whenever that
    connection fails, or leads to another database than the settings name, `current` answers.
    """
    global _last_seen
    looking = getattr(_of_thread, "look", None)
    if looking is not None and looking.leads_to == _target():
        try:
            _last_seen = looking.read()
            return _last_seen
        except looking.error:
            pass
    close()
    number = current()
    if number is not None:
        _last_seen = number
        if not str(_target()[0]).startswith(IN_MEMORY):
            _of_thread.look = _Look()
    return number


def last_seen() -> int | None:
    """Return what this process saw when it looked last and could."""
    return _last_seen


_last_seen: int | None = None


IN_MEMORY = (":memory:", "file:memorydb")
"""An SQLite database that a connection of its own would not find."""

_of_thread = threading.local()
os.register_at_fork(after_in_child=lambda: _of_thread.__dict__.clear())


class _Look:
    """A connection of one thread as its driver has it, always between two transactions."""

    def __init__(self) -> None:
        wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
        wrapper.connect()
        self.leads_to = _target()
        self.error: type[Exception] = wrapper.Database.Error  # type: ignore[attr-defined]
        self.close: Callable[[], None] = wrapper.connection.close
        reader = _asked_at_once if wrapper.vendor == "postgresql" else _executed
        self.read = reader(wrapper.connection)


def _target() -> tuple[Any, ...]:
    """Which database the settings name now; tests name others."""
    named = connections.settings[DEFAULT_DB_ALIAS]
    return named["NAME"], named["HOST"], named["PORT"]


def _executed(raw: Any) -> Callable[[], int | None]:
    cursor = raw.cursor()

    def read() -> int | None:
        row = cursor.execute(QUERY).fetchone()
        return row[0] if row else None

    return read


def _asked_at_once(raw: Any) -> Callable[[], int | None]:
    """By PostgreSQL's simple query protocol: one way there and back, and nothing left behind, so
    that a pooler may give each look another connection."""

    def read() -> int | None:
        result = raw.pgconn.exec_(QUERY.encode())
        if result.error_message:
            raise raw.OperationalError(result.error_message.decode())
        return int(result.get_value(0, 0)) if result.ntuples else None

    return read


def close() -> None:
    """Close this thread's connection for looking, if there is one."""
    looking = _of_thread.__dict__.pop("look", None)
    if looking is not None:
        looking.close()


def bump(*, public: bool) -> None:
    """Say that what readers see is about to change. For actions, inside their transaction.

    `public`: people without an account see it too, so that pages kept for everybody are stale.

    The new version is a random number: one that is counted up would come again, for something
    else, after a transaction that was undone or a database that was put back.
    """
    number = secrets.randbits(62)
    changed = {"number": number} | ({"public": number} if public else {})
    first = {"number": number, "public": number}
    SiteVersion.objects.update_or_create(pk=1, defaults=changed, create_defaults=first)
