"""An upgrade while people read: a large PostgreSQL database of the previous release is migrated,
back and forth, while a reader queries it.

`python -m tests.operating.upgrade`, with DATABASE_URL naming an empty database.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.released import RELEASED

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 1.0
"""The most seconds that a reader may wait for a migration."""

ROWS = {
    "cpd_site_organisation": 10_000,
    "cpd_site_user": 50_000,
    "frameworks_framework": 10_000,
    "frameworks_edition": 10_000,
    "frameworks_event": 300_000,
    "frameworks_plan": 50_000,
    "frameworks_planitem": 200_000,
    "opportunities_grid": 10_000,
    "opportunities_stage": 100_000,
    "opportunities_column": 60_000,
    "opportunities_opportunity": 300_000,
    "opportunities_placement": 300_000,
}
"""The tables that grow, with a copy in every second school of the country."""

COLUMNS = """
SELECT column_name, data_type, is_nullable = 'YES', character_maximum_length
FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'
"""
REFERENCES = """
SELECT a.attname, c.confrelid::regclass::text FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.conrelid = %s::regclass
"""
NAMED = ("slug", "email", "title", "name", "heading", "label", "text")
"""Text columns that are filled, differently in each row."""

VALUES = {
    "boolean": "false",
    "integer": "n",
    "smallint": "1",
    "jsonb": "'{}'",
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "now()",
    "date": "current_date",
}


def step(what: str) -> None:
    print(f"== {what}", flush=True)


def manage(*arguments: object, well: bool = True, **environment: str) -> None:
    """Run `manage.py`; without `well` it may fail."""
    subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"DEBUG": "1", "SECRET_KEY": "for an upgrade"} | environment,
        capture_output=True,
        text=True,
        check=well,
    )


def fill(database: psycopg.Connection, table: str, rows: int) -> None:
    """Add rows to this table; the rows they refer to exist, or follow."""
    leads_to = dict(database.execute(REFERENCES, [table]).fetchall())
    names, values = [], []
    for name, kind, may_be_null, at_most in database.execute(COLUMNS, [table]).fetchall():
        if may_be_null:
            continue
        if name == "status":
            value = "'draft'"
        elif name in leads_to:
            value = f"1 + n % {ROWS[leads_to[name]]}"
        elif kind in ("text", "character varying"):
            value = f"left('words of ' || n, {at_most or 100})" if name in NAMED else "''"
        else:
            value = VALUES[kind]
        names.append(sql.Identifier(name))
        values.append(value)
    database.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM generate_series(1, {}) n").format(
            sql.Identifier(table),
            sql.SQL(", ").join(names),
            sql.SQL(", ".join(values)),
            rows,
        )
    )


class Reader(threading.Thread):
    """Queries every table for one row repeatedly, and records its longest wait."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.enough = threading.Event()
        self.asked = 0
        self.longest = 0.0
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as database:
                while not self.enough.wait(0.005):
                    for table in ROWS:
                        self._ask(database, table)
        except psycopg.Error as fault:
            self.fault = fault

    def _ask(self, database: psycopg.Connection, table: str) -> None:
        began = time.monotonic()
        database.execute(
            sql.SQL("SELECT * FROM {} WHERE id = 7").format(sql.Identifier(table)), prepare=False
        )
        self.longest = max(self.longest, time.monotonic() - began)
        self.asked += 1


def while_reading(url: str, what: str, *arguments: object, **options: Any) -> None:
    """Run this command while a reader queries; nobody may wait for long."""
    step(what)
    reader = Reader(url)
    reader.start()
    try:
        manage(*arguments, **options)
    finally:
        reader.enough.set()
        reader.join()
    assert reader.fault is None, reader.fault
    print(f"   {reader.asked:,} questions; the longest took {reader.longest:.2f} s", flush=True)
    assert reader.longest < PATIENCE, f"a reader waited {reader.longest:.2f} s"


def main() -> None:
    url = os.environ["DATABASE_URL"]
    step("A database of the release before, with half the country in it")
    manage("migrate", "--verbosity", 0)
    for app, name in RELEASED[::-1]:
        manage("migrate", "--verbosity", 0, app, name)
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("SET session_replication_role = replica")  # rows in any order
        for table, rows in ROWS.items():
            fill(database, table, rows)
        database.execute("ANALYZE")
    while_reading(url, "It is migrated while a reader asks", "migrate")
    manage("migrate", "--check")
    for app, name in RELEASED[::-1]:
        while_reading(url, f"And goes back: {app} {name}", "migrate", app, name)
    while_reading(url, "And forth again", "migrate")
    with psycopg.connect(url) as slow:
        for table in ROWS:
            slow.execute(sql.SQL("LOCK {} IN ACCESS SHARE MODE").format(sql.Identifier(table)))
        while_reading(
            url,
            "Somebody reads for long: by lock_timeout it gives up, and keeps nobody waiting",
            *("migrate", *RELEASED[1]),
            well=False,
            PGOPTIONS="-c lock_timeout=500ms",
        )
    manage("migrate")
    with psycopg.connect(url) as database:
        for table, rows in ROWS.items():
            counted = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            (found,) = database.execute(counted).fetchone() or (0,)
            assert found == rows, f"{table} has {found} rows of {rows}"
    step("Nobody waited, and no row was lost")


main()
