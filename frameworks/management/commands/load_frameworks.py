"""Load the five frameworks that come with the site; those that are here already are left alone."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from frameworks.actions import search
from frameworks.models import Framework


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        there = set(Framework.objects.values_list("slug", flat=True))
        files = sorted(path.stem for path in settings.FIXTURE_DIRS[0].glob("*.yaml"))
        if missing := [name for name in files if name not in there]:
            call_command("loaddata", *missing, verbosity=0)
        search.index_frameworks()  # of an older release it may differ, or be missing
        new = f"of which {len(missing)} are new" if missing else "all here already"
        self.stdout.write(f"Frameworks: {len(files)}, {new}.")
