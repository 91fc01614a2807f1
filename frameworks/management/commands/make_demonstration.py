"""Make demonstration accounts, one for each kind of person, and print them. Not in production."""

import secrets
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from frameworks.actions import demonstration

WORDS = [
    "acorn",
    "amber",
    "apple",
    "aspen",
    "badger",
    "barley",
    "beacon",
    "birch",
    "bramble",
    "brook",
    "cedar",
    "chalk",
    "clover",
    "copper",
    "coral",
    "daisy",
    "ember",
    "fern",
    "finch",
    "flint",
    "gorse",
    "harbour",
    "hazel",
    "heather",
    "heron",
    "indigo",
    "ivory",
    "juniper",
    "kestrel",
    "lantern",
    "larch",
    "linen",
    "maple",
    "marble",
    "meadow",
    "moss",
    "nettle",
    "oak",
    "olive",
    "otter",
    "pebble",
    "pepper",
    "plover",
    "poppy",
    "quartz",
    "raven",
    "reed",
    "robin",
    "rowan",
    "saffron",
    "sedge",
    "silver",
    "slate",
    "sorrel",
    "sparrow",
    "thistle",
    "thyme",
    "tulip",
    "velvet",
    "walnut",
    "willow",
    "wren",
    "yarrow",
]


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the accounts. The password is random, and kept in a file of this installation."""
        password_file = settings.VAR_DIR / "demonstration-password"
        is_new = not password_file.exists()
        password = (
            "-".join(secrets.choice(WORDS) for _ in range(4))
            if is_new
            else password_file.read_text()
        )
        try:
            with redirect_stdout(StringIO()):  # do not print the mails of made-up people
                demonstration.make(password=password, anew=is_new)
        except demonstration.NoDemonstration as refused:
            raise CommandError(str(refused)) from None
        if is_new:
            password_file.touch(mode=0o600)
            password_file.write_text(password)
        self.stdout.write("\n".join(demonstration.lines(password)))
