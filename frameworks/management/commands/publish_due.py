"""manage.py publish_due: publishes the drafts whose time has come. For cron, every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from frameworks.actions import notify_followers, publishing


class Command(BaseCommand):
    help = "Publish the drafts whose time has come, and send mails that could not be sent before."

    def handle(self, **options: Any) -> None:
        for edition, refused in publishing.publish_due():
            if refused:
                self.stderr.write(f"{edition.framework.slug}: not published. {refused}")
            elif options["verbosity"]:
                self.stdout.write(f"{edition.framework.slug}: published {edition.label}.")
        notify_followers.catch_up()
