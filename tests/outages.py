"""Make the database unreachable, and restore it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tests.served import free_port


@contextmanager
def database_away() -> Iterator[None]:
    """Let the settings lead nowhere, so that no connection can be made. For tests that commit."""
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
