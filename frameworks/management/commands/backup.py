"""manage.py backup: copy the whole database into a folder, with a manifest."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cpd_site.operating import backups
from frameworks.queries import verification


class Command(BaseCommand):
    help = (
        "Copy the database as it is at one moment into a new folder, with a manifest of what is "
        "in it. People can go on working. SECRET_KEY and the other settings are not in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        default = settings.VAR_DIR / "backups"
        parser.add_argument("--into", type=Path, default=default, help="the folder of backups")
        parser.add_argument("--keep", type=int, help="delete all but so many, the oldest first")

    def handle(self, *, into: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep is 1 or more: the new backup itself is one.")
        try:
            folder = backups.make(into, verification.fingerprints)
        except backups.BackupRefused as error:
            raise CommandError(str(error)) from error
        manifest = backups.read(folder)
        self.stdout.write(
            f"{folder}: {sum(manifest.rows.values()):,} rows, "
            f"{len(manifest.fingerprints)} published editions."
        )
        for old in backups.list_backups(into)[keep:] if keep else []:
            shutil.rmtree(old)
            self.stdout.write(f"Deleted {old}.")
