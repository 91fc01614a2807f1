"""manage.py forget_person: close an account and remove its name and addresses everywhere."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cpd_site.accounts import people_in_words, personal_data
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
            self._print_words(people_in_words.places_naming(person))
            self.stdout.write(f"Nothing is done yet. To forget {person.email}, add --yes.")
            return
        try:
            done = forget(person=person, by=None)
        except PeopleRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("Forgotten.")
        for organisation in done.without_manager:
            self.stdout.write(f"{organisation} has no manager now: appoint one in the admin.")
        self._print_left(done.left)

    def _print_words(self, places: list[people_in_words.Mention]) -> None:
        """Print the texts of others that would change, by table and column, and what stays."""
        changed = Counter(str(place) for place in places if not place.is_published)
        for where, count in sorted(changed.items()):
            self.stdout.write(f"{count:>8,} named in words, {where}")
        self._print_left(people_in_words.left(places))

    def _print_left(self, left: people_in_words.Left) -> None:
        for sentence in left.for_staff():
            self.stdout.write(sentence)
