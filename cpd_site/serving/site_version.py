"""The version of what readers see, from one cheap query without the ORM."""

import os
import secrets
import threading
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections

from cpd_site.models import SiteVersion

QUERY = "SELECT public FROM cpd_site_siteversion"


def current() -> int | None:
    """Return the version of what people without an account see; None while it is unknown.

    Reconnects if the database has closed the connection, for instance when it was restarted.
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
    """Query the version over Django's connection. Raises if that fails."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        row = cursor.fetchone()
    return row[0] if row else None


def look() -> int | None:
    """Return the result of `current` in a third of the time, over a dedicated connection.

    For the page cache, which asks on every request, outside of any transaction. If that connection
    fails, or is to another database than the settings name, `current` answers.
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
    """Return the last version that this process could read."""
    return _last_seen


_last_seen: int | None = None


IN_MEMORY = (":memory:", "file:memorydb")
"""SQLite databases in memory, which a second connection would not see."""

_of_thread = threading.local()
os.register_at_fork(after_in_child=lambda: _of_thread.__dict__.clear())


class _Look:
    """A raw driver connection of one thread, always between transactions."""

    def __init__(self) -> None:
        wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
        wrapper.connect()
        self.leads_to = _target()
        self.error: type[Exception] = wrapper.Database.Error  # type: ignore[attr-defined]
        self.close: Callable[[], None] = wrapper.connection.close
        reader = _asked_at_once if wrapper.vendor == "postgresql" else _executed
        self.read = reader(wrapper.connection)


def _target() -> tuple[Any, ...]:
    """Return which database the settings name now; tests name others."""
    named = connections.settings[DEFAULT_DB_ALIAS]
    return named["NAME"], named["HOST"], named["PORT"]


def _executed(raw: Any) -> Callable[[], int | None]:
    """Query on SQLite, but only if another connection has written since the last query.

    `data_version` says so, in less time than the row takes.
    """
    execute = raw.cursor().execute
    written, version = None, None

    def read() -> int | None:
        nonlocal written, version
        now = execute("PRAGMA data_version").fetchone()
        if now != written:
            row = execute(QUERY).fetchone()
            written, version = now, row[0] if row else None
        return version

    return read


def _asked_at_once(raw: Any) -> Callable[[], int | None]:
    """Query by PostgreSQL's simple protocol: a single round trip that leaves nothing behind, so
    that a pooler may use another connection for each query.
    """

    def read() -> int | None:
        result = raw.pgconn.exec_(QUERY.encode())
        if result.error_message:
            raise raw.OperationalError(result.error_message.decode())
        return int(result.get_value(0, 0)) if result.ntuples else None

    return read


def close() -> None:
    """Close this thread's dedicated connection, if there is one."""
    looking = _of_thread.__dict__.pop("look", None)
    if looking is not None:
        looking.close()


def bump(*, public: bool) -> None:
    """Record that what readers see is about to change. For actions, inside their transaction.

    `public`: people without an account see it too, so that cached public pages are stale.

    The new version is random: a counter would repeat, for other content, after a rolled-back
    transaction or a restored database.
    """
    number = secrets.randbits(62)
    changed = {"number": number} | ({"public": number} if public else {})
    first = {"number": number, "public": number}
    SiteVersion.objects.update_or_create(pk=1, defaults=changed, create_defaults=first)
