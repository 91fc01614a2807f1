"""Deletes imports whose last step was 30 days ago. For cron, once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from frameworks.actions import imports


class Command(BaseCommand):
    help = "Delete what was read from files whose last step was 30 days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = imports.delete_old()
        if options["verbosity"]:
            self.stdout.write(f"{gone} old import{'' if gone == 1 else 's'} deleted.")
