"""The address of this site: from the request for pages, from the settings for mails."""

from django.conf import settings
from django.http import HttpRequest


def address_in_mails(path: str) -> str:
    """Return the absolute URL of a path. Commands write mails too, and a request may have come
    through a proxy that hides the port.
    """
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def site_address(request: HttpRequest) -> str:
    """Return the beginning of every address of the site: "https://cpd.example"."""
    return f"{request.scheme}://{request.get_host()}"
