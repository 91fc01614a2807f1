"""The matrix of a framework, whole or filtered, in its current edition or in one of its own."""

from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from cpd_site.decorators import for_reading
from frameworks.query import Query
from frameworks.reading import Reading, find
from opportunities.filters import PlacementFilters, grid_filters
from opportunities.matrix import Layout, lay_out
from opportunities.models import Placement


@dataclass
class Filtered:
    """A grid's placements, and what the query string leaves of them."""

    request: HttpRequest
    reading: Reading
    filters: PlacementFilters = field(init=False)

    def __post_init__(self) -> None:
        filters = grid_filters(self.reading.grid)
        placements = Placement.objects.filter(grid_id=self.reading.edition.grid_id)
        self.filters = filters(self.request.GET, queryset=placements)

    def matching(self) -> frozenset[UUID] | None:
        """The keys of the placements that are left; None where nothing is filtered by."""
        if not self.filters.cleaned:
            return None
        return frozenset(self.filters.qs.order_by().values_list("key", flat=True))


@for_reading
def framework_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _matrix(request, find(slug))


@for_reading
def edition_detail(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    return _matrix(request, find(slug, label))


def _matrix(request: HttpRequest, reading: Reading) -> HttpResponse:
    filtered = Filtered(request, reading)
    filters = filtered.filters
    by_tier = request.GET.get("by") == "tier"
    all_open = request.GET.get("open") == "all"
    layout = Layout(
        by_tier=by_tier,
        matching=filtered.matching(),
        words=filters.words,
        folded=not (all_open or filters.words),
    )
    filters.count_options()
    if by_tier:
        filters.keep("by", "tier")
    if all_open:
        filters.keep("open", "all")
    filters.form.helper.attrs |= {
        "data-hx-get": reading.url,
        "data-hx-target": "#results",
        "data-hx-push-url": "true",
        "data-hx-trigger": "change, submit",
    }
    query = Query(request.GET, {*filters.filters, "by", "open"})
    context = {
        "reading": reading,
        "edition": reading.edition,
        "framework": reading.framework,
        "matrix": lay_out(reading.grid, layout),
        "filters": filters,
        "query": query,
        "chips": list(query.chips(filters)),
        "by_tier": by_tier,
        "all_open": all_open,
        "urls": {
            "as_printed": query.without("by"),
            "by_tier": query.with_one("by", "tier"),
            "open": query.with_one("open", "all"),
            "folded": query.without("open"),
            "download": query.without("by", "open"),
            "unfiltered": query.without(*filters.filters),
        },
        "section": "frameworks",
    }
    part = "#results" if request.headers.get("HX-Target") == "results" else ""
    response = render(request, f"frameworks/framework_detail.html{part}", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
