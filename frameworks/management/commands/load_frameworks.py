"""Load the five frameworks that come with the site, and further editions of them.

Leaves alone editions that are here already, and frameworks that somebody edits here. A framework
without kinds of activity, or without roles of support staff, gets a further edition of the same
words that has them.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from frameworks import fixtures
from frameworks.actions import search
from frameworks.fixtures import TranscribedFramework
from frameworks.models import Framework
from opportunities.grid.vocabulary import StageFamily
from opportunities.models import Grid, Opportunity, Stage


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        files = [fixtures.read(path) for path in sorted(settings.FIXTURE_DIRS[0].glob("*.yaml"))]
        missing = [file for file in files if self._is_missing(file)]
        with transaction.atomic():
            for file in missing:
                file.save()
        for file in files:
            if file not in missing and self._is_unmarked(file):
                self._mark(file)
        search.index_frameworks()  # the index of an older release may differ, or be missing
        new = f"of which {len(missing)} are new" if missing else "all here already"
        self.stdout.write(f"Frameworks: {len(files)}, {new}.")

    def _is_missing(self, file: TranscribedFramework) -> bool:
        """Return whether the edition in this file is to be published here."""
        slug, label = file.object.slug, file.front_page.label
        framework = Framework.objects.filter(slug=slug).first()
        if framework is None:
            return True
        if framework.editions.filter(label=label).exists():
            return False
        if framework.editions.exclude(created_by=None).exists():
            self.stdout.write(
                f"{slug}: the edition “{label}” is left out, since somebody keeps this framework "
                f"up here. To publish it all the same: manage.py loaddata {Path(file.name).stem}"
            )
            return False
        return True

    def _is_unmarked(self, file: TranscribedFramework) -> bool:
        """Return whether the current edition was not made here, and lacks kinds of activity or
        roles of support staff."""
        grids = Grid.objects.filter(
            edition__current_of__slug=file.object.slug, edition__created_by=None
        )
        lines = Opportunity.objects.filter(grid__in=grids)
        roleless = Stage.objects.filter(grid__in=grids, family=StageFamily.SUPPORT_STAFF)
        return lines.exists() and (not lines.exclude(kinds="").exists() or roleless.exists())

    def _mark(self, file: TranscribedFramework) -> None:
        """Publish the marked edition, unless the one here has other words than the file."""
        try:
            with transaction.atomic():
                file.save()
        except CommandError as reason:
            self.stderr.write(f"What we marked in {Path(file.name).stem} was not put in: {reason}")
