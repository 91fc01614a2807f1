"""Find the person that a command is about."""

from django.core.management.base import CommandError

from cpd_site.models import User


def person_at(email: str) -> User:
    """Return the person with this address; raise CommandError if there is none."""
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(f"No account has the address {email}.")
    return person
