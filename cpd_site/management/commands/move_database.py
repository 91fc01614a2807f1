"""manage.py move_database: move between SQLite and PostgreSQL, verified row by row."""

import os
import subprocess
import sys
from typing import Any

import environ
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections

from cpd_site.operating import moving

SOURCE, TARGET = "move-from", "move-to"


class Command(BaseCommand):
    help = (
        "Copy everything from one database into another, empty one, compare every row, and check "
        "every published edition. Stop the site before. If it was stopped, --resume goes on."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="FROM", help="an address as in DATABASE_URL")
        parser.add_argument("target", metavar="TO", help="that of the empty database")
        parser.add_argument("--resume", action="store_true", help="go on with a move into TO")

    def handle(self, *, source: str, target: str, resume: bool, **options: Any) -> None:
        for alias, url in ((SOURCE, source), (TARGET, target)):
            _name_database(alias, url)
        try:
            moving.demand_of_this_release(SOURCE)
            tables = connections[TARGET].introspection.table_names()
        except DatabaseError as error:
            raise CommandError(f"A database cannot be opened: {error}") from error
        except moving.MoveRefused as error:
            raise CommandError(str(error)) from error
        if tables and not resume:
            raise CommandError(
                f"The database to move into is not empty: it has {len(tables)} tables. Name an "
                "empty one, or add --resume to go on with a move that was stopped."
            )
        if not resume:
            self._manage(target, "migrate", "--verbosity", "0")
            call_command("createcachetable", database=TARGET)
            # The rows that migrations insert come with the other rows.
            call_command(
                "flush",
                database=TARGET,
                interactive=False,
                verbosity=0,
                inhibit_post_migrate=True,
                allow_cascade=True,
            )
        for model, count in moving.copy(SOURCE, TARGET):
            if count:
                self.stdout.write(f"{count:>10,} {model._meta.verbose_name_plural}")
        try:
            rows = moving.verify(SOURCE, TARGET)
        except moving.MoveRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{rows:>10,} rows are the same on both sides.")
        self._manage(target, "check_editions", "--all")
        self.stdout.write("Set DATABASE_URL to the new database and start the site.")

    def _manage(self, database: str, *command: str) -> None:
        """Run a command of ours on this database instead of the one in the settings."""
        done = subprocess.run(  # noqa: S603  # our own program, and no shell
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": database},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandError(f"manage.py {command[0]} failed:\n{done.stderr}")
        self.stdout.write(done.stdout, ending="")


def _name_database(alias: str, url: str) -> None:
    """Register the database at this address under this alias."""
    scheme = url.partition(":")[0]  # no more of it is printed: it may hold a password
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise CommandError(f"“{scheme}” is no address of a database, such as postgres://host/name.")
    named = environ.Env.db_url_config(url)
    configured = connections.configure_settings({"default": {}, alias: named})
    connections.settings[alias] = configured[alias]
