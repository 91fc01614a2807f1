"""The matrix of a framework, whole or filtered, in its current edition or in one of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cpd_site.serving.decorators import cached_page
from cpd_site.serving.page_cache import FOR_A_PART
from frameworks.pages.matrix import PAGE, PART, context
from frameworks.queries.prepared_editions import Prepared, prepared
from frameworks.queries.reading import Reading
from frameworks.queries.updates import for_editor
from frameworks.views.edition_pages import noindex_if_private


@cached_page
def matrix(request: HttpRequest, slug: str, label: str | None = None) -> HttpResponse:
    edition = prepared(slug, label, request.user)
    return noindex_if_private(_rendered(request, edition), edition.reading)


def answer(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Render the matrix of an edition that not everybody reads, such as a draft, each time anew."""
    return _rendered(request, Prepared(reading))


def _rendered(request: HttpRequest, edition: Prepared) -> HttpResponse:
    filters = edition.filters(request.GET)
    is_part = _asks_for_a_part(request)
    if is_part and filters.errors:
        return _whole_page_instead(request)
    values = context(request, edition, filters)
    if not (is_part or edition.reading.is_draft):
        values["update"] = for_editor(request.user, edition.reading.framework)
    response = render(request, PART if is_part else PAGE, values)
    response["Vary"] = "HX-Request, HX-Target"
    return response


def _asks_for_a_part(request: HttpRequest) -> bool:
    """Return whether htmx asks, and for the results.

    `request.META`, since `request.headers` would parse all headers.
    """
    asked, target = (request.META.get(name) for name in FOR_A_PART)
    return asked is not None and target == "results"


def _whole_page_instead(request: HttpRequest) -> HttpResponse:
    """Send the browser to the page: errors stand beside their fields, outside the part."""
    response = HttpResponse()
    response["HX-Redirect"] = request.get_full_path()
    return response
