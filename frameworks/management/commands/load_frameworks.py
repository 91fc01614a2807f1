"""Load the five frameworks that come with the site, and further editions of them.

What is here already is left alone; so is a framework that somebody keeps up here.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from frameworks import fixtures
from frameworks.actions import search
from frameworks.models import Framework


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        files = sorted(settings.FIXTURE_DIRS[0].glob("*.yaml"))
        missing = [path for path in files if self._is_missing(path)]
        if missing:
            call_command("loaddata", *(str(path) for path in missing), verbosity=0)
        search.index_frameworks()  # of an older release it may differ, or be missing
        new = f"of which {len(missing)} are new" if missing else "all here already"
        self.stdout.write(f"Frameworks: {len(files)}, {new}.")

    def _is_missing(self, path: Path) -> bool:
        """Whether the edition in this file is to be published here."""
        slug, label = fixtures.named_in(path)
        framework = Framework.objects.filter(slug=slug).first()
        if framework is None:
            return True
        if framework.editions.filter(label=label).exists():
            return False
        if framework.editions.exclude(created_by=None).exists():
            self.stdout.write(
                f"{slug}: the edition “{label}” is left out, since somebody keeps this framework "
                f"up here. To publish it all the same: manage.py loaddata {path.stem}"
            )
            return False
        return True
