"""Read an untrusted file in a child process with limits of time and memory.

The process can write no file. Its result comes back as JSON, never as a pickle.
"""

import json
from threading import BoundedSemaphore

from opportunities.exchange import limited_process
from opportunities.exchange.reading.as_json import contents_from_json, contents_to_text
from opportunities.exchange.reading.tables import CannotRead, FileContents

SECONDS = 60
MEGABYTES = 1_000
"""Of address space: a refused file takes some 100 MB, the largest spreadsheet more."""

AT_ONCE = BoundedSemaphore(2)
"""Children at once for each web worker; others wait for their turn."""

BUSY = "Many files are being read just now. Nothing is lost: choose the file again in a minute."
TOO_LONG = (
    "This file took too long to read. Save the part with the framework as a file of its own, "
    "and bring in that."
)
TOO_MUCH = (
    "This file needs more memory to read than we have for one file. "
    "Save the part with the framework as a file of its own, and bring in that."
)
FAILED = (
    "This file could not be read: it is damaged, or far too large. Save the part with the "
    "framework as a file of its own, and bring in that."
)


class OutOfTime(CannotRead):
    """Raised if a file may be readable with more time, or when fewer files are read at once."""


def read(
    content: bytes, name: str, *, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> FileContents:
    """Read the file; `name` is its file name. Raises CannotRead, or its subclass OutOfTime."""
    given = json.dumps(name).encode() + b"\n" + content
    try:
        answer = limited_process.run_limited(
            __name__, given, at_once=AT_ONCE, seconds=seconds, megabytes=megabytes
        )
    except limited_process.Busy:
        raise OutOfTime(BUSY) from None
    except limited_process.TookTooLong:
        raise OutOfTime(TOO_LONG) from None
    except limited_process.Failed as failed:
        raise CannotRead(FAILED) from failed
    found = json.loads(answer)
    if "refused" in found:
        raise CannotRead(found["refused"])
    return contents_from_json(found["contents"])


def _found(given: bytes) -> bytes:
    """In the child: return what the file contains, or why it cannot be read."""
    from opportunities.exchange.reading import files  # the web worker needs no reader

    name, _, content = given.partition(b"\n")
    try:
        found = contents_to_text(files.read(content, json.loads(name)))
        return b'{"contents": %b}' % found.encode()
    except CannotRead as refusal:
        return json.dumps({"refused": str(refusal)}).encode()
    except MemoryError:
        return json.dumps({"refused": TOO_MUCH}).encode()


if __name__ == "__main__":
    limited_process.child_main(_found, may_write=False)
