"""manage.py make_administrator: make an account with every right, and a link that opens it once."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from cpd_site.accounts import one_time_link
from cpd_site.models import User
from cpd_site.serving.site_address import address_in_mails


class Command(BaseCommand):
    help = (
        "Make an account that may open the administration, or find the one with this address, and "
        "print a link that signs in once within three days. No mail is needed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *, email: str, **options: Any) -> None:
        try:
            validate_email(email)
            User._meta.get_field("email").run_validators(email)
        except ValidationError as error:
            raise CommandError(f"{email} is no e-mail address: {error.messages[0]}") from error
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            person = User.objects.create_superuser(email)
            EmailAddress.objects.create(
                user=person, email=person.email, verified=True, primary=True
            )
        elif not (person.is_superuser and person.is_active):
            raise CommandError(
                f"{person.email} has an account without these rights. Give it them in the "
                "administration, or name another address."
            )
        self.stdout.write("Open this link within three days; it works once:")
        self.stdout.write(address_in_mails(one_time_link.path_for(person)))
