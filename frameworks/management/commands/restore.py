"""manage.py restore: restore a backup into an empty database, and verify it."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cpd_site.operating import backups, tasks
from frameworks.actions import reading_files
from frameworks.queries import verification


class Command(BaseCommand):
    help = (
        "Put a backup into the database that DATABASE_URL names, which must be empty; bring it up "
        "to this release; read every published edition anew. Stop the site before."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="what manage.py backup made")

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            manifest = backups.restore(folder)
        except backups.BackupRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{sum(manifest.rows.values()):,} rows are back, as on {manifest.made_at}."
        )
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        if dropped := tasks.delete_pending():
            self.stdout.write(
                f"{dropped} tasks and mails waited when the backup was made. They were done since, "
                "so they were left out."
            )
        if verification.fingerprints() != manifest.fingerprints:
            raise CommandError("Published editions are not those that the manifest names.")
        call_command("check_editions", all=True)
        if files := reading_files.requeue():
            self.stdout.write(f"{files} files that were brought in wait to be read.")
        self.stdout.write("Start the site with the SECRET_KEY it had, or links in mails are void.")
