"""The page of search. Rendered results and facets are cached, keyed by what they show."""

from functools import cache
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.urls import reverse

from cpd_site.serving.pagination import links_to
from frameworks.filters.search import SearchFilterSet
from frameworks.pages import search_table
from frameworks.pages.search_answers import Nothing, Start, answer
from frameworks.pages.search_results import page_of, rendered_results
from frameworks.queries import remembered
from frameworks.queries.yours import FoundLines, search_own
from opportunities.exchange.writing.formats import Format, formats
from opportunities.exchange.writing.table import WRITERS
from opportunities.search.catalogue import FIELDS, CatalogueLine

PAGE = "search/opportunity_list.html"

TITLE = "Search opportunities"


def context(request: HttpRequest, filters: SearchFilterSet) -> dict[str, Any]:
    """Return the context of the results; of where to begin, if nothing is asked for."""
    shared: dict[str, Any] = {"section": "search", "filters": filters}
    if _is_start(request, filters):
        here = remembered.place(request.COOKIES.get(remembered.COOKIE, ""), request.user)
        return shared | {"title": TITLE, "start": Start(filters.catalogue), "here": here}
    page, past_the_end = page_of(request, filters)
    return shared | {
        "answer": answer(filters),
        "yours": _yours(request, filters),
        "title": _title(filters, page),
        "chips": list(filters.chips),
        "page": page,
        "past_the_end": past_the_end,
        "results": rendered_results(
            page,
            filters,
            filters.question.spoken_of,
            filters.cleaned.get("q", ""),
            to_plan=request.user.is_authenticated,
        ),
        "pages": links_to(page, lambda number: filters.query.with_one("page", str(number))),
        "nothing": Nothing(filters),
        "data_url": f"{reverse('opportunity_data')}{filters.query}",
        "files": files(),
        "too_many": search_table.too_many(filters),
    }


def _yours(request: HttpRequest, filters: SearchFilterSet) -> list[FoundLines]:
    """Return the results in a signed-in person's own frameworks; none if an authority is chosen."""
    if "framework" in filters.cleaned or not request.user.is_authenticated:
        return []
    chosen = {
        name: filters.cleaned[name]
        for name in (*FIELDS, "kind", "ended")
        if name in filters.cleaned
    }
    return search_own(request.user, filters.question, chosen)


def _is_start(request: HttpRequest, filters: SearchFilterSet) -> bool:
    """Return whether nothing is asked for: no words, no filter, no page of all opportunities."""
    return not (filters.cleaned or filters.errors or {"page", "all"} & request.GET.keys())


@cache
def files() -> tuple[tuple[Format, str], ...]:
    """Return the formats in which the results can be downloaded, with their addresses."""
    return tuple((formats()[name], reverse("opportunity_file", args=[name])) for name in WRITERS)


def _title(filters: SearchFilterSet, page: Page[CatalogueLine]) -> str:
    looked_for = filters.printable_words if filters.words else ""
    number = f" (page {page.number})" if page.number > 1 else ""
    return f"{looked_for}{': ' if looked_for else ''}{TITLE}{number}"
