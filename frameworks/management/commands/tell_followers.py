"""manage.py tell_followers: says by mail that updates are waiting. For cron, every few minutes."""

from datetime import timedelta
from typing import Any

from cpd_site.operating.scheduled import ScheduledCommand
from frameworks.actions import notify_comments, notify_copies, notify_plan_owners


class Command(ScheduledCommand):
    every = timedelta(minutes=5)
    help = (
        "Mail the editors of copies for which a newer edition of what they follow is waiting, and "
        "once a day those of drafts that were commented on, and whose plan was commented on."
    )

    def handle(self, **options: Any) -> None:
        told = notify_copies.tell_copies() + notify_comments.tell_comments()
        told += notify_plan_owners.tell_plan_owners()
        if told and options["verbosity"]:
            self.stdout.write(f"Mails sent: {told}.")
