"""Remember on this device the place where somebody begins, and forget it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cpd_site.serving.decorators import same_origin_post
from frameworks.queries import remembered
from frameworks.queries.reading import find


@same_origin_post
def remember(request: HttpRequest, slug: str, address: str | None = None) -> HttpResponse:
    """Remember a framework, or one of its stages, in a cookie."""
    reading = find(slug, reader=request.user)
    place = remembered.RememberedPlace(reading, reading.stage(address) if address else None)
    messages.success(
        request,
        f"This device remembers {place.name}: Home and Search begin there. Home has the button "
        "that forgets it.",
    )
    response = redirect(place.url)
    response.set_cookie(
        remembered.COOKIE,
        remembered.value_of(reading.framework, place.stage),
        max_age=remembered.DAYS * 24 * 60 * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@same_origin_post
def forget(request: HttpRequest) -> HttpResponse:
    messages.success(request, "This device remembers nothing of you any more.")
    response = redirect("home")
    response.delete_cookie(remembered.COOKIE, samesite="Lax")
    return response
