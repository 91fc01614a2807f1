"""manage.py housekeeping: delete what nobody needs any more. For cron, daily."""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser

from cpd_site.operating.scheduled import ScheduledCommand
from frameworks.actions import housekeeping


class Command(ScheduledCommand):
    every = timedelta(days=1)
    help = (
        "Delete ended sessions with their addresses, links that ended long ago, discarded drafts, "
        "imports left alone, old events (written to a file first) and expired rows of caches."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        counts = {
            job.what: job.old().count() if dry_run else job.clear(job.old())
            for job in housekeeping.JOBS
        }
        counts["expired rows of caches"] = housekeeping.expired_cache_rows(delete=not dry_run)
        if options["verbosity"]:
            self.stdout.write("To delete:" if dry_run else "Deleted:")
            for what, count in counts.items():
                self.stdout.write(f"{count:>8,} {what}")
