"""What a nation of copies costs, after a year: requests that meet many of them, updates, room on
disk, housekeeping, a backup.

    python -m tests.benchmarks national_copies
    SIZE=hundredth python -m tests.benchmarks national_copies

The whole set, 24,000 copies, takes some 21 GB of PostgreSQL while it is there; SQLite gets a tenth
of it. `national_schools` and `a_year` say what is in it, `copies_in_use` and `operated` what is
measured; pages go past the page cache.
"""

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.test import override_settings

from tests.benchmarks import a_year, copies_in_use, copies_on_disk, national_schools, operated
from tests.benchmarks.national_schools import HUNDREDTH, TENTH, WHOLE, Size

ROOT = Path(__file__).resolve().parents[2]

SIZES = {
    "whole": {"PostgreSQL": WHOLE, "SQLite": TENTH},
    "hundredth": {"PostgreSQL": HUNDREDTH, "SQLite": HUNDREDTH},
}


def table() -> str:
    """On PostgreSQL, where a server of our own can be started, and on SQLite."""
    with TemporaryDirectory(dir=ROOT / "var") as folder:
        found = [
            _measured_apart("PostgreSQL", [".ci/postgres"]),
            _measured_apart("SQLite", [], DATABASE_URL=f"sqlite:///{folder}/national.sqlite3"),
        ]
    where = f"{platform.machine()}, Python {platform.python_version()}"
    return "\n\n".join(
        [
            f"{datetime.now(UTC):%d %B %Y}, {where}",
            *(_told_of(each) for each in found),
            _figures(found),
            *(_rooms(each) for each in found),
            *(_sizes(each) for each in found),
            *(_done(each) for each in found),
        ]
    )


def _measured_apart(database: str, command: list[str], **variables: str) -> dict[str, Any]:
    """By a process of its own."""
    done = subprocess.run(
        [*command, sys.executable, "-m", "tests.benchmarks.national_copies", database],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(database: str, size: Size) -> dict[str, Any]:
    """Build a set and measure it, in the database that DATABASE_URL names, which is empty."""
    with override_settings(
        DEBUG=False,
        ALLOWED_HOSTS=["testserver"],
        MAILERS={"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}},
        SEARCHES_A_SECOND=0,
    ):
        started = time.monotonic()
        national_schools.make(size, a_year.of_all)
        built = time.monotonic() - started
        rooms = [*map(_told_at_once, copies_on_disk.rooms())]
        sizes = [*map(_told_at_once, operated.table_sizes())]
        figures = [*map(_told_at_once, copies_in_use.figures())]
        done = [*map(_told_at_once, operated.done())]
    return {
        "database": database,
        "built": built,
        "authorities": size.authorities,
        "copies": size.schools,
        "figures": [(figure.what, figure.said, figure.wanted) for figure in figures],
        "rooms": [asdict(room) for room in rooms],
        "sizes": sizes,
        "done": [asdict(each) for each in done],
    }


def _told_at_once[Found](found: Found) -> Found:
    """On standard error, so that a run that is stopped was not in vain."""
    sys.stderr.write(f"{found}\n")
    return found


def _told_of(found: dict[str, Any]) -> str:
    return (
        f"{found['database']}: {found['authorities']} authorities, {found['copies']:,} schools "
        f"with a copy each; built in {found['built'] / 60:.1f} minutes."
    )


def _figures(found: list[dict[str, Any]]) -> str:
    databases = " | ".join(f"{each['database']}, {each['copies']:,} copies" for each in found)
    lines = [f"| | {databases} | wanted |", f"|---|{'---:|' * len(found)}---:|"]
    for rows in zip(*(each["figures"] for each in found), strict=True):
        what, wanted = rows[0][0], rows[0][2]
        lines.append(f"| {what} | {' | '.join(row[1] for row in rows)} | {wanted} |")
    return "\n".join(lines)


def _rooms(found: dict[str, Any]) -> str:
    lines = [
        f"| On disk, {found['database']}, for each copy | rows | KB | of it indexes |",
        "|---|---:|---:|---:|",
    ]
    rooms = found["rooms"]
    total = {name: sum(room[name] for room in rooms) for name in ("rows", "all", "indexes")}
    for room in (*rooms, {"of": "a copy with its history", **total}):
        figures = f"{room['rows']:,.0f} | {room['all']:,.1f} | {room['indexes']:,.1f}"
        lines.append(f"| {room['of']} | {figures} |")
    return "\n".join(lines)


def _sizes(found: dict[str, Any]) -> str:
    lines = [
        f"| On disk, {found['database']} | rows | MB | of it indexes |",
        "|---|---:|---:|---:|",
    ]
    total = ["all", *(sum(each[part] for each in found["sizes"]) for part in (1, 2, 3))]
    for name, rows, table, index in (*found["sizes"], total):
        lines.append(f"| {name} | {rows:,} | {(table + index) / 1e6:,.0f} | {index / 1e6:,.0f} |")
    return "\n".join(lines)


def _done(found: dict[str, Any]) -> str:
    lines = [f"| {found['database']} | seconds | memory | |", "|---|---:|---:|---|"]
    for each in found["done"]:
        memory = f"{each['memory']:,.0f} MB" if each["memory"] else ""
        said = " ".join(each["said"].split())
        lines.append(f"| {each['what']} | {each['seconds']:,.1f} | {memory} | {said} |")
    return "\n".join(lines)


if __name__ == "__main__":
    of = sys.argv[1]
    sys.stdout.write(json.dumps(measured(of, SIZES[os.environ.get("SIZE", "whole")][of])))
