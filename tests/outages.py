"""The database goes away, and comes back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tests.served import free_port


@contextmanager
def database_away() -> Iterator[None]:
    """No connection can be made: the settings lead nowhere. For tests that commit."""
    before = dict(connection.settings_dict)
    connection.close()
    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = f"{before['NAME']}-moved/away.sqlite3"
    else:
        connection.settings_dict.update(HOST="127.0.0.1", PORT=free_port())
    try:
        yield
    finally:
        connection.settings_dict.update(before)
        connection.close()
