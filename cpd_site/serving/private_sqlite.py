"""SQLite's file, and those beside it, are for the site alone: nobody else on the machine reads it.

It has password hashes and invitations in it, and SQLite would make it for everybody to read.
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
    """A connection to a file that only its owner may read and write, be it new or there already."""

    def __init__(self, database: str | os.PathLike[str], *args: Any, **kwargs: Any) -> None:
        path = os.fspath(database)
        if path and path != ":memory:" and not path.startswith("file:"):
            make_private(path)
        super().__init__(database, *args, **kwargs)


def make_private(path: str) -> None:
    """Make the file if it is not there, and take from others what they may do with it.

    A file that is there is never opened: closing it again would end the locks that SQLite holds
    on it for another connection of this process. SQLite gives what it puts beside the file the
    rights of the file. Where something cannot be done, SQLite says why.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OURS))
    for each in (Path(f"{path}{suffix}") for suffix in BESIDE_IT):
        with suppress(OSError):
            if stat.S_IMODE(each.stat().st_mode) & ~OURS:
                each.chmod(OURS)
