"""Temporary trouble of the database, which is not a fault: answer 503.

`trouble_of` tells it from what is broken. The page uses no database, and keeps what was typed, like
`cpd_site.serving.resubmit`.
"""

import sqlite3
import sys
from enum import Enum

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from cpd_site.serving import resubmit


class Trouble(Enum):
    """The kinds of trouble; the value is the number of seconds after which to retry."""

    BUSY = 5  # somebody else was writing for too long; nothing was saved
    AWAY = 30  # the database, or the cache of rate limits, cannot be reached


SQLITE: dict[int, Trouble] = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_CANTOPEN: Trouble.AWAY,
    sqlite3.SQLITE_IOERR: Trouble.AWAY,
    sqlite3.SQLITE_FULL: Trouble.AWAY,
    sqlite3.SQLITE_NOTADB: Trouble.AWAY,
    sqlite3.SQLITE_CORRUPT: Trouble.AWAY,
}
EMPTY_FILE = "no such table"
"""If its file was moved away, SQLite silently creates an empty one."""

POSTGRESQL: dict[str, Trouble] = {
    "25006": Trouble.AWAY,  # a replica that is not promoted yet
    "40001": Trouble.BUSY,  # serialization_failure
    "40P01": Trouble.BUSY,  # deadlock_detected
    "55P03": Trouble.BUSY,  # lock_not_available
    "57014": Trouble.BUSY,  # query_canceled, as after a statement_timeout
    "08": Trouble.AWAY,  # connection exceptions
    "53": Trouble.AWAY,  # insufficient resources: connections, memory, disk
    "57P": Trouble.AWAY,  # shut down, or starting
    "58": Trouble.AWAY,  # system errors
}
"""By prefix of the SQLSTATE."""


def trouble_of(exception: BaseException | None) -> Trouble | None:
    """Return the trouble of the database; None if the exception is a fault."""
    if _is_of_redis(exception):
        return Trouble.AWAY
    if not isinstance(exception, Error):
        return None
    cause = exception.__cause__
    if isinstance(cause, sqlite3.Error):
        if str(cause).startswith(EMPTY_FILE):
            return Trouble.AWAY
        return SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state is None:
        lost = isinstance(exception, OperationalError | InterfaceError)
        return Trouble.AWAY if lost else None
    return next((found for begins, found in POSTGRESQL.items() if state.startswith(begins)), None)


def _is_of_redis(exception: BaseException | None) -> bool:
    """Return whether Valkey or Redis, if CACHE_URL names one, cannot be reached."""
    redis = sys.modules.get("redis")
    return redis is not None and isinstance(exception, redis.ConnectionError | redis.TimeoutError)


def page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Return 503 with what was typed and a button that sends it again. It is never cached."""
    context = {
        "is_busy": trouble is Trouble.BUSY,
        "wrote": request.method == "POST",
        "typed": resubmit.pairs(request) if resubmit.has_typed_words(request) else [],
        "words": resubmit.words(request),
        "address": request.get_full_path(),
        "csrf_token": get_token(request),
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(trouble.value)
    add_never_cache_headers(response)
    return response
