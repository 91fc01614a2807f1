"""Writes a file in a process of its own, with limits of time and memory."""

import pickle
from collections.abc import Callable
from threading import BoundedSemaphore

from opportunities.exchange import limited_process

SECONDS = 20
MEGABYTES = 2_000
"""Of address space, most of which is never touched: Typst itself takes some 100 MB."""

AT_ONCE = BoundedSemaphore(2)
"""So many children at once for each web worker; others wait for their turn."""


class CannotWrite(Exception):
    """The file took too long or too much memory. Carries a sentence for whoever asked for it."""


def write[Content](
    writer: Callable[[Content], bytes],
    content: Content,
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> bytes:
    """What this function of a module of ours makes of this content. Raises CannotWrite."""
    given = pickle.dumps((writer, content))
    try:
        return limited_process.ask(
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
    """The file, from what writes it and what it is made of."""
    writer, content = pickle.loads(given)  # noqa: S301 - from our own process
    file: bytes = writer(content)
    return file


if __name__ == "__main__":
    limited_process.answer(_written)
