"""Opportunities across all the frameworks."""

from collections import defaultdict
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cpd_site.decorators import for_reading
from frameworks.filters import SearchFilters
from frameworks.query import Query
from frameworks.reading import open_placements
from opportunities import prose
from opportunities.models import Opportunity, Placement
from opportunities.vocabulary import ProviderTier

PAGE = 25


@for_reading
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """Each opportunity once, with where it stands; filtered by the query string."""
    filters = SearchFilters(request.GET)
    found = filters.qs.filter(opportunity=OuterRef("pk")).order_by()
    opportunities = Opportunity.objects.filter(Exists(found)).order_by(
        "grid__edition__framework__organisation__short_name", "position"
    )
    paginator = Paginator(opportunities, PAGE)
    asked = request.GET.get("page", "")
    page = paginator.get_page(asked)
    filters.count_options()
    query = Query(request.GET, filters.filters)
    context = {
        "filters": filters,
        "page": page,
        "results": _results(page, filters.words),
        "chips": list(query.chips(filters)),
        "past_the_end": asked if asked.isdecimal() and int(asked[:9]) > page.number else "",
        "section": "search",
    }
    return render(request, "frameworks/opportunity_list.html", context)


def _results(page: Page[Opportunity], words: tuple[str, ...]) -> list[dict[str, Any]]:
    """The opportunities of this page with their places: by framework, in the order of its grid."""
    placements: dict[int, list[Placement]] = defaultdict(list)
    for placement in (
        open_placements()
        .filter(opportunity__in=[opportunity.pk for opportunity in page])
        .select_related("stage", "grid__edition__framework__organisation")
        .order_by("stage__position", "column__position", "position")
    ):
        placements[placement.opportunity_id].append(placement)
    results = []
    for opportunity in page:
        places = placements[opportunity.pk]
        details = opportunity.details.splitlines()
        results.append(
            {
                "text": opportunity.text,
                "runs": prose.runs(opportunity.text, words),
                "details": [(detail, prose.runs(detail, words)) for detail in details],
                "framework": places[0].grid.edition.framework,
                "stages": [stage for stage, _ in groupby(places, lambda place: place.stage)],
                "tiers": [
                    tier for tier in ProviderTier if tier in {place.tier for place in places}
                ],
            }
        )
    return results
