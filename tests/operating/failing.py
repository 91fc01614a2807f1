"""Let the primary fail while people read and write; the replica takes over, and gets a replica."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import psycopg

from tests.operating.cluster import Machines, caught_up
from tests.operating.publishing import Publisher
from tests.operating.stack import until
from tests.operating.steps import MATRIX, step


class Writer(threading.Thread):
    """Writes increasing numbers, and remembers which were committed."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.committed: list[int] = []
        self.over = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            with (
                suppress(psycopg.Error),
                psycopg.connect(self.url, autocommit=True, prepare_threshold=None) as server,
            ):
                while not self.over.is_set():
                    number += 1
                    server.execute("INSERT INTO written VALUES (%s)", [number])
                    self.committed.append(number)
            self.over.wait(0.1)


def fail_over(site: Machines, session: str) -> None:
    step("The primary is killed while it is written to; pages for everybody are read on")
    site.primary.ask("CREATE TABLE written (number bigint)", "cpd")
    processes = [site.processes[application] for application in site.applications]
    writer = Writer(site.pooler.url("cpd"))
    writer.start()
    with Publisher(site) as publisher:
        words = publisher.publish()
    for _, _, page in site.everywhere(MATRIX):
        assert words.encode() in page
    until(lambda: len(writer.committed) > 100, "something is written")
    site.primary.kill()
    before = len(writer.committed)
    for status, headers, page in site.everywhere(MATRIX):
        assert (status, headers["warning"][:3]) == (200, "110"), status
        assert words.encode() in page
    for status, _, page in site.everywhere(f"{MATRIX}?tier=school"):  # not cached: from the replica
        assert (status, words.encode() in page) == (200, True), status
    status, headers, _ = site.past_nginx("8001", "/desk/", Cookie=session)
    assert (status, headers["retry-after"]) == (503, "30")

    step("The replica is promoted; the site answers again without being started anew")
    promote(site)
    until(site.are_ready, "all are ready")
    until(lambda: not any(stale(site)), "no page is stale")
    for status, _, page in site.everywhere(MATRIX):
        assert (status, words.encode() in page) == (200, True), status
    for status, _, _ in site.everywhere(f"{MATRIX}?tier=national"):
        assert status == 200, status
    for status, _, _ in site.everywhere("/desk/", Cookie=session):
        assert status == 200, status
    assert processes == [site.processes[application] for application in site.applications]
    assert {process.poll() for process in processes} == {None}
    until(lambda: len(writer.committed) > before + 100, "something is written again")
    writer.over.set()
    writer.join()
    kept = site.primary.ask("SELECT array_agg(number) FROM written", "cpd")
    lost = set(writer.committed) - set(kept)
    assert not lost, f"{len(lost)} of {len(writer.committed)} committed rows are lost"
    print(
        f"   {before} rows committed before and {len(writer.committed) - before} after: none lost"
    )


def stale(site: Machines) -> Iterator[bool]:
    """Yield whether a process still answers from its last look at the database, five seconds ago at
    most.
    """
    return ("warning" in headers for _, headers, _ in site.everywhere(MATRIX))


def promote(site: Machines) -> None:
    """Promote the replica, as an operator does."""
    site.primary, site.replica = site.replica, site.primary
    site.primary.ask("SELECT pg_promote()")
    site.primary.ask("ALTER SYSTEM SET synchronous_standby_names = ''")
    site.primary.ask("SELECT pg_reload_conf()")
    site.pooler.lead_to(site.primary, site.primary)


def rebuild(site: Machines) -> None:
    step(
        "The one that failed becomes the replica of the other; an address of both finds the primary"
    )
    site.replica.follow(site.primary)
    site.replica.start()
    site.primary.ask("ALTER SYSTEM RESET synchronous_standby_names")
    site.primary.ask("SELECT pg_reload_conf()")
    site.pooler.lead_to(site.primary, site.replica)
    caught_up(site)
    both = f"127.0.0.1:{site.replica.port},127.0.0.1:{site.primary.port}"
    url = f"postgres://cpd@{both}/cpd?target_session_attrs=read-write"
    site.manage("createcachetable", DATABASE_URL=url)
    site.manage("publish_due", DATABASE_URL=url)
    with Publisher(site) as publisher:
        words = publisher.publish()
    for _, _, page in site.everywhere(MATRIX):
        assert words.encode() in page
