"""A link that lets one person in once, without a mail: for the first administrator of a site."""

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from cpd_site.models import User

_TOKENS = PasswordResetTokenGenerator()
_TOKENS.key_salt = "cpd_site.one_time_link"  # so that no other link opens this door


def path_for(person: User) -> str:
    """The address that works until they sign in, for as many seconds as a password reset."""
    return reverse("one_time_link", args=[person.pk, _TOKENS.make_token(person)])


def person_of(pk: int, token: str) -> User | None:
    """Whom it lets in; None where it was used, is too old, or was never made."""
    person: Any = User.objects.filter(pk=pk, is_active=True).first()
    return person if person and _TOKENS.check_token(person, token) else None
