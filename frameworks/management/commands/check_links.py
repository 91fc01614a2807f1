"""manage.py check_links: check whether the links of lines still work. For cron, daily."""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser

from cpd_site.operating.scheduled import ScheduledCommand
from cpd_site.outgoing.links import LinkChecker
from cpd_site.serving.background import has_worker
from frameworks.actions import link_checks


class Command(ScheduledCommand):
    every = timedelta(days=1)
    help = (
        "Look at the links of lines in current editions and drafts: one request a second to a "
        "host, and none that its robots.txt forbids. Each link is looked at once a day; a run "
        "that was stopped goes on where it was. Where there is a worker, it does this after what "
        "is more urgent. Editors see what was found under “Old names”."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, help="look at so many links and no more, here")

    def handle(self, *, most: int | None = None, **options: Any) -> None:
        if has_worker() and most is None:
            self._leave_to_worker()
            return
        for check in link_checks.look_at_links(LinkChecker(), most):
            if options["verbosity"]:
                to = f" to {check.moved_to}" if check.moved_to else ""
                self.stdout.write(f"{check.state}{to}: {check.url}")

    def _leave_to_worker(self) -> None:
        left = link_checks.enqueue_due()
        self.stdout.write(
            "The worker still looks at links of before."
            if left is None
            else f"{left} links are left to the worker."
        )
