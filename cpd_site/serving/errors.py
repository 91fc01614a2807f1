"""The pages for when something is not there, not allowed, or broken.

They use no database, so that they work when it does not. A view that can say more than "not
here" raises `NotHere` with a sentence and a way on, and the page shows them. Addresses are in small
letters; one that is not found in capitals is looked for there.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
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
    """What was asked for is not there. Says so in a sentence, and what is there instead.

    `for_members`: something that only some people may read could stand at this address. The page
    offers to sign in, or says who may read it; it is the same whether or not something is there.
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
        self.moved_to = moved_to  # where it is now, for good


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Without the request: the name of the host may be what is wrong with it.

    Where more was sent than is taken at once, the page says so and gives the words back.
    """
    message = too_much.limit_passed(request, exception)
    context = {"message": message, "words": too_much.words(request) if message else []}
    response = HttpResponse(render_to_string("400.html", context), status=400)
    if message:
        add_never_cache_headers(response)
    return response


def unreadable(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The application, with an answer for what Django cannot even make a request of.

    Such as a Content-Type of 100,000 characters: for that alone it has none, and raises.
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
    if resubmit.is_from_here(request):
        return resubmit.resubmit_page(request, STALE_PAGE)
    return render(request, "403.html", {"reason": OPEN_TOO_LONG}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own "no pattern matched" is not for readers; a NotHere has a sentence for them."""
    if address := _in_small_letters(request):
        return HttpResponsePermanentRedirect(address)
    not_here = exception if isinstance(exception, NotHere) else NotHere("")
    if not_here.moved_to and request.method in ("GET", "HEAD"):
        return HttpResponsePermanentRedirect(not_here.moved_to)
    context: dict[str, object] = {"not_here": not_here}
    if not_here.for_members and not request.user.is_authenticated:
        back = {"next": request.get_full_path()}
        context["sign_in"] = reverse("account_login", query=back)
    return render(request, "404.html", context, status=404)


def _in_small_letters(request: HttpRequest) -> str:
    """The address without capitals, where there is such a pattern; else empty.

    Nobody looks whether something is there, so the answer does not tell. The token of a link is
    left as it is: its letters count.
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
    """Without the request: who is signed in stands in the database, which may be what failed.

    What the database will do later is no fault: 503, and what was typed is kept.
    """
    if trouble := unavailable.trouble_of(sys.exception()):
        return unavailable.page(request, trouble)
    context = {"number": request_log.number.get()}
    return HttpResponse(render_to_string("500.html", context), status=500)
