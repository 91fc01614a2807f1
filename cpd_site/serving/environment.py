"""Read the environment for the settings. What it may not say is refused in a sentence."""

from collections.abc import Collection, Sequence
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):
    """An Env that names the variable which cannot be read."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} cannot be read: {error}.") from error


def one_of(name: str, value: str, allowed: Collection[str]) -> str:
    """Return the value of a variable that has to be one of these."""
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {' or '.join(f'“{each}”' for each in allowed)}.")
    return value


def not_empty(name: str, value: str) -> str:
    """Return the value of a variable that has to say something."""
    if not value.strip():
        raise ImproperlyConfigured(f"{name} is empty.")
    return value


def not_negative(name: str, number: int) -> int:
    """Return the value of a variable that counts something."""
    if number < 0:
        raise ImproperlyConfigured(f"{name} is 0, 1, 2 …, not {number}.")
    return number


def address_of(hosts: Sequence[str]) -> str:
    """Return the address that the first of these hosts gives the site."""
    if not hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS is empty: name the host of the site.")
    if "*" in hosts[0]:
        raise ImproperlyConfigured(
            "SITE_ADDRESS has to be set, since ALLOWED_HOSTS begins with no host: mails link to it."
        )
    return f"https://{hosts[0].lstrip('.')}"
