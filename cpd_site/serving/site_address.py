"""Where this site is, as the request found it."""

from django.http import HttpRequest


def site_address(request: HttpRequest) -> str:
    """The beginning of every address of the site: "https://cpd.example"."""
    return f"{request.scheme}://{request.get_host()}"
