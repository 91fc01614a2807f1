"""What a nation with a year of events asks of who operates it: room, housekeeping, a backup.

Each command is started as cron starts it, by a process of its own. `check_editions` is left out
where there are more than MOST_CHECKED editions: it reads one after the other.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import connection

from cpd_site.accounts import people_in_words
from cpd_site.models import User
from frameworks.models import Edition
from tests.benchmarks import copies_on_disk
from tests.benchmarks.writing import most_memory

ROOT = Path(__file__).resolve().parents[2]
MOST_CHECKED = 10_000
LARGEST = 12
"""How many tables are told of, the largest first."""


@dataclass(frozen=True)
class Done:
    """A command: seconds, megabytes of memory at most, and what it said last."""

    what: str
    seconds: float
    memory: float | None = None
    said: str = ""


def table_sizes() -> list[tuple[str, int, int, int]]:
    """Table, rows, bytes of rows and of indexes: the largest, then all others together."""
    tables, indexes = copies_on_disk.sizes()
    names = sorted(tables, key=lambda name: -(tables[name] + indexes[name]))
    names = [name for name in names if not name.startswith(("pg_", "sqlite_", "sql_"))]
    with connection.cursor() as cursor:

        def rows(name: str) -> int:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            return int(cursor.fetchone()[0])

        found = [(name, rows(name), tables[name], indexes[name]) for name in names[:LARGEST]]
        rest = names[LARGEST:]
        others = sum(tables[name] for name in rest), sum(indexes[name] for name in rest)
        found.append(("all others", sum(map(rows, rest)), *others))
    return found


def done() -> Iterator[Done]:
    """Housekeeping after a year without any, a backup, and what reads everything."""
    with TemporaryDirectory(dir=ROOT / "var") as folder:
        a_year = {"KEEP_EVENTS_FOR": "365", "OLD_EVENTS_DIR": f"{folder}/events"}
        yield _command("housekeeping", "--dry-run", env=a_year, what="housekeeping, dry run")
        yield _command("housekeeping", env=a_year)
        yield _command("housekeeping", env=a_year, what="housekeeping, once more")
        written = sum(file.stat().st_size for file in Path(folder, "events").glob("*"))
        yield Done("… the files of old events", 0, said=f"{written / 1e6:,.0f} MB")
    person = User.objects.exclude(memberships__join_link=None).order_by("pk")[0]
    started = time.monotonic()
    places = people_in_words.places_naming(person)
    took = time.monotonic() - started
    yield Done("looking where a person is named", took, said=f"{len(places)} places")
    with TemporaryDirectory(dir=ROOT / "var") as folder:
        backup = _command("backup", "--into", f"{folder}/backups")
        size = sum(file.stat().st_size for file in Path(folder, "backups").rglob("*"))
        yield Done(backup.what, backup.seconds, backup.memory, f"{size / 1e6:,.0f} MB")
    count = Edition.objects.published().count()
    if count <= MOST_CHECKED:
        yield _command("check_editions")


def _command(*arguments: str, env: dict[str, str] | None = None, what: str = "") -> Done:
    """As `manage.py` does it, by a process of its own, whose memory is told last."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", __name__, *arguments],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    took = time.monotonic() - started
    *said, memory = done.stdout.splitlines()
    return Done(what or arguments[0], took, float(memory), " ".join(said))


if __name__ == "__main__":
    call_command(*sys.argv[1:])
    sys.stdout.write(f"{most_memory()}\n")
