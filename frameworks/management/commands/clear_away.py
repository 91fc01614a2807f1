"""Deletes what nobody took up again for 30 days: discarded drafts, imports. For cron, daily."""

from typing import Any

from django.core.management.base import BaseCommand

from frameworks.actions import drafts, imports


class Command(BaseCommand):
    help = "Delete drafts discarded, and imports left alone, more than 30 days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        discarded, left = drafts.clear_away(), imports.delete_old()
        if options["verbosity"]:
            self.stdout.write(
                f"{discarded} discarded draft{'' if discarded == 1 else 's'} cleared away."
            )
            self.stdout.write(f"{left} import{'' if left == 1 else 's'} cleared away.")
