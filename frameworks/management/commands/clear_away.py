"""Deletes drafts that were discarded more than 30 days ago. For cron, once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from frameworks.actions import drafts


class Command(BaseCommand):
    help = "Delete the drafts that were discarded more than 30 days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = drafts.clear_away()
        if options["verbosity"]:
            self.stdout.write(f"{gone} discarded draft{'' if gone == 1 else 's'} cleared away.")
