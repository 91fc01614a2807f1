"""manage.py hand_over: hand over what a closing school has here to its successor."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cpd_site.accounts import schools
from cpd_site.accounts.actions.handing_over import HandOverRefused, dry_run, hand_over
from cpd_site.models import Organisation


class Command(BaseCommand):
    help = (
        "Hand the members, frameworks and imports of a school that closes to the one that takes "
        "its place. Invitations, join links and mail domains of the first end."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("school", help="the one that closes: its URN, or as in addresses")
        parser.add_argument("successor", help="the one that takes its place")
        parser.add_argument("--yes", action="store_true", help="do it; otherwise only say what")

    def handle(self, *, school: str, successor: str, yes: bool, **options: Any) -> None:
        closes, goes_on = _school(school), _school(successor)
        do = hand_over if yes else dry_run
        try:
            done = do(school=closes, successor=goes_on, by=None)
        except HandOverRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"From {closes} to {goes_on}:")
        self.stdout.writelines(f"  {line}" for line in done.lines())
        self.stdout.write("Done." if yes else "Nothing is done yet. To hand it over, add --yes.")


def _school(typed: str) -> Organisation:
    if found := schools.named(typed):
        return found
    raise CommandError(f"There is no school “{typed}”: name it by its URN, or as in addresses.")
