"""Somebody signs in without the way through the form."""

from django.conf import settings
from django.test import Client


def sign_in(context, site: str, person) -> None:
    """From now on that browser is theirs."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def signed_in(context, site: str, person):
    """A page of a browser that is theirs."""
    sign_in(context, site, person)
    return context.new_page()
