"""manage.py forget_person: closes an account and takes its name and addresses out of everything."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cpd_site.accounts import personal_data
from cpd_site.accounts.actions.forgetting import forget
from cpd_site.accounts.actions.people import PeopleRefused
from cpd_site.management.people import person_at


class Command(BaseCommand):
    help = (
        "Close an account for good. What the person published stands, by “a former member”. "
        "Backups and files of old events still name them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address of their account")
        parser.add_argument("--yes", action="store_true", help="do it; otherwise only count")

    def handle(self, *, email: str, yes: bool, **options: Any) -> None:
        person = person_at(email)
        if not yes:
            for what, rows in personal_data.export(person).items():
                self.stdout.write(f"{len(rows):>8,} {what}")
            self.stdout.write(f"Nothing is done yet. To forget {person.email}, add --yes.")
            return
        try:
            done = forget(person=person, by=None)
        except PeopleRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("Forgotten.")
        for organisation in done.without_manager:
            self.stdout.write(f"{organisation} has no manager now: appoint one in the admin.")
