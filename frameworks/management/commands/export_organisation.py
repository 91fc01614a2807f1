"""manage.py export_organisation: write everything of one organisation as files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cpd_site.models import Organisation
from frameworks.pages.organisation_export import files_of


class Command(BaseCommand):
    help = (
        "Write everything of one organisation into a folder: people, frameworks with their "
        "history, each edition as JSON (which another site brings in), Word and CSV."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="as in /desk/organisations/lancashire/")
        parser.add_argument("--into", type=Path, required=True, help="a new folder")

    def handle(self, *, slug: str, into: Path, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None:
            raise CommandError(f"No organisation is called “{slug}”.")
        try:
            into.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise CommandError(
                f"{into} cannot be made: {error.strerror}. Name a new folder."
            ) from error
        count = 0
        for path, content in files_of(organisation):
            file = into / path
            file.parent.mkdir(mode=0o700, exist_ok=True)
            file.write_bytes(content)
            count += 1
        self.stdout.write(f"{count} files in {into}.")
