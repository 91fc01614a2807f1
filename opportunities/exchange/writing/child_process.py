"""Writes a file in a process of its own, with limits of time and memory."""

import pickle
from threading import BoundedSemaphore

from opportunities.exchange import limited_process
from opportunities.exchange.writing.document import GridDocument
from opportunities.exchange.writing.formats import Format

SECONDS = 20
MEGABYTES = 2_000
"""Of address space, most of which is never touched: Typst itself takes some 100 MB."""

AT_ONCE = BoundedSemaphore(2)
"""So many children at once for each web worker; others wait for their turn."""


class CannotWrite(Exception):
    """The file took too long or too much memory. Carries a sentence for whoever asked for it."""


def write(
    form: Format,
    document: GridDocument,
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> bytes:
    """The document in this format. Raises CannotWrite."""
    given = pickle.dumps((form.write, document))
    try:
        return limited_process.ask(
            __name__, given, at_once=AT_ONCE, seconds=seconds, megabytes=megabytes
        )
    except limited_process.Busy:
        raise CannotWrite("Many files are being made just now. Try again in a minute.") from None
    except limited_process.TookTooLong:
        raise CannotWrite(
            "This file took too long to make. Filter the framework, or take one stage."
        ) from None
    except limited_process.Failed as failed:
        raise CannotWrite(
            "This file could not be made. Try another format, or a part of the framework."
        ) from failed


def _written(given: bytes) -> bytes:
    """The file, from what writes it and the document."""
    write_document, document = pickle.loads(given)  # noqa: S301 - from our own process
    content: bytes = write_document(document)
    return content


if __name__ == "__main__":
    limited_process.answer(_written)
