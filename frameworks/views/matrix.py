"""The matrix of a framework, whole or filtered, in its current edition or in one of its own."""

from django.http import HttpRequest, HttpResponse

from cpd_site.serving.decorators import cached_page
from cpd_site.serving.page_cache import FOR_A_PART
from frameworks.pages.matrix import MatrixPage
from frameworks.queries.prepared_editions import Prepared, prepared
from frameworks.queries.reading import Reading
from frameworks.views.edition_pages import noindex_if_private


@cached_page
def matrix(request: HttpRequest, slug: str, label: str | None = None) -> HttpResponse:
    edition = prepared(slug, label, request.user)
    return noindex_if_private(_drawn(request, edition), edition.reading)


def answer(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The matrix of an edition that not everybody reads, such as a draft: drawn anew each time."""
    return _drawn(request, Prepared(reading))


def _drawn(request: HttpRequest, edition: Prepared) -> HttpResponse:
    filters = edition.filters(request.GET)
    is_part = _asks_for_a_part(request)
    if is_part and filters.errors:
        return _whole_page_instead(request)
    shown = {"by": "tier", "open": "all"}
    shown = {name: value for name, value in shown.items() if request.GET.get(name) == value}
    page = MatrixPage(request, edition, filters, shown)
    html = page.part() if is_part else page.whole()
    return HttpResponse(html, headers={"Vary": "HX-Request, HX-Target"})


def _asks_for_a_part(request: HttpRequest) -> bool:
    """Whether htmx asks, and for the results. (`request.headers` would take all headers apart.)"""
    asked, target = (request.META.get(name) for name in FOR_A_PART)
    return asked is not None and target == "results"


def _whole_page_instead(request: HttpRequest) -> HttpResponse:
    """Errors stand beside their fields, which are outside the part: send the browser there."""
    response = HttpResponse()
    response["HX-Redirect"] = request.get_full_path()
    return response
