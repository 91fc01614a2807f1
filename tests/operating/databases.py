"""PostgreSQL servers, PgBouncer and Valkey of our own, with the files of `deploy/`."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.operating.stack import DEPLOY, Stack, until
from tests.served import free_port

OWNER: dict[str, Any] = (
    {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
)
"""The user of PostgreSQL and PgBouncer, neither of which runs as root."""


def program(name: str) -> str | None:
    """Return the path of a program, including those of the newest PostgreSQL."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = ":".join([*map(str, versions), os.environ["PATH"], "/usr/sbin"])
    return shutil.which(name, path=path)


class Postgres:
    """A server, made as a primary or as the replica of one."""

    def __init__(self, site: Stack, name: str) -> None:
        self.site, self.name = site, name
        self.port = free_port()
        self.folder = _owned(site.folder / name)

    def create(self) -> None:
        self._run("initdb", "--username=cpd", "--auth=trust", "--encoding=UTF8",
                  "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        with (self.folder / "data" / "postgresql.conf").open("a") as config:
            config.write((DEPLOY / "postgresql.conf").read_text("utf-8"))

    def follow(self, primary: "Postgres") -> None:
        """Become its replica, from scratch."""
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        self._run("pg_basebackup", "--write-recovery-conf", "--wal-method=stream", "--no-sync",
                  "--checkpoint=fast", "--create-slot", f"--slot={self.name}",
                  f"--dbname=host=127.0.0.1 port={primary.port} user=cpd")  # fmt: skip

    def start(self) -> None:
        command = [program("postgres"), "-D", f"{self.folder}/data", "-p", self.port]
        for setting in (
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
            "fsync=off",  # this machine loses no power
        ):
            command += ["-c", setting]
        self.site.start(self.name, [*map(str, command)], {}, cwd=self.folder, **OWNER)
        until(self.answers, f"{self.name} answers")

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        process = self.site.processes.pop(self.name)
        process.send_signal(signal.SIGKILL)
        process.wait()
        until(lambda: not self.answers(), f"{self.name} is gone")

    def answers(self) -> bool:
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def ask(self, statement: str, dbname: str = "postgres") -> Any:
        """Return the first value of the first row; None without a row."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="cpd", dbname=dbname, autocommit=True
        ) as server:
            answer = server.execute(statement.encode())
            row = answer.fetchone() if answer.description else None
            return row[0] if row else None

    def _run(self, command: str, *arguments: str) -> None:
        subprocess.run(
            [str(program(command)), f"--pgdata={self.folder}/data", *arguments],
            cwd=self.folder,
            check=True,
            capture_output=True,
            **OWNER,
        )


class Pooler:
    """PgBouncer with `deploy/pgbouncer.ini`."""

    def __init__(self, site: Stack, pool_size: int) -> None:
        self.site, self.pool_size = site, pool_size
        self.port = free_port()
        self.folder = _owned(site.folder / "pgbouncer")
        (self.folder / "userlist.txt").write_text('"cpd" ""\n')

    def lead_to(self, primary: Postgres, replica: Postgres) -> None:
        """Start it, or make it reload the addresses of the databases."""
        config = (DEPLOY / "pgbouncer.ini").read_text("utf-8")
        for old, new in {
            "host=10.0.0.1 port=5432": f"host=127.0.0.1 port={primary.port}",
            "host=10.0.0.2 port=5432": f"host=127.0.0.1 port={replica.port}",
            "listen_port = 6432": f"listen_port = {self.port}",
            "/etc/pgbouncer": str(self.folder),
            "auth_type = scram-sha-256": "auth_type = trust",
            "default_pool_size = 20": f"default_pool_size = {self.pool_size}",
        }.items():
            assert old in config, f"{old} is not in deploy/pgbouncer.ini"
            config = config.replace(old, new)
        config += "unix_socket_dir =\n"
        (self.folder / "pgbouncer.ini").write_text(config, "utf-8")
        if "pgbouncer" in self.site.processes:
            self.site.processes["pgbouncer"].send_signal(signal.SIGHUP)
        else:
            command = [str(program("pgbouncer")), f"{self.folder}/pgbouncer.ini"]
            self.site.start("pgbouncer", command, {}, cwd=self.folder, **OWNER)
            until(self._answers, "pgbouncer answers")

    def url(self, database: str) -> str:
        return f"postgres://cpd@127.0.0.1:{self.port}/{database}"

    def transactions(self, database: str) -> int:
        """Return the number of this database's transactions, as PgBouncer counts them."""
        with psycopg.connect(self.url("pgbouncer"), autocommit=True) as console:
            counted = console.pgconn.exec_(b"SHOW STATS")
            for row in range(counted.ntuples):
                if counted.get_value(row, 0) == database.encode():
                    return int(counted.get_value(row, 1) or 0)
        return 0

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("pgbouncer"), autocommit=True).close()
        except psycopg.OperationalError:
            return False
        return True


def start_valkey(site: Stack) -> None:
    """Start the cache with `deploy/valkey.conf`, on the port of `CACHE_URL`."""
    port = urlsplit(site.environment["CACHE_URL"]).port
    server = program("valkey-server") or program("redis-server")
    command = [str(server), str(DEPLOY / "valkey.conf"), "--port", str(port)]
    site.start("valkey", command, {}, cwd=site.folder)


def _owned(folder: Path) -> Path:
    folder.mkdir()
    if OWNER:
        shutil.chown(folder, OWNER["user"], OWNER["group"])
    return folder
