"""manage.py check_editions: verify that published editions still say what was published."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from cpd_site.operating.scheduled import ScheduledCommand
from frameworks.queries import verification


class Command(ScheduledCommand):
    every = timedelta(days=1)
    help = (
        "Read published editions anew and name those that are not as they were published. Of "
        f"more than {verification.MOST_A_DAY:,} editions it reads a share each day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every edition, however many")

    def handle(self, **options: Any) -> None:
        days = 1 if options["all"] else verification.days_for_all()
        wrong = checked = 0
        for edition in verification.published(turn=localdate().toordinal(), of=days):
            checked += 1
            for fault in verification.faults(edition):
                wrong += 1
                self.stderr.write(f"{edition.framework.slug}, {edition.name}: {fault}.")
        for framework in verification.unreadable():
            wrong += 1
            self.stderr.write(f"{framework.slug}: it shows an edition that is not published.")
        if wrong:
            self.stderr.write(f"{wrong} faults in {checked} editions.")
            raise SystemExit(1)
        if options["verbosity"]:
            which = f"All {checked}" if days == 1 else f"The {checked}"
            turn = "" if days == 1 else f" whose turn it is today, as it is every {days} days,"
            self.stdout.write(f"{which} editions{turn} are as they were published.")
