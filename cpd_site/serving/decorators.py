"""Decorators for views."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, cast
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import resolve_url
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
"""For a view that shows a form and processes it; other methods get 405."""


class PersonRequest(HttpRequest):
    """A request of someone who is signed in."""

    user: User


def signed_in[**P](
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For people who are signed in; others are sent to sign in first. Browsers must not cache it.

    What somebody typed before their session ended is shown for sending again; a script gets 403,
    since it would swap in the sign-in page. Apply it below `for_reading`, `reading_or_posting` or
    `require_POST`, so that a wrong method is 405 for everybody.
    """

    @never_cache
    @wraps(view)
    def of_a_person(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast(PersonRequest, request), *args, **kwargs)
        if "HX-Request" in request.headers:
            return HttpResponseForbidden()
        if resubmit.has_typed_words(request):
            return resubmit.resubmit_page(request, "You have been signed out in the meantime.")
        return redirect_to_login(_to_come_back_to(request))

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], of_a_person)


def _to_come_back_to(request: HttpRequest) -> str:
    """Return the address of the page that was read: that of a form may answer a POST only."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        page = urlsplit("")
    if page.netloc != request.get_host():
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return urlunsplit(("", "", page.path, page.query, ""))


def form_only[**P](view: View[P]) -> View[P]:
    """Like `require_POST`, for an address that has others below it: their 405 leads further up
    (`wrong_method.page_above`).
    """
    guarded = require_POST(view)
    guarded.is_form_only = True  # type: ignore[attr-defined]
    return guarded


def explained_by[**P](template: str) -> Callable[[View[P]], View[P]]:
    """Name the template that explains, above the sign-in form, what the page is and who may see it.

    It gets `to`, the page's arguments. It is shown before anybody has signed in, so it says nothing
    about what is at that address. Apply this decorator outermost.
    """

    def mark(view: View[P]) -> View[P]:
        view.explained_by = template  # type: ignore[attr-defined]
        return view

    return mark


@dataclass(frozen=True, slots=True)
class Destination:
    """The page that follows signing in: its explanation and its arguments."""

    template: str
    place: Mapping[str, Any]


def destination(address: str) -> Destination | None:
    """Return the explanation of the page at this address; None without one, or without a page."""
    try:
        found = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return None
    template = getattr(found.func, "explained_by", None)
    return Destination(template, found.kwargs) if template else None


def for_reading[**P](view: View[P]) -> View[P]:
    """For a view that only answers GET and HEAD; other methods get 405.

    It is exempt from CSRF protection, so that a POST gets 405 rather than a missing token.
    """
    return csrf_exempt(require_safe(view))


def allow_any_origin[**P](view: View[P]) -> View[P]:
    """For data that a script on any web page may read. It must not depend on the user."""

    @wraps(view)
    def open_to_scripts(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        if not cast(HttpRequest, args[0]).user.is_authenticated:
            response["Access-Control-Allow-Origin"] = "*"
        return response

    return open_to_scripts


def cached_page[**P](view: View[P]) -> View[P]:
    """For a page that is the same for everybody who is not signed in: it may be cached.

    Signed-in people may see more, and their pages are not cached. Others may be answered from a
    replica.
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
    """Like `cached_page`, but a request with this cookie gets a page that nobody caches, since it
    may show what the cookie says.
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


def same_origin_post[**P](view: View[P]) -> View[P]:
    """For POSTs from pages that are the same for everybody, and so contain no token.

    Browsers say which site a form was sent from. If they do not, or name another site, Django
    requires the token.
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
    """Decide by Sec-Fetch-Site; browsers without it, and sites without TLS, send Origin alone."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
