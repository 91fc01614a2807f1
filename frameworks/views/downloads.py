"""Downloads of a framework, of one stage, or of what a filter leaves."""

import logging
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

from cpd_site.serving.errors import NotHere
from cpd_site.serving.site_address import site_address
from frameworks.pages.files import File, errors_of, file_of, filters_of
from frameworks.queries.reading import Reading
from frameworks.views.edition_pages import edition_page, no_store
from opportunities.exchange.writing.child_process import CannotWrite
from opportunities.exchange.writing.formats import formats

log = logging.getLogger(__name__)


def answer(
    request: HttpRequest, reading: Reading, form: str, address: str | None = None
) -> HttpResponse:
    """Return the file of an edition to any reader. `address` names one stage."""
    if form not in formats():
        instead = [(other.label, url) for other, url in reading.files(address)]
        raise NotHere(f"There is no “.{form}” of this. There is:", instead)
    stage = reading.stage(address) if address else None
    filters = filters_of(reading, request.GET)
    if wrong := errors_of(filters):
        return refused(wrong)
    site = site_address(request)
    file = file_of(reading, formats()[form], site, filters, stage)
    try:
        return _sent(file)
    except CannotWrite as cannot:
        return not_written(file.name, cannot)


download = edition_page(answer)


def not_written(name: str, cannot: CannotWrite) -> HttpResponse:
    """Return the response if a file took too long or too much memory to write."""
    log.error("%s could not be written", name, exc_info=cannot)
    return HttpResponse(str(cannot), status=503, content_type="text/plain; charset=utf-8")


def refused(errors: Mapping[str, Sequence[str]]) -> HttpResponse:
    """Return the response that says why there is no file: the query string has errors."""
    why = "".join(f"{name}: {' '.join(reasons)}\n" for name, reasons in errors.items())
    return HttpResponseBadRequest(why, content_type="text/plain; charset=utf-8")


def _sent(file: File) -> HttpResponse:
    """Return the file as a download; data for programs is shown, and any site may read it."""
    response = HttpResponse(file.content(), content_type=file.format.media_type)
    how = "inline" if file.format.is_shown else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{file.name}"'
    if file.reading.is_for_some:
        return no_store(response)
    if file.format.is_shown:
        response["Access-Control-Allow-Origin"] = "*"
    return response


def csv_file(content: bytes, name: str) -> HttpResponse:
    """Return CSV as a download with this name."""
    return file_response(content, "text/csv; charset=utf-8", name)


def file_response(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file as a download with this name."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
