"""Pages that belong to no framework."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from cpd_site.serving import contact, health, retention, too_much
from cpd_site.serving.decorators import cached_page, for_reading
from cpd_site.serving.site_address import site_address


@for_reading
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Check the site, its database and caches included: 200 and "ok", or 503 and why."""
    if reason := health.fault():
        return HttpResponse(f"{reason}\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@for_reading
@never_cache
def too_large(request: HttpRequest) -> HttpResponse:
    """What a proxy shows instead of its own page where it let nothing through: 413."""
    return render(request, "400.html", {"message": too_much.TOO_LARGE}, status=413)


@cached_page
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {"contact": contact.of_the_site(), "site": site_address(request)}
    return render(request, "pages/accessibility.html", context)


@cached_page
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"contact": contact.of_the_site(), "retention_rules": retention.RETENTION_RULES}
    return render(request, "pages/privacy.html", context)
