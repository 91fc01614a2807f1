"""`make bench`: the speed of pages, as ratios from one run, and their memory.

Prints tables with each figure beside its target. `python -m tests.benchmarks merging` runs one
part; the last, `national_copies`, takes by far the longest.
"""

import platform
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from tests.benchmarks import (
    cached,
    comparing,
    drafting,
    growth,
    merging,
    national_copies,
    proxied,
    reading_files,
    searching,
    text,
    writing,
)
from tests.benchmarks.mixed import Readers, filters
from tests.benchmarks.server import Server, running

MATRIX = "/frameworks/lancashire/"
FILTERED = f"{MATRIX}?group=leaders&tier=national"
BROTLI = "Accept-Encoding: br"
NOT_FOR_EVERYBODY = "Cookie: sessionid=none"  # bypasses the page cache
HTMX = ("HX-Request: true", "HX-Target: results")  # as does this

MANY = 10_000

type Row = tuple[str, str, str, str]
"""What was measured, the figure, how it compares, and the target."""


def speeds(server: Server) -> Iterator[Row]:
    """Yield how often per second a page is answered, relative to an empty view."""
    page = urlopen(Request(server.address + MATRIX, headers={"Accept-Encoding": "br"}))
    choice = Random(1)
    many_filters = [f"{MATRIX}?{filters(choice)}" for _ in range(200)]
    unchanged = [BROTLI, f"If-None-Match: {page.headers['ETag']}"]
    yield "an empty Django view", f"{server.requests_per_second('/empty/'):,.0f} a second", "1", ""
    for name, paths, headers, wanted in (
        ("the matrix, cached", [MATRIX], [BROTLI], 8),
        ("the matrix, not changed (304)", [MATRIX], unchanged, 8),
        ("the matrix, rendered", [MATRIX], [NOT_FOR_EVERYBODY], 0.1),
        ("a filter of it, rendered", [FILTERED], [NOT_FOR_EVERYBODY], 0.1),
        ("a filter of it, for htmx", [FILTERED], HTMX, 0.1),
        ("200 filters of it in turn, rendered", many_filters, [NOT_FOR_EVERYBODY], 0.1),
    ):
        server.ask_once(paths, headers)
        empty = server.requests_per_second("/empty/")  # again: a machine's speed varies
        often = server.requests_per_second(*paths, headers=headers)
        yield name, f"{often:,.0f} a second", f"{often / empty:.2f}", f"{wanted}"
    size = len(page.read()) / 1000
    yield "the matrix, compressed", f"{size:.1f} KB", "", "at most 15 KB"


def memory(server: Server) -> Iterator[Row]:
    """Yield the memory of a worker after many mixed requests, and after as many again."""
    readers = Readers(urlsplit(server.address).netloc)
    readers.ask(MANY)
    first = server.memory
    readers.ask(MANY)
    after = server.memory
    yield f"a worker after {MANY:,} mixed requests", f"{first:.0f} MB", "", "under 130 MB"
    yield f"and after {MANY:,} more", f"{after:.0f} MB", f"{after - first:+.1f} MB", "no growth"


def table(rows: list[Row]) -> str:
    lines = [
        f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}, Python {platform.python_version()}",
        "",
        "| Lancashire, 16 connections | | of an empty view | wanted |",
        "|---|---:|---:|---:|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    return "\n".join(lines)


def reading() -> str:
    """Return the table of the matrix."""
    with running() as server:
        return table([*speeds(server), *memory(server)])


PARTS = {
    "reading": reading,
    "cached": cached.table,
    "searching": searching.table,
    "comparing": comparing.table,
    "drafting": drafting.table,
    "merging": merging.table,
    "text": text.table,
    "reading_files": reading_files.table,
    "writing": writing.table,
    "proxied": proxied.table,
    "growth": growth.table,
    "national_copies": national_copies.table,
}
WITH_WRK = {"reading", "cached", "searching", "proxied"}


def main() -> None:
    chosen = sys.argv[1:] or [*PARTS]
    if unknown := [name for name in chosen if name not in PARTS]:
        sys.exit(f"There is no {unknown[0]}. There are: {', '.join(PARTS)}.")
    if WITH_WRK & {*chosen} and not shutil.which("wrk"):
        sys.exit("The benchmarks need wrk: install it (apt-get install wrk) and run this again.")
    for name in chosen:
        sys.stdout.write(f"{PARTS[name]()}\n\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
