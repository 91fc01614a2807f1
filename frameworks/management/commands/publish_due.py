"""manage.py publish_due: publish the drafts whose time has come. For cron, every few minutes."""

from datetime import timedelta
from typing import Any

from cpd_site.operating.scheduled import ScheduledCommand
from frameworks.actions import member_mails, notify_followers, publishing, write_files


class Command(ScheduledCommand):
    every = timedelta(minutes=5)
    help = (
        "Publish the drafts whose time has come, send mails that could not be sent before, and "
        "write the PDF of what was published."
    )

    def handle(self, **options: Any) -> None:
        for edition, refused in publishing.publish_due():
            if refused:
                self.stderr.write(f"{edition.framework.slug}: not published. {refused}")
            elif options["verbosity"]:
                self.stdout.write(f"{edition.framework.slug}: published {edition.label}.")
        notify_followers.catch_up()
        member_mails.catch_up()
        write_files.write_slow_files()
