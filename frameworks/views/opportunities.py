"""Opportunities across all the frameworks: search, its data, and one opportunity."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cpd_site.serving.decorators import allow_any_origin, cached_page, cached_page_but_for
from cpd_site.serving.errors import NotHere
from cpd_site.serving.rate_limit import rate_limited
from cpd_site.serving.site_address import site_address
from frameworks.filters.search import SearchFilterSet
from frameworks.pages import opportunity, search, search_table
from frameworks.pages.search_results import NoNumber, NoSuchPage, Result, exact_page, results
from frameworks.queries import catalogue, remembered
from frameworks.queries.public import open_placements
from frameworks.queries.reading import Reading, find
from frameworks.views.downloads import file_response, not_written, refused
from frameworks.views.edition_pages import edition_page
from opportunities.exchange.writing import child_process
from opportunities.exchange.writing.child_process import CannotWrite
from opportunities.exchange.writing.formats import formats
from opportunities.exchange.writing.table import WRITERS
from opportunities.grid.fields import as_plain


@cached_page_but_for(remembered.COOKIE)
@rate_limited
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """List each opportunity once, the best matches first, filtered by the query string."""
    filters = SearchFilterSet(request.GET, catalogue.current())
    return render(request, search.PAGE, search.context(request, filters))


@cached_page
@rate_limited
@allow_any_origin
def opportunity_data(request: HttpRequest) -> HttpResponse:
    """Return the same list as data.

    A page past the end is 404: a program asks until there is none.
    """
    filters = SearchFilterSet(request.GET, catalogue.current())
    if wrong := filters.errors_by_name:
        return JsonResponse({"errors": wrong}, status=400)
    try:
        page = exact_page(request.GET.get("page", ""), filters)
    except NoNumber as refusal:
        return JsonResponse({"errors": {"page": [str(refusal)]}}, status=400)
    except NoSuchPage as refusal:
        return JsonResponse({"error": str(refusal)}, status=404)
    content = {
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "results": [_as_data(result) for result in results(page, filters.catalogue)],
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


@cached_page
@rate_limited
def opportunity_file(request: HttpRequest, form: str) -> HttpResponse:
    """Return all results as a table. 400 where the address asks for what a file cannot hold."""
    if form not in WRITERS:
        raise NotHere(
            f"There is no “.{form}” of a search. There is:",
            [(each.label, url) for each, url in search.files()],
        )
    filters = SearchFilterSet(request.GET, catalogue.current())
    if wrong := filters.form.file_errors():
        return refused(wrong)
    if why := search_table.too_many(filters):
        return refused({"q": [why]})
    site = site_address(request)
    table, name = search_table.table_of(filters, site), search_table.name_of(filters, form)
    if form == "csv":
        content = WRITERS[form](table)
    else:  # as Excel, 10,000 rows take seconds and some 70 MB
        try:
            content = child_process.write(WRITERS[form], table)
        except CannotWrite as cannot:
            return not_written(name, cannot)
    return file_response(content, formats()[form].media_type, name)


@cached_page
def opportunity_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an opportunity that search finds, in the current edition of its framework."""
    open_catalogue = catalogue.current()
    placed = open_placements().filter(opportunity__key=key).values("opportunity")
    pk = placed.order_by("opportunity").values_list("opportunity", flat=True).first()
    line = open_catalogue.line(pk) if pk else None
    if line is None:
        raise NotHere(
            "No framework that can be read today holds this opportunity.",
            [("Search all opportunities", reverse("opportunity_list"))],
        )
    reading = find(open_catalogue.sources[line.entry].slug)
    page = opportunity.context(request, reading, key)
    return render(request, opportunity.PAGE, page | opportunity.elsewhere(reading, page))


@edition_page
def numbered_opportunity(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """Redirect to the opportunity with this number in the current edition.

    The stage that the reader comes from goes along.
    """
    keys = list(reading.grid.number_of)
    if not 0 < number <= len(keys):
        gone = f"{reading.edition} has no opportunity {number}."
        raise NotHere(gone, [(reading.authority, reading.url)])
    if reading.is_current:
        reading = Reading(reading.framework, reading.edition, pinned=False)
    asked = request.GET.get("stage")
    stage = next((f"?stage={one.slug}" for one in reading.grid.stages if one.slug == asked), "")
    return redirect(f"{reading.opportunities_url}{keys[number - 1]}/{stage}")


def _as_data(result: Result) -> dict[str, object]:
    return {
        "key": result.key,
        **as_plain(result.wording),
        "places": [
            {
                "framework": result.source.slug,
                "stage": place.stage.name,
                "column": place.column,
                "tier": place.tier,
            }
            for place in result.places
        ],
    }
