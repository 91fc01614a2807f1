"""The pages for when something is not there, not allowed, or broken.

They use no database, so that they work when it does not. A view that can say more than "not
here" raises `NotHere` with a sentence and a way on, and the page shows them.
"""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from cpd_site import typed

OPEN_TOO_LONG = (
    "This page was open for too long, or cookies are off. Go back, reload it and try again."
)

STALE_PAGE = "This page was open for a long time, or you have signed in again in the meantime."


class NotHere(Http404):
    """What was asked for is not there. Says so in a sentence, and what is there instead."""

    def __init__(self, reason: str, instead: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.instead = list(instead)  # pairs of a name and its address


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Without the request: the name of the host may be what is wrong with it."""
    return HttpResponse(render_to_string("400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if typed.is_from_here(request):
        return typed.kept(request, STALE_PAGE)
    return render(request, "403.html", {"reason": OPEN_TOO_LONG}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own "no pattern matched" is not for readers; a NotHere has a sentence for them."""
    not_here = exception if isinstance(exception, NotHere) else NotHere("")
    return render(request, "404.html", {"not_here": not_here}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request: who is signed in stands in the database, which may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
