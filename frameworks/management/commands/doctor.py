"""manage.py doctor: check the health of the site, a line for each thing, with the remedy."""

from typing import Any

from django.core.management.base import BaseCommand

from cpd_site.operating import checkup
from cpd_site.operating.checkup import CheckResult
from frameworks.queries.search_index import not_indexed


def search_index() -> CheckResult:
    if missing := not_indexed().count():
        return CheckResult(
            f"{missing} current editions are not found by search", "run manage.py index_search"
        )
    return CheckResult("every current edition is in it")


class Command(BaseCommand):
    help = "Look at everything the site needs, and say what is wrong and what to do. Ends with 1."
    requires_system_checks = []  # the doctor runs them itself

    def handle(self, **options: Any) -> None:
        faults = 0
        for name, found in checkup.findings(checkup.ALL | {"search index": search_index}):
            faults += found.is_fault
            mark = self.style.ERROR("FAULT") if found.is_fault else self.style.SUCCESS("ok   ")
            self.stdout.write(f"{mark} {name}: {found.description}.")
            if found.is_fault:
                self.stdout.write(f"      To do: {found.remedy}.")
        if faults:
            self.stderr.write(f"{faults} fault{'' if faults == 1 else 's'}.")
            raise SystemExit(1)
