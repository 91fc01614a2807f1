"""manage.py tell_followers: mail people about updates, comments and questions. For cron, every
few minutes."""

from datetime import timedelta
from typing import Any

from cpd_site.accounts.actions.notify_requests import mail_requests
from cpd_site.operating.scheduled import ScheduledCommand
from frameworks.actions import (
    notify_comments,
    notify_copies,
    notify_plan_owners,
    notify_reasons,
)


class Command(ScheduledCommand):
    every = timedelta(minutes=5)
    help = (
        "Mail the editors of copies for which a newer edition of what they follow is waiting, and "
        "once a day those of drafts that were commented on, whose plan was commented on, who "
        "asked, or were asked, why a line was reworded, and who answers for a school."
    )

    def handle(self, **options: Any) -> None:
        sent = notify_copies.tell_copies() + notify_comments.tell_comments()
        sent += notify_plan_owners.tell_plan_owners()
        sent += notify_reasons.tell_reasons() + mail_requests()
        if sent and options["verbosity"]:
            self.stdout.write(f"Mails sent: {sent}.")
