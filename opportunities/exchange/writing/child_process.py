"""Write a file in a child process with limits of time and memory."""

import pickle
from collections.abc import Callable
from threading import BoundedSemaphore

from opportunities.exchange import limited_process

SECONDS = 20
MEGABYTES = 2_000
"""Of address space, most of it never used: Typst itself takes some 100 MB."""

AT_ONCE = BoundedSemaphore(2)
"""Children at once for each web worker; others wait for their turn."""


class CannotWrite(Exception):
    """Raised when the file took too long or too much memory. Carries a sentence for people."""


def write[Content](
    writer: Callable[[Content], bytes],
    content: Content,
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> bytes:
    """Return the result of a module-level function of ours for this content. Raises CannotWrite."""
    given = pickle.dumps((writer, content))
    try:
        return limited_process.run_limited(
            __name__, given, at_once=AT_ONCE, seconds=seconds, megabytes=megabytes
        )
    except limited_process.Busy:
        raise CannotWrite("Many files are being made just now. Try again in a minute.") from None
    except limited_process.TookTooLong:
        raise CannotWrite(
            "This file took too long to make. Filter it, or take one stage."
        ) from None
    except limited_process.Failed as failed:
        raise CannotWrite(
            "This file could not be made. Try another format, or a part of it."
        ) from failed


def _written(given: bytes) -> bytes:
    """In the child: write the file from the writer and its content."""
    writer, content = pickle.loads(given)  # noqa: S301 - from our own process
    file: bytes = writer(content)
    return file


if __name__ == "__main__":
    limited_process.child_main(_written)
