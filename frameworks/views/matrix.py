"""The matrix of a framework, whole or filtered, in its current edition or in one of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from cpd_site.decorators import finished
from frameworks.query import Query
from frameworks.reading import Reading, find
from opportunities.filters import GridFilters
from opportunities.matrix import Layout, lay_out
from opportunities.models import Placement


def filters_of(request: HttpRequest, reading: Reading) -> GridFilters:
    """The filters of the edition's grid, as the query string sets them."""
    placements = Placement.objects.filter(grid_id=reading.edition.grid_id)
    return GridFilters(request.GET, reading.grid, queryset=placements)


@finished
def matrix(request: HttpRequest, slug: str, label: str | None = None) -> HttpResponse:
    reading = find(slug, label)
    filters = filters_of(request, reading)
    is_part = "HX-Request" in request.headers and request.headers.get("HX-Target") == "results"
    if is_part and filters.form.errors:
        return _whole_page_instead(request)
    shown = {"by": "tier", "open": "all"}
    shown = {name: value for name, value in shown.items() if request.GET.get(name) == value}
    layout = Layout(
        by_tier="by" in shown,
        stages=filters.stages_left(),
        matching=filters.lines_left(),
        words=filters.words,
        folded=not ("open" in shown or filters.words),
    )
    _prepare(filters, shown, reading)
    context = {
        "reading": reading,
        "edition": reading.edition,
        "framework": reading.framework,
        "matrix": lay_out(reading.grid, layout),
        "filters": filters,
        "is_part": is_part,
        **_links(Query(filters, shown), filters),
        "by_tier": layout.by_tier,
        "all_open": "open" in shown,
        "section": "frameworks",
    }
    part = "#results" if is_part else ""
    response = render(request, f"frameworks/framework_detail.html{part}", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _prepare(filters: GridFilters, shown: dict[str, str], reading: Reading) -> None:
    """Have the form say how many each option leaves, and refresh the matrix alone."""
    filters.count_options()
    for name, value in shown.items():
        filters.keep(name, value)
    if not filters.form.errors:  # a page that shows errors is replaced as a whole
        filters.form.helper.attrs |= {
            "autocomplete": "off",
            "data-hx-get": reading.url,
            "data-hx-target": "#results",
            "data-hx-push-url": "true",
            "data-hx-trigger": "submit, change target:input[type=checkbox]",
        }


def _links(query: Query, filters: GridFilters) -> dict[str, Any]:
    return {
        "chips": list(query.chips()),
        "urls": {
            "as_printed": query.without("by"),
            "by_tier": query.with_one("by", "tier"),
            "open": query.with_one("open", "all"),
            "folded": query.without("open"),
            "download": query.without("by", "open"),
            "unfiltered": query.without(*filters.filters),
        },
    }


def _whole_page_instead(request: HttpRequest) -> HttpResponse:
    """Errors stand beside their fields, which are outside the part: send the browser there."""
    response = HttpResponse()
    response["HX-Redirect"] = request.get_full_path()
    return response
