"""Data for programs: the frameworks, and a description of everything that can be asked for."""

from typing import Any, cast

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.timezone import localdate

from cpd_site.serving.decorators import allow_any_origin, cached_page
from cpd_site.serving.site_address import site_address
from frameworks.models import Edition, Framework
from frameworks.pages import openapi
from opportunities.exchange.writing.document import short_reference


@cached_page
@allow_any_origin
def framework_data(request: HttpRequest) -> JsonResponse:
    """Return every framework that everybody may read, copies too, with its current edition."""
    content = {
        "frameworks": [
            _listed(request, framework)
            for framework in Framework.objects.public().order_by("organisation__name", "pk")
        ]
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


@cached_page
@allow_any_origin
def description(request: HttpRequest) -> JsonResponse:
    site = site_address(request)
    return JsonResponse(openapi.document(site), json_dumps_params={"indent": 1})


def _listed(request: HttpRequest, framework: Framework) -> dict[str, Any]:
    """Return a framework, its current edition, and the addresses of its page and its data."""
    edition = cast(Edition, framework.current_edition)  # `public` promises it
    return {
        "slug": framework.slug,
        "title": framework.title,
        "authority": framework.organisation.name,
        "contact": str(framework.contact),
        "edition": {
            "label": edition.label,
            "published": localdate(edition.published_at).isoformat(),
            "reference": short_reference(edition.grid.fingerprint),
        },
        "page": request.build_absolute_uri(framework.get_absolute_url()),
        "data": request.build_absolute_uri(
            reverse("framework_download", args=[framework.slug, "json"])
        ),
    }
