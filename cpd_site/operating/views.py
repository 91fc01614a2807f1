"""Pages for monitoring: whether the site is ready, and its metrics."""

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
    """Answer 200 with a line for each cheap check of `manage.py doctor`; 503 if one is a fault.

    The state of the queue is included, but pages can be served without the worker.
    """
    found = list(checkup.findings(checkup.CHEAP, for_strangers=True))
    faults = any(finding.is_fault for _, finding in found)
    found += checkup.findings({"tasks": checkup.background}, for_strangers=True)
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
    """Return metrics for Prometheus to bearers of METRICS_TOKEN; 404 to others."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not (metrics.is_on() and constant_time_compare(sent, settings.METRICS_TOKEN)):
        raise Http404
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
