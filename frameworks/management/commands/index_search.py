"""Index every framework for search again, for example after a change of the glossary."""

from typing import Any

from django.core.management.base import BaseCommand

from frameworks.actions import search


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Frameworks indexed: {search.index_frameworks(anew=True)}.")
