"""The speed of search in the national data set: page by page, with likely searches."""

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import cycle
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit

from cpd_site.serving.rate_limit import SECONDS_SAVED_UP
from tests.benchmarks import national
from tests.benchmarks.server import ROOT, Server, running

NOT_FOR_EVERYBODY = "Cookie: sessionid=none"  # bypasses the page cache
BROTLI = "Accept-Encoding: br"

ROUNDS = 3

COMMON = ("teachers", "training", "school", "lead", "support", "development", "network", "local")
WORDS = (
    *("coaching", "mentor", "safeguarding", "portfolio", "governors", "budget", "assessment"),
    *("research", "appraisal", "supervision", "behaviour", "curriculum", "moderation", "visits"),
    *("induction", "phonics", "inclusion", "twitter", "headship", "reading", "innovation"),
)
PAIRS = (
    *("coaching newly qualified", "action research", "schools visiting", "headship qualification"),
    *(
        "team teaching",
        "first aid",
        "pupil data",
        "subject leader",
        "middle leaders",
        "peer review",
    ),
    *("lead training", "teachers network", "professional portfolio", "performance management"),
)
ABBREVIATIONS = ("NQT", "ECT", "CPD", "SENCo", "NPQH", "SLE", "MA", "TA", "HLTA", "INSET")
BEGINNINGS = ("mentor*", "coach*", "lead*", "assess* pupils", "net*")
RARE = ("zebra", "safegaurding", "nurse cover", "Langford portfolio", "of the")
FILTERS = (
    {},
    {},
    {},
    {"group": "leaders"},
    {"tier": "national"},
    {"family": "early-career", "tier": "school"},
    {"framework": "lancashire"},
)


def mix() -> list[str]:
    """Return about 250 searches, always the same: common and rare ones, with some filters."""
    chance = random.Random(1)
    typed = [*COMMON * 3, *WORDS * 2, *PAIRS * 3, *ABBREVIATIONS * 3, *BEGINNINGS * 2, *RARE, ""]
    searches = [{"q": words, **filters} for words in typed for filters in chance.sample(FILTERS, 2)]
    addresses = list(dict.fromkeys(f"/opportunities/?{urlencode(one)}" for one in searches))
    chance.shuffle(addresses)
    return addresses


type Row = tuple[str, str, str, str]
"""What was measured, the figure, how it compares, and the target."""


def table() -> str:
    lines = [
        "| Search of 151 authorities, 106,000 placements | | of an empty view | wanted |",
        "|---|---:|---:|---:|",
        *(f"| {' | '.join(row)} |" for row in rows()),
    ]
    return "\n".join(lines)


def rows() -> Iterator[Row]:
    """Measure on SQLite; and on PostgreSQL, if we can start a server."""
    yield from measure("SQLite", national.database())
    done = subprocess.run(
        [".ci/postgres", sys.executable, "-m", "tests.benchmarks.searching"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        yield "first page, PostgreSQL", "not measured: it is not here", "", ""
    else:
        yield from map(tuple, json.loads(done.stdout.splitlines()[-1]))


def measure(database: str, address: str) -> Iterator[Row]:
    """Measure search of the national data set at this address."""
    addresses = mix()
    name = f"first page, {database}"
    with running(DATABASE_URL=address, SEARCHES_A_SECOND="0") as server:
        empty_worker = server.memory
        start = _milliseconds(server, "/opportunities/")
        first = sorted(_milliseconds(server, address) for address in addresses)
        again = sorted(_milliseconds(server, address) for _ in range(3) for address in addresses)
        ratios, often = _often(server, addresses)
        memory = server.memory
    p50, p95 = _percentile(again, 50), _percentile(again, 95)
    yield name, f"{often:,.0f} a second", f"{ratios:.2f}", "0.05"
    yield (
        f"… p50 and p95 of {len(addresses)} searches",
        f"{p50:.1f} and {p95:.1f} ms",
        f"{p95 / p50:.1f}",
        "at most 3",
    )
    yield (
        "… each for the first time in the life of the worker",
        f"{_percentile(first, 50):.1f} and {_percentile(first, 95):.1f} ms",
        "",
        "",
    )
    yield from crowded(address)
    yield "… the very first, which reads the catalogue", f"{start:,.0f} ms", "", ""
    yield (
        "… memory of the worker, before and after",
        f"{empty_worker:.0f} and {memory:.0f} MB",
        "",
        "",
    )


SEARCHES_A_SECOND = 100
MATRIX = "/frameworks/lancashire/"


def crowded(address: str) -> Iterator[Row]:
    """Measure how one address that searches endlessly affects readers of the matrix."""
    with running(DATABASE_URL=address) as server:
        _milliseconds(server, "/opportunities/")
        rounds = []
        told: Counter[int] = Counter()
        for _ in range(ROUNDS):
            with _asking(server, ["/empty/?"], Counter()):
                light = server.requests_per_second(MATRIX, headers=[BROTLI])
            with _asking(server, mix(), told):
                heavy = server.requests_per_second(MATRIX, headers=[BROTLI])
            rounds.append(heavy / light)
    refused = told[HTTPStatus.TOO_MANY_REQUESTS] / told.total()
    yield (
        f"… the matrix while one address searches {SEARCHES_A_SECOND} times a second",
        f"{statistics.median(rounds):.2f} of its rate while it asks for empty pages",
        "",
        f"({refused:.0%} of {told.total():,} searches refused)",
    )


@contextmanager
def _asking(server: Server, addresses: list[str], told: Counter[int]) -> Iterator[None]:
    """Send different searches endlessly, and count the responses by status."""
    done = Event()

    def ask() -> None:
        connection = HTTPConnection(urlsplit(server.address).netloc)
        for path in cycle(addresses):
            if done.wait(1 / SEARCHES_A_SECOND):
                break
            connection.request("GET", f"{path}&n={told.total()}")  # different each time
            answer = connection.getresponse()
            answer.read()
            told[answer.status] += 1
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    time.sleep(SECONDS_SAVED_UP + 1)  # use up the tokens it has saved
    try:
        yield
    finally:
        done.set()
        thread.join()


def _often(server: Server, addresses: list[str]) -> tuple[float, float]:
    """Return how many searches per empty page, and per second: the median of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        empty = server.requests_per_second("/empty/")
        often = server.requests_per_second(*addresses, headers=[NOT_FOR_EVERYBODY])
        rounds.append((often / empty, often))
    ratios, rates = zip(*rounds, strict=True)
    return statistics.median(ratios), statistics.median(rates)


def _milliseconds(server: Server, path: str) -> float:
    """Return the time of one response, on a connection of its own."""
    connection = HTTPConnection(urlsplit(server.address).netloc)
    start = time.perf_counter()
    connection.request("GET", path, headers=dict([NOT_FOR_EVERYBODY.split(": ")]))
    answer = connection.getresponse()
    answer.read()
    took = (time.perf_counter() - start) * 1000
    connection.close()
    if answer.status != HTTPStatus.OK:
        raise RuntimeError(f"{path} is answered with {answer.status}.")
    return took


def _percentile(ordered: list[float], percent: int) -> float:
    return ordered[len(ordered) * percent // 100]


if __name__ == "__main__":
    national.fill(os.environ["DATABASE_URL"])
    sys.stdout.write(json.dumps(list(measure("PostgreSQL", os.environ["DATABASE_URL"]))))
