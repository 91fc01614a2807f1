"""Pages for programs that watch the site: whether it is ready, and what it counts."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from cpd_site.operating import checkup
from cpd_site.serving import metrics
from cpd_site.serving.decorators import for_reading


@for_reading
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 and a line for each of the cheap checks of `manage.py doctor`; 503 if one is a fault.

    Tasks that wait are told as well, but pages can be served without the worker.
    """
    found = list(checkup.findings(checkup.CHEAP))
    faults = any(finding.is_fault for _, finding in found)
    found += checkup.findings({"tasks": checkup.background})
    lines = [
        f"{name}: {finding.description} ({finding.remedy})\n"
        if finding.is_fault
        else f"{name}: ok\n"
        for name, finding in found
    ]
    status = 503 if faults else 200
    return HttpResponse("".join(lines), status=status, content_type="text/plain; charset=utf-8")


@for_reading
@never_cache
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Counts for Prometheus, for who sends METRICS_TOKEN as a bearer; otherwise there is none."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not (metrics.is_on() and constant_time_compare(sent, settings.METRICS_TOKEN)):
        raise Http404
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
