"""The address of this site, from the request."""

from django.http import HttpRequest


def site_address(request: HttpRequest) -> str:
    """Return the beginning of every address of the site: "https://cpd.example"."""
    return f"{request.scheme}://{request.get_host()}"
