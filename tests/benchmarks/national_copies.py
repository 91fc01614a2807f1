"""What a nation of copies costs: the requests that meet many of them, updates, and room on disk.

    python -m tests.benchmarks national_copies
    SIZE=hundredth python -m tests.benchmarks national_copies

The whole set, 24,000 copies, takes PostgreSQL up to twenty minutes to build and 9 GB while it is
there; SQLite gets a tenth of it. A hundredth of both takes three minutes. `national_schools` says
what is in it, `copies_in_use` what is measured; pages go past the page cache.
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

from tests.benchmarks import copies_in_use, copies_on_disk, national_schools
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
    started = time.monotonic()
    national_schools.make(size)
    built = time.monotonic() - started
    rooms = [*copies_on_disk.rooms()]
    with override_settings(
        DEBUG=False,
        ALLOWED_HOSTS=["testserver"],
        MAILERS={"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}},
        SEARCHES_A_SECOND=0,
    ):
        figures = [*copies_in_use.figures()]
    return {
        "database": database,
        "built": built,
        "authorities": size.authorities,
        "copies": size.schools,
        "figures": [(figure.what, figure.said, figure.wanted) for figure in figures],
        "rooms": [asdict(room) for room in rooms],
    }


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


if __name__ == "__main__":
    of = sys.argv[1]
    sys.stdout.write(json.dumps(measured(of, SIZES[os.environ.get("SIZE", "whole")][of])))
