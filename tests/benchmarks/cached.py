"""What a cached page takes of the processor, and how much of that is the server's.

The processor's time of the worker, per request, is steadier than the rate: wrk, and whatever else
the machine does, has no part in it.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median
from urllib.request import Request, urlopen

from tests.benchmarks.server import SECONDS, Server, running

MATRIX = "/frameworks/lancashire/"
BROTLI = "Accept-Encoding: br"
ROUNDS = 5


def table() -> str:
    lines = [
        "| One answer | processor of the worker | times as much for an empty view | wanted |",
        "|---|---:|---:|---:|",
        *(f"| {' | '.join(row)} |" for row in rows()),
    ]
    return "\n".join(lines)


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Measure all of them in turn, `ROUNDS` times; yield the middle of each."""
    with ExitStack() as stack:
        site = stack.enter_context(running())
        fixed = stack.enter_context(running(application="tests.benchmarks.fixed:application"))
        page = urlopen(Request(site.address + MATRIX, headers={"Accept-Encoding": "br"}))
        unchanged = [BROTLI, f"If-None-Match: {page.headers['ETag']}"]
        measured = [
            (
                _microseconds(site, "/empty/"),
                _microseconds(site, MATRIX, BROTLI),
                _microseconds(fixed, MATRIX, BROTLI),
                _microseconds(site, MATRIX, *unchanged),
                _microseconds(fixed, MATRIX, *unchanged),
            )
            for _ in range(ROUNDS)
        ]
    empty, *others = map(median, zip(*measured, strict=True))
    yield "an empty Django view", f"{empty:.0f} µs", "1", ""
    for name, took, wanted in zip(
        (
            "the matrix, cached",
            "… the same bytes, by no code of ours",
            "the matrix, not changed (304)",
            "… the same, by no code of ours",
        ),
        others,
        ("8", "", "8", ""),
        strict=True,
    ):
        yield name, f"{took:.1f} µs", f"{empty / took:.1f}", wanted


def _microseconds(server: Server, path: str, *headers: str) -> float:
    before = server.processor_seconds
    often = server.requests_per_second(path, headers=headers)
    return (server.processor_seconds - before) / (often * SECONDS) * 1_000_000
