"""What many tests that commit start from: made once, and put back for each of them."""

import sqlite3
from collections.abc import Callable

from django.core.management import call_command
from django.db import connection

_made: dict[Callable[[], object], sqlite3.Connection] = {}


def put(make: Callable[[], object]) -> None:
    """Fill the database, which is empty, with what `make` writes.

    On SQLite `make` runs once per process, and later its database is copied back, which takes a
    fiftieth of the time. On PostgreSQL it runs each time.
    """
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        make()
    elif saved := _made.get(make):
        saved.backup(connection.connection)
    else:
        make()
        _made[make] = sqlite3.connect(":memory:")
        connection.connection.backup(_made[make])


def the_five_frameworks() -> None:
    call_command("load_frameworks", verbosity=0)
