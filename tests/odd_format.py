"""A format that no program reads, for tests. A child process imports it, so it knows no Django."""

import sys
from collections.abc import Callable

from opportunities.exchange.writing.document import GridDocument
from opportunities.exchange.writing.formats import Format


def odd(write: Callable[[GridDocument], bytes]) -> Format:
    return Format("odd", "Odd", "text/odd", "For a test of it", write, rank=90, is_slow=True)


def write(document: GridDocument) -> bytes:
    sys.stdout.write("what a library prints")
    lines = [line.opportunity.text for _, line in document.lines()]
    return f"{document.source.short_name}: {', '.join(lines)}".encode()


def write_too_much(document: GridDocument) -> bytes:
    return bytes(10**9)


def fail(document: GridDocument) -> bytes:
    raise ValueError("no such file")
