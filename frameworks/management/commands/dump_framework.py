"""Print the current edition of an authority's framework as a file for `fixtures/`, which
`loaddata` reads."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cpd_site.models import Organisation
from frameworks.fixtures import dump
from frameworks.models import Framework


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="of the framework, as in /frameworks/torbay/")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["slug"]
        frameworks = Framework.objects.select_related("organisation", "current_edition__grid")
        framework = frameworks.filter(slug=slug).first()
        if framework is None or framework.current_edition is None:
            raise CommandError(f"No published framework is called “{slug}”.")
        if framework.organisation.kind != Organisation.Kind.AUTHORITY:
            raise CommandError(
                f"“{slug}” is no authority’s: the file has no place for whose it is."
            )
        self.stdout.write(dump(framework.current_edition), ending="")
