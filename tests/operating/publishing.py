"""Publish editions while people read: nobody ever sees an older one again."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle
from typing import Self

from tests.operating.cluster import Machines
from tests.operating.stack import Answer
from tests.operating.steps import MATRIX, PUBLISH

TURNS = count(1)

TAKE_TURNS = """
import sys

for turn in sys.stdin:
    publish(f"As published in turn {turn.strip()}", label=f"{2026 + int(turn)}")
    print("published", flush=True)
"""


class Publisher:
    """A process that publishes Lancashire's framework on command."""

    def __init__(self, site: Machines) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", PUBLISH + TAKE_TURNS],
            cwd=site.code,
            env=site.whole_environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.turns: list[tuple[float, int]] = []

    def publish(self) -> str:
        """Publish; return the words of the edition that was just committed."""
        assert self.process.stdin
        assert self.process.stdout
        turn = next(TURNS)
        self.process.stdin.write(f"{turn}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "published\n", "not published"
        self.turns.append((time.monotonic(), turn))
        return f"As published in turn {turn}"

    def newest(self, at: float) -> int:
        """Return the latest turn that was committed by this time."""
        return max((turn for when, turn in self.turns if when <= at), default=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=60)


def published_while_read(site: Machines) -> None:
    """Publish six editions. Each process shows each at once; nginx a second later, plus the time of
    the slowest response.
    """
    over = threading.Event()
    with Publisher(site) as publisher, ThreadPoolExecutor() as pool:

        def read(ask: Callable[[], Answer], late: float) -> int:
            seen = slowest = 0.0
            answers = 0
            while not over.is_set():
                asked = time.monotonic()
                status, _, page = ask()
                slowest = max(slowest, time.monotonic() - asked)
                assert status == 200, status
                turn = int(re.findall(rb"As published in turn (\d+)", page)[0])
                known = publisher.newest(asked - late - (slowest if late else 0))
                assert turn >= max(known, seen), (
                    f"turn {turn}, after {seen} was seen and {known} was out"
                )
                seen = turn
                answers += 1
                over.wait(0.05)
            return answers

        machines = cycle(site.applications)
        reading = [
            pool.submit(read, lambda: site.past_nginx(next(machines), MATRIX), 0),
            pool.submit(read, lambda: site.past_nginx(next(machines), MATRIX), 0),
            pool.submit(read, lambda: site.get(MATRIX), 1),
        ]
        try:
            for turn in range(6):
                publisher.publish()
                time.sleep(0.7 + turn * 0.17)  # at varying moments within nginx's second
        finally:
            over.set()
        answers = [each.result() for each in reading]
    print(f"   {sum(answers)} pages, {answers[-1]} of them by nginx")
