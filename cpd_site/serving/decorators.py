"""Decorators for views."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cpd_site.models import User
from cpd_site.serving import resubmit
from cpd_site.serving.page_cache import BUT_FOR, MARK
from cpd_site.serving.replica import read_from_replica

type View[**P] = Callable[P, HttpResponse]

reading_or_posting = require_http_methods(["GET", "HEAD", "POST"])
"""A view that shows a form and takes it; anything else is 405."""


class PersonRequest(HttpRequest):
    """A request of someone who is signed in."""

    user: User


def signed_in[**P](
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For people who are signed in; others are sent to sign in first. Never kept by a browser.

    What somebody typed before their session ended is shown, to be sent again; to a script, which
    would take the page to sign in for its part, it is 403. This stands below `for_reading`,
    `reading_or_posting` or `require_POST`, so that a wrong method is 405 for everybody.
    """

    @never_cache
    @wraps(view)
    def of_a_person(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast(PersonRequest, request), *args, **kwargs)
        if "HX-Request" in request.headers:
            return HttpResponseForbidden()
        if resubmit.is_from_here(request):
            return resubmit.resubmit_page(request, "You have been signed out in the meantime.")
        return redirect_to_login(request.get_full_path())

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], of_a_person)


def explained_by[**P](template: str) -> Callable[[View[P]], View[P]]:
    """Names the template that says, above the form to sign in, what the page is and who may.

    It gets `to`, the page's place in its address. It is shown before anybody knows who asks, so
    it says nothing of what stands at that address. This decorator stands on top of all others.
    """

    def mark(view: View[P]) -> View[P]:
        view.explained_by = template  # type: ignore[attr-defined]
        return view

    return mark


@dataclass(frozen=True, slots=True)
class Destination:
    """Where somebody goes once they have signed in: how it is explained, and its place."""

    template: str
    place: Mapping[str, Any]


def destination(address: str) -> Destination | None:
    """What is to be said of the page at this address; None where nothing is, or no such page."""
    try:
        found = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return None
    template = getattr(found.func, "explained_by", None)
    return Destination(template, found.kwargs) if template else None


def for_reading[**P](view: View[P]) -> View[P]:
    """A view that only answers GET and HEAD; anything else is 405.

    There is nothing in it to forge, so a POST is told that, rather than that its token is missing.
    """
    return csrf_exempt(require_safe(view))


def any_site_may_read[**P](view: View[P]) -> View[P]:
    """For data that a script on any web page may read. It holds nothing of who asks."""

    @wraps(view)
    def open_to_scripts(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        if not cast(HttpRequest, args[0]).user.is_authenticated:
            response["Access-Control-Allow-Origin"] = "*"
        return response

    return open_to_scripts


def cached_page[**P](view: View[P]) -> View[P]:
    """For reading, and the same for everybody who is not signed in: such a page may be kept.

    Whoever is signed in may see more, and nobody keeps their pages for others. Who is not may be
    answered from a replica.
    """
    reading = read_from_replica(view)

    @for_reading
    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = reading(*args, **kwargs)
        if cast(HttpRequest, args[0]).user.is_authenticated:
            patch_cache_control(response, private=True)
        else:
            response[MARK] = "yes"
        return response

    return marked


def cached_page_but_for[**P](cookie: str) -> Callable[[View[P]], View[P]]:
    """As `cached_page`, but whoever sends this cookie gets a page that nobody keeps, themselves
    included: it may show what the cookie says.
    """

    def decorate(view: View[P]) -> View[P]:
        cached = cached_page(view)

        @wraps(cached)
        def answered(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            response = cached(*args, **kwargs)
            if cookie in cast(HttpRequest, args[0]).COOKIES:
                del response[MARK]
                response["Cache-Control"] = "private, no-store"
            elif MARK in response:
                response[BUT_FOR] = cookie
            return response

        return answered

    return decorate


def posted_from_here[**P](view: View[P]) -> View[P]:
    """For POSTs from pages that are the same for everybody, and so hold no token.

    Browsers say which site a form was sent from. From one that does not say so, or names another
    site, Django asks for the token all the same.
    """
    guarded = csrf_protect(view)

    @csrf_exempt
    @require_POST
    @wraps(view)
    def posted(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        is_ours = _is_sent_from_here(cast(HttpRequest, args[0]))
        return (view if is_ours else guarded)(*args, **kwargs)

    return posted


def _is_sent_from_here(request: HttpRequest) -> bool:
    """By Sec-Fetch-Site; a browser without it, or a site without TLS, has Origin alone."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
