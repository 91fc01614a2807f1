"""manage.py note_differences: store missing summaries of how published copies differ."""

from typing import Any

from django.core.management.base import BaseCommand

from frameworks.actions import copy_summaries


class Command(BaseCommand):
    help = (
        "Work out what each published copy differs in from what it is based on, where that is not "
        "kept yet: for copies published before this was kept. Can be run again at any time."
    )

    def handle(self, **options: Any) -> None:
        done = 0
        for edition in copy_summaries.note_missing():
            done += 1
            if options["verbosity"] > 1:
                self.stdout.write(f"{edition.framework.slug}, {edition.name}")
        if options["verbosity"]:
            self.stdout.write(f"Noted for {done} edition{'' if done == 1 else 's'}.")
