"""What an operator can mend, told in a sentence with a remedy instead of a traceback.

`manage.py` prints it for every command, and `doctor` for every check.
"""

import sqlite3

from django.core.exceptions import ImproperlyConfigured
from django.db import Error

from cpd_site.serving.unavailable import Trouble, trouble_of

OTHER_TABLES_SQLITE = ("no such table", "no such column")
OTHER_TABLES_POSTGRESQL = ("42P01", "42703")
"""SQLSTATE: undefined_table, undefined_column."""


def known_fault(error: BaseException) -> tuple[str, str] | None:
    """Return what is wrong, and the remedy; None if the error may be a fault of the code."""
    if isinstance(error, ImproperlyConfigured):
        return f"The settings cannot be used: {_first_line(error)}", "see docs/settings.md"
    if _has_other_tables(error):
        return (
            f"The database has not the tables of this release: {_first_line(error)}",
            "run manage.py migrate and manage.py createcachetable, or mend DATABASE_URL",
        )
    match trouble_of(error):
        case Trouble.AWAY if isinstance(error, Error):
            remedy = "start the database, or mend DATABASE_URL, and try again"
            return f"The database cannot be used: {_first_line(error)}", remedy
        case Trouble.AWAY:
            remedy = "start it, or mend CACHE_URL, and try again"
            return f"The cache cannot be reached: {_first_line(error)}", remedy
        case Trouble.BUSY:
            return f"The database is busy: {_first_line(error)}", "try again in a moment"
    return None


def _has_other_tables(error: BaseException) -> bool:
    cause = error.__cause__ if isinstance(error, Error) else None
    if isinstance(cause, sqlite3.Error):
        return str(cause).startswith(OTHER_TABLES_SQLITE)
    return getattr(cause, "sqlstate", None) in OTHER_TABLES_POSTGRESQL


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__).rstrip(".")
