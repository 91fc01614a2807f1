"""Opportunities across all the frameworks: search, its data, and one opportunity."""

from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from cpd_site.decorators import finished
from cpd_site.errors import NotHere
from frameworks.filters import SearchFilters
from frameworks.models import Edition
from frameworks.query import Query
from frameworks.reading import open_placements
from frameworks.results import Result, results
from opportunities.models import Opportunity
from opportunities.search import find
from opportunities.search.words import Query as Words

PAGE = 25


@finished
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """Each opportunity once, the best matches first; filtered by the query string."""
    filters = SearchFilters(request.GET)
    page, past_the_end = _page(request, filters)
    filters.count_options()
    query = Query(filters)
    suggestion = ""
    if filters.query and not page.paginator.count:
        suggestion = find.right_spelling(filters.query)
    context = {
        "filters": filters,
        "page": page,
        "past_the_end": past_the_end,
        "results": results(page, filters.query),
        "suggestion": suggestion,
        "suggestion_url": query.with_one("q", suggestion),
        "chips": list(query.chips()),
        "json_url": f"{reverse('opportunity_data')}{query}",
        "section": "search",
    }
    return render(request, "frameworks/opportunity_list.html", context)


@finished
def opportunity_data(request: HttpRequest) -> HttpResponse:
    """The same answer as data."""
    filters = SearchFilters(request.GET)
    if filters.form.errors:
        return JsonResponse({"errors": filters.form.errors}, status=400)
    page, _ = _page(request, filters)
    content = {
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "results": [_as_data(result) for result in results(page, filters.query)],
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


@finished
def opportunity_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One opportunity: its words, where it stands, in which editions, and its like elsewhere."""
    placed = open_placements().filter(opportunity__key=key).values("opportunity")
    opportunity = Opportunity.objects.filter(pk__in=placed).order_by("pk").first()
    if opportunity is None:
        raise NotHere(
            "No framework that can be read today holds this opportunity.",
            [("Search all opportunities", reverse("opportunity_list"))],
        )
    (result,) = results([opportunity], Words((), ()))
    editions = Edition.objects.published().filter(
        framework=result.framework, grid__opportunity__key=key
    )
    elsewhere = Opportunity.objects.filter(
        pk__in=open_placements()
        .exclude(grid__edition__framework=result.framework)
        .values("opportunity")
    )
    context = {
        "crumbs": [("Search", reverse("opportunity_list"))],
        "result": result,
        "editions": editions.select_related("framework"),
        "alike": results(find.alike(opportunity, elsewhere), Words((), ())),
        "section": "search",
    }
    return render(request, "frameworks/opportunity_detail.html", context)


def _page(request: HttpRequest, filters: SearchFilters) -> tuple[Page[Opportunity], str]:
    """The page asked for, or the last; and the number asked for where it is past the end."""
    asked = request.GET.get("page", "")
    page = Paginator(filters.opportunities(), PAGE).get_page(asked)
    past_the_end = asked.isdecimal() and int(asked[:9]) > page.number
    return page, asked[:9] if past_the_end else ""


def _as_data(result: Result) -> dict[str, object]:
    return {
        "key": result.key,
        "text": result.text,
        "details": result.details,
        "places": [
            {
                "framework": result.framework.slug,
                "stage": place.stage.name,
                "column": place.column.heading,
                "tier": place.tier,
            }
            for place in result.places
        ],
    }
