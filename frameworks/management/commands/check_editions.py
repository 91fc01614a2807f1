"""manage.py check_editions: verify that published editions still say what was published."""

from datetime import timedelta
from typing import Any

from cpd_site.operating.scheduled import ScheduledCommand
from frameworks.queries import verification


class Command(ScheduledCommand):
    every = timedelta(days=1)
    help = "Read every published edition anew and name those that are not as they were published."

    def handle(self, **options: Any) -> None:
        wrong = checked = 0
        for edition in verification.published():
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
            self.stdout.write(f"All {checked} editions are as they were published.")
