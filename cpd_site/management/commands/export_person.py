"""manage.py export_person: write everything the site stores about a person as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from cpd_site.accounts import personal_data
from cpd_site.management.people import person_at


class Command(BaseCommand):
    help = "Write everything the site keeps of one person, but secrets such as passwords."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address of their account")

    def handle(self, *, email: str, **options: Any) -> None:
        rows = personal_data.export(person_at(email))
        self.stdout.write(json.dumps(rows, cls=DjangoJSONEncoder, indent=1, ensure_ascii=False))
