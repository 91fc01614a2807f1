"""A link that signs one person in once, without a mail: for a site's first administrator."""

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from cpd_site.models import User

_TOKENS = PasswordResetTokenGenerator()
_TOKENS.key_salt = "cpd_site.one_time_link"  # so that no other token works here


def path_for(person: User) -> str:
    """Return the address. It works until they sign in, as long as a password reset at most."""
    return reverse("one_time_link", args=[person.pk, _TOKENS.make_token(person)])


def person_of(pk: int, token: str) -> User | None:
    """Return the person; None if the link was used, has expired, or never existed."""
    person: Any = User.objects.filter(pk=pk, is_active=True).first()
    return person if person and _TOKENS.check_token(person, token) else None
