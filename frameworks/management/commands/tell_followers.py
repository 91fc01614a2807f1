"""manage.py tell_followers: says by mail that updates are waiting. For cron, every few minutes."""

from datetime import timedelta
from typing import Any

from cpd_site.operating.scheduled import ScheduledCommand
from frameworks.actions import notify_copies


class Command(ScheduledCommand):
    every = timedelta(minutes=5)
    help = "Mail the editors of copies for which a newer edition of what they follow is waiting."

    def handle(self, **options: Any) -> None:
        told = notify_copies.tell_copies()
        if told and options["verbosity"]:
            self.stdout.write(f"Mails sent: {told}.")
