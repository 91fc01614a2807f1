"""Sign somebody in without the form."""

from django.conf import settings
from django.test import Client


def sign_in(context, site: str, person) -> None:
    """Sign the person in to that browser."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def signed_in(context, site: str, person):
    """Return a page of a browser in which the person is signed in."""
    sign_in(context, site, person)
    return context.new_page()
