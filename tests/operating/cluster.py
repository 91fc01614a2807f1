"""Ten application processes on one database with a replica, and requests to all of them."""

import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from tests.operating.databases import Pooler, Postgres
from tests.operating.stack import Answer, Stack, until
from tests.served import free_port


class Machines(Stack):
    """The stack with ten application processes, as if each ran on a machine of its own."""

    applications = tuple(str(8001 + number) for number in range(10))

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.primary = Postgres(self, "postgres1")
        self.replica = Postgres(self, "postgres2")
        self.pooler = Pooler(self, pool_size=5)
        cache = f"redis://127.0.0.1:{free_port()}"
        self.environment |= {
            "DATABASE_URL": self.pooler.url("cpd"),
            "REPLICA_URL": self.pooler.url("cpd_replica"),
            "CACHE_URL": f"{cache}/0",
            "IMPACT_CACHE_URL": f"{cache}/1",
            "DISABLE_SERVER_SIDE_CURSORS": "true",
            "GRANIAN_WORKERS": "1",
        }

    def stop(self, name: str, sent: signal.Signals = signal.SIGTERM) -> None:
        """Stop it; with SIGTERM PostgreSQL would wait until every client has gone."""
        is_database = name in (self.primary.name, self.replica.name)
        super().stop(name, signal.SIGINT if is_database else sent)

    def everywhere(self, path: str, **asked: str) -> Iterator[Answer]:
        """Yield the response of each application process."""
        for application in self.applications:
            yield self.past_nginx(application, path, **asked)

    def are_ready(self) -> bool:
        try:
            return all(status == 200 for status, _, _ in self.everywhere("/readyz"))
        except OSError:
            return False


def caught_up(site: Machines) -> None:
    position = site.primary.ask("SELECT pg_current_wal_lsn()")
    until(
        lambda: site.replica.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'"),
        "the replica has caught up",
    )


def post(site: Machines, application: str, path: str, session: str = "", **fields: str) -> Answer:
    token = "c" * 32
    return site.past_nginx(
        application,
        path,
        method="POST",
        body=urlencode(fields | {"csrfmiddlewaretoken": token}),
        Cookie=f"{session}; csrftoken={token}",
        Referer=f"https://cpd.example.gov.uk{path}",
        Content_Type="application/x-www-form-urlencoded",
    )
