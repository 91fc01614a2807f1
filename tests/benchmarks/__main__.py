"""`make bench`: how fast pages are, as ratios taken in one run, printed as one table."""

import platform
import shutil
import sys
from datetime import UTC, datetime
from urllib.request import Request, urlopen

from tests.benchmarks import comparing
from tests.benchmarks.server import Server, running

MATRIX = "/frameworks/lancashire/"
FILTERED = f"{MATRIX}?group=leaders&tier=national"
BROTLI = "Accept-Encoding: br"
NOT_FOR_EVERYBODY = "Cookie: sessionid=none"  # goes past the finished pages


def measure(server: Server) -> list[tuple[str, float, float]]:
    """What is measured, how often a second it is answered, and the least ratio to be reached."""
    etag = urlopen(Request(server.address + MATRIX, headers={"Accept-Encoding": "br"})).headers[
        "ETag"
    ]
    return [
        ("an empty Django view", server.requests_per_second("/empty/"), 1),
        ("the matrix, finished", server.requests_per_second(MATRIX, BROTLI), 2.5),
        (
            "the matrix, not changed (304)",
            server.requests_per_second(MATRIX, BROTLI, f"If-None-Match: {etag}"),
            2.5,
        ),
        (
            "the matrix, rendered",
            server.requests_per_second(MATRIX, NOT_FOR_EVERYBODY),
            0.25,
        ),
        (
            "the matrix, filtered and rendered",
            server.requests_per_second(FILTERED, NOT_FOR_EVERYBODY),
            0.5,
        ),
    ]


def table(rows: list[tuple[str, float, float]]) -> str:
    empty = rows[0][1]
    lines = [
        f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}, Python {platform.python_version()}",
        "",
        "| Lancashire, 16 connections | a second | of an empty view | wanted |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {often:,.0f} | {often / empty:.2f} | {wanted} |"
            for name, often, wanted in rows
        ),
    ]
    return "\n".join(lines)


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("The benchmarks need wrk: install it (apt-get install wrk) and run this again.")
    with running() as server:
        rows = measure(server)
        memory = server.memory
    sys.stdout.write(f"{table(rows)}\n\nA worker holds {memory:.0f} MB afterwards.\n")
    sys.stdout.write(f"\n{comparing.table()}\n")


if __name__ == "__main__":
    main()
