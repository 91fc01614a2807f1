"""Pages that belong to no framework."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from cpd_site.decorators import PersonRequest, finished, for_reading, signed_in


@for_reading
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the site works, the database included: 200 and "ok", or 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@finished
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@finished
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


@for_reading
@signed_in
def account(request: PersonRequest) -> HttpResponse:
    """What the site knows of the person who asks, with the way to change it."""
    memberships = request.user.memberships.select_related("organisation")
    context = {
        "memberships": memberships.order_by("organisation__name"),
        "section": "account",
    }
    return render(request, "account/account.html", context)
