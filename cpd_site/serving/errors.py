"""The pages for what is missing, forbidden or broken.

They use no database, so that they work without it. A view that can say more than "not here" raises
`NotHere` with a sentence and links, which the page shows. Addresses are in lower case; one with
capitals that is not found redirects there.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers

from cpd_site.serving import request_log, resubmit, too_much, unavailable

OPEN_TOO_LONG = (
    "This page was open for too long, or cookies are off. Go back, reload it and try again."
)

STALE_PAGE = "This page was open for a long time, or you have signed in again in the meantime."


class NotHere(Http404):
    """Raised if the page does not exist. Carries a sentence, and links to what there is instead.

    `for_members`: this address may have something that only some people may read. The page offers
    to sign in, or says who may read it, whether or not something is there.
    """

    def __init__(
        self,
        reason: str,
        instead: Iterable[tuple[str, str]] = (),
        *,
        for_members: bool = False,
        moved_to: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.instead = list(instead)  # pairs of a name and its address
        self.for_members = for_members
        self.moved_to = moved_to  # its address now; browsers must not keep it, it may move back


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render without the request, whose host name may be the fault.

    If too much was sent at once, say so and return the words.
    """
    message = too_much.limit_passed(request, exception)
    context = {"message": message, "words": too_much.words(request) if message else []}
    response = HttpResponse(render_to_string("400.html", context), status=400)
    if message:
        add_never_cache_headers(response)
    return response


def unreadable(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Wrap the application to answer what Django cannot make a request of.

    For example a Content-Type of 100,000 characters, for which Django raises.
    """

    def answering(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except BadRequest as exception:
            response = bad_request(HttpRequest(), exception)
        start_response("400 Bad Request", [*response.items()])
        return [response.content]

    return answering


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if resubmit.has_typed_words(request):
        return resubmit.resubmit_page(request, STALE_PAGE)
    return render(request, "403.html", {"reason": OPEN_TOO_LONG}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the sentence of a NotHere; Django's own "no pattern matched" is not for readers."""
    if address := _in_small_letters(request):
        return HttpResponsePermanentRedirect(address)
    not_here = exception if isinstance(exception, NotHere) else NotHere("")
    if not_here.moved_to and request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(not_here.moved_to)
    context: dict[str, object] = {"not_here": not_here}
    if not_here.for_members and not request.user.is_authenticated:
        back = {"next": request.get_full_path()}
        context["sign_in"] = reverse("account_login", query=back)
    return render(request, "404.html", context, status=404)


def _in_small_letters(request: HttpRequest) -> str:
    """Return the address in lower case if a pattern matches it; else empty.

    Nothing is looked up, so the response reveals nothing. The token of a link stays: its case
    matters.
    """
    path = request.path_info.lower()
    if request.method not in ("GET", "HEAD") or path == request.path_info:
        return ""
    try:
        if "token" in resolve(path).kwargs:
            return ""
    except Resolver404:
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{request.path.removesuffix(request.path_info)}{path}{'?' if query else ''}{query}"


def server_error(request: HttpRequest) -> HttpResponse:
    """Render without the request: the user is in the database, which may have failed.

    Trouble of the database that will pass is not a fault: 503, and what was typed is kept.
    """
    if trouble := unavailable.trouble_of(sys.exception()):
        return unavailable.page(request, trouble)
    context = {"number": request_log.number.get()}
    return HttpResponse(render_to_string("500.html", context), status=500)
