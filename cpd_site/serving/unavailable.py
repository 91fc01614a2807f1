"""What the database could not do just now, and will do later: that is no fault, and says so.

`trouble_of` tells it from what is broken. The page asks nothing of the database, and keeps what
was typed, as `cpd_site.serving.resubmit` does.
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
    """The value is how many seconds later it is worth trying again."""

    BUSY = 5  # somebody else was writing for too long; nothing was saved
    AWAY = 30  # the database, or the cache of all limits, cannot be reached


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
"""Where its file was moved away, SQLite makes an empty one without a word."""

POSTGRESQL: dict[str, Trouble] = {
    "25006": Trouble.AWAY,  # a replica, while it is not the primary yet
    "40001": Trouble.BUSY,  # serialization_failure
    "40P01": Trouble.BUSY,  # deadlock_detected
    "55P03": Trouble.BUSY,  # lock_not_available
    "57014": Trouble.BUSY,  # query_canceled, as after a statement_timeout
    "08": Trouble.AWAY,  # connection exceptions
    "53": Trouble.AWAY,  # insufficient resources: connections, memory, disk
    "57P": Trouble.AWAY,  # shut down, or starting
    "58": Trouble.AWAY,  # system errors
}
"""By the beginning of the SQLSTATE."""


def trouble_of(exception: BaseException | None) -> Trouble | None:
    """What is the matter with the database; None where the exception tells of a fault."""
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
    """Whether Valkey or Redis, if CACHE_URL names one, cannot be reached."""
    redis = sys.modules.get("redis")
    return redis is not None and isinstance(exception, redis.ConnectionError | redis.TimeoutError)


def page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """503, with what was typed and a button that sends it again. Nobody keeps it."""
    context = {
        "is_busy": trouble is Trouble.BUSY,
        "wrote": request.method == "POST",
        "typed": resubmit.pairs(request) if resubmit.is_from_here(request) else [],
        "words": resubmit.words(request),
        "address": request.get_full_path(),
        "csrf_token": get_token(request),
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(trouble.value)
    add_never_cache_headers(response)
    return response
