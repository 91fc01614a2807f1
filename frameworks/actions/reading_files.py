"""Files are read beside the request, so that a page can say so where it takes long.

The bytes are nowhere but in the memory of the worker that was given them, until they are read.
Where that worker ends meanwhile, the import is never finished, and says so after some minutes.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection

from cpd_site.models import Organisation, User
from frameworks.actions import imports
from frameworks.models import Framework, Import
from opportunities.exchange.reading import child_process
from opportunities.exchange.reading.tables import CannotRead, FileContents

AT_ONCE = 8
"""So many files wait or are read in each worker; `child_process` reads fewer at a time."""

PATIENCE = 5.0
"""Seconds that the request waits: most files are read by then, and need no page in between."""

_readers = ThreadPoolExecutor(AT_ONCE, "reading")


def begin(
    content: bytes,
    name: str,
    *,
    organisation: Organisation,
    by: User,
    framework: Framework | None = None,
    patience: float = PATIENCE,
    readers: ThreadPoolExecutor = _readers,
) -> Import:
    """The import of this file: read, or being read where that takes longer than our patience.

    Raises CannotRead where that is known by then; nothing is written of it.
    """
    about: Any = {"organisation": organisation, "by": by, "framework": framework, "name": name}
    reading = readers.submit(child_process.read, content, name)
    try:
        contents = reading.result(timeout=patience)
    except TimeoutError:
        begun = imports.start(**about, contents=None)
        readers.submit(_finish, begun, reading)  # begins when the reading has: it came before
        return begun
    return imports.start(**about, contents=contents)


def _finish(begun: Import, reading: Future[FileContents]) -> None:
    """Runs in a thread of its own, with a connection of its own."""
    try:
        found: FileContents | str = reading.result()
    except CannotRead as refusal:
        found = str(refusal)
    try:
        imports.finish_reading(of=begun, found=found)
    finally:
        connection.close()
