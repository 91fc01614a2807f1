"""Keep SQLite's file, and those beside it, private to the site's user on the machine.

It contains password hashes and invitations, and SQLite would create it readable for everybody.
"""

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

OURS = stat.S_IRUSR | stat.S_IWUSR
BESIDE_IT = ("", "-wal", "-shm", "-journal")


class PrivateConnection(sqlite3.Connection):
    """A connection to a file, new or existing, that only its owner may read and write."""

    def __init__(self, database: str | os.PathLike[str], *args: Any, **kwargs: Any) -> None:
        path = os.fspath(database)
        if path and path != ":memory:" and not path.startswith("file:"):
            make_private(path)
        super().__init__(database, *args, **kwargs)


def make_private(path: str) -> None:
    """Create the file if needed, and remove the permissions of others.

    An existing file is never opened: closing it would release the locks that SQLite holds on it for
    another connection of this process. SQLite gives files beside it the same permissions. If
    something fails here, SQLite will report it.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OURS))
    for each in (Path(f"{path}{suffix}") for suffix in BESIDE_IT):
        with suppress(OSError):
            if stat.S_IMODE(each.stat().st_mode) & ~OURS:
                each.chmod(OURS)
