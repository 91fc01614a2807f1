"""Backups: a folder with the database in one file, and a manifest to verify it by.

The copy shows the database at one moment, while people go on working: SQLite by its own backup
call, PostgreSQL by `pg_dump`. Restoring counts the rows again.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from cpd_site.operating import VERSION

MANIFEST = "manifest.json"
UNFINISHED = ".part"
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupRefused(Exception):
    """Raised if a backup was not made, or not restored as it was. The message is a sentence with
    the reason, and the remedy if there is one.
    """


@dataclass(frozen=True)
class Manifest:
    """The content of a backup. `rows`: counts by table. `fingerprints`: those of published
    editions, by address.
    """

    release: str
    made_at: str
    vendor: str
    server: str
    sha256: str
    migrations: tuple[str, ...]
    rows: Mapping[str, int]
    fingerprints: Mapping[str, str]


def make(into: Path, fingerprints: Callable[[], Mapping[str, str]]) -> Path:
    """Make a backup in a new folder of `into`, named after the moment; return that folder.

    The folder gets its name once it is complete. Only its owner may read it. Raises BackupRefused.
    """
    now = timezone.now()
    folder = into / folder_name(now)
    part = folder.with_suffix(UNFINISHED)
    try:
        _discard_unfinished(into)
        _fill(part, now, fingerprints)
        part.rename(folder)
    except OSError as error:
        raise BackupRefused(f"{folder} cannot be written: {error.strerror}.") from error
    return folder


def folder_name(moment: datetime) -> str:
    """Return the name of the folder of a backup. It is in UTC, so that names sort as moments do,
    also when the clocks go back.
    """
    return f"cpd-{moment.astimezone(UTC):%Y-%m-%dT%H%M%S}"


def _discard_unfinished(into: Path) -> None:
    """Delete what backups left that were killed more than a day ago."""
    for part in into.glob(f"cpd-*{UNFINISHED}"):
        if part.stat().st_mtime < time.time() - 24 * 60 * 60:
            shutil.rmtree(part)


def _fill(part: Path, now: datetime, fingerprints: Callable[[], Mapping[str, str]]) -> None:
    """Write the database and its manifest into this new folder, or leave none."""
    part.mkdir(mode=0o700, parents=True)
    try:
        file = part / FILES[connection.vendor]
        file.touch(mode=0o600)
        with transaction.atomic():
            snapshot = _one_moment()
            stored_fingerprints = fingerprints()
            rows = _rows()
            migrations = tuple(sorted(map(".".join, _applied())))
            if snapshot is None:
                _dump_sqlite(file)
            else:
                _dump_postgresql(file, snapshot)
        manifest = Manifest(
            release=VERSION,
            made_at=timezone.localtime(now).isoformat(timespec="seconds"),
            vendor=connection.vendor,
            server=".".join(map(str, connection.get_database_version())),
            sha256=_sha256(file),
            migrations=migrations,
            rows=rows,
            fingerprints=stored_fingerprints,
        )
        (part / MANIFEST).touch(mode=0o600)
        (part / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", "utf-8")
    except BaseException:
        shutil.rmtree(part)
        raise


def list_backups(folder: Path) -> list[Path]:
    """Return the complete backups in this folder, the newest first."""
    found = (path.parent for path in folder.glob(f"cpd-*/{MANIFEST}"))
    return sorted((each for each in found if each.suffix != UNFINISHED), reverse=True)


def read(folder: Path) -> Manifest:
    """Return the manifest of this backup after checking that the file is unchanged."""
    try:
        fields = json.loads((folder / MANIFEST).read_text("utf-8"))
        manifest = Manifest(**fields | {"migrations": tuple(fields["migrations"])})
        file = folder / FILES[manifest.vendor]
        is_whole = _sha256(file) == manifest.sha256
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise BackupRefused(f"{folder} is no backup of ours: {error}.") from error
    if not is_whole:
        raise BackupRefused(
            f"{file} is not as it was written: it is cut off or damaged. Take another backup."
        )
    return manifest


def restore(folder: Path) -> Manifest:
    """Restore this backup into the database, which must be empty; return its manifest."""
    manifest = read(folder)
    if manifest.vendor != connection.vendor:
        raise BackupRefused(
            f"This backup is of {manifest.vendor}, and DATABASE_URL names {connection.vendor}. "
            "Restore it there, then use manage.py move_database."
        )
    if newer := _unknown(manifest.migrations):
        raise BackupRefused(
            f"This backup is of release {manifest.release}, which is later than this one "
            f"({VERSION}): it has {newer[-1]}. Restore it with that release."
        )
    if tables := connection.introspection.table_names():
        raise BackupRefused(
            f"The database is not empty: it has {len(tables)} tables. Name an empty one."
        )
    file = folder / FILES[manifest.vendor]
    (_load_sqlite if connection.vendor == "sqlite" else _load_postgresql)(file)
    found = _rows()
    for table, rows in manifest.rows.items():
        if found.get(table) != rows:
            raise BackupRefused(f"{table} should have {rows} rows, and has {found.get(table)}.")
    return manifest


def _one_moment() -> str | None:
    """Fix one moment of the database until the transaction ends; return its name on PostgreSQL.

    On SQLite the transaction keeps other writers waiting while the file is copied.
    """
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        name: str = cursor.fetchone()[0]
    return name


def _rows() -> dict[str, int]:
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows[table] = cursor.fetchone()[0]
    return rows


def _applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def _unknown(migrations: tuple[str, ...]) -> list[str]:
    """Return those that no release up to this one has."""
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return sorted(set(migrations) - set(map(".".join, on_disk)))


def _dump_sqlite(file: Path) -> None:
    # A separate connection: the transaction's own cannot be read at the same time.
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    target = sqlite3.connect(file)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without others beside it
    finally:
        target.close()
        source.close()


def _load_sqlite(file: Path) -> None:
    connection.ensure_connection()
    source = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        source.backup(connection.connection)
    finally:
        source.close()
    connection.close()  # the next connection applies its settings


def _dump_postgresql(file: Path, snapshot: str) -> None:
    _run(
        "pg_dump",
        *("--format=custom", "--no-owner", "--no-privileges"),
        *(f"--snapshot={snapshot}", f"--file={file}", "--dbname"),
    )


def _load_postgresql(file: Path) -> None:
    connection.close()
    _run(
        "pg_restore",
        *("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"),
        *(str(file), "--dbname"),
    )


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on our database; the last argument is the option for its name."""
    arguments_of_psql, env = DatabaseClient.settings_to_cmd_args_env(
        connection.settings_dict, [*arguments]
    )
    try:
        subprocess.run(  # noqa: S603  # the arguments are ours, and no shell reads them
            [program, *arguments_of_psql[1:]],
            env=os.environ | (env or {}),
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise BackupRefused(
            f"{program} is not installed: install PostgreSQL’s client, of the server’s version."
        ) from error
    except subprocess.CalledProcessError as error:
        raise BackupRefused(f"{program} failed: {error.stderr.strip()}") from error


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
