"""Whether this process can be sent requests, for a load balancer."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from cpd_site.operating import checkup
from cpd_site.serving.decorators import for_reading


@for_reading
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 and a line for each of the cheap checks of `manage.py doctor`; 503 if one is a fault."""
    found = list(checkup.findings(checkup.CHEAP))
    lines = [
        f"{name}: {finding.said} ({finding.remedy})\n" if finding.is_fault else f"{name}: ok\n"
        for name, finding in found
    ]
    status = 503 if any(finding.is_fault for _, finding in found) else 200
    return HttpResponse("".join(lines), status=status, content_type="text/plain; charset=utf-8")
