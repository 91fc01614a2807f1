"""manage.py tell_followers: says by mail that updates are waiting. For cron, every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from frameworks.actions import notify_copies


class Command(BaseCommand):
    help = "Mail the editors of copies for which a newer edition of what they follow is waiting."

    def handle(self, **options: Any) -> None:
        told = notify_copies.tell_copies()
        if told and options["verbosity"]:
            self.stdout.write(f"Mails sent: {told}.")
