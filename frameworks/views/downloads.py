"""A framework, or what a filter leaves of it, as a file."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.timezone import localdate

from frameworks.queries.reading import Reading
from frameworks.views.edition_pages import edition_page
from opportunities.exchange.writing import grid_csv, grid_json
from opportunities.filters import GridFilterSet
from opportunities.layout.grid_index import GridIndex


def answer(request: HttpRequest, reading: Reading, form: str) -> HttpResponse:
    """The file of an edition, whoever reads it."""
    filters = GridFilterSet(request.GET, GridIndex(reading.grid))
    if errors := filters.errors_by_name:
        return refused(errors)
    return WRITERS[form](reading, filters)


download = edition_page(answer)


def refused(errors: Mapping[str, Sequence[str]]) -> HttpResponse:
    """Why there is no file: it would hold something else than what was asked for."""
    why = "".join(f"{name}: {' '.join(said)}\n" for name, said in errors.items())
    return HttpResponseBadRequest(why, content_type="text/plain; charset=utf-8")


def _csv(reading: Reading, filters: GridFilterSet) -> HttpResponse:
    about = {"Authority": reading.authority, "Framework": reading.framework.title}
    about["Edition"] = reading.edition.label
    content = grid_csv.write(
        reading.grid, about=about, matching=filters.keys_left(), whole=filters.whole_stages()
    )
    return csv_file(content, f"{reading.framework.slug}-{reading.edition.slug or 'draft'}.csv")


def csv_file(content: bytes, name: str) -> HttpResponse:
    """CSV, to be saved under this name."""
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _json(reading: Reading, filters: GridFilterSet) -> HttpResponse:
    """Shown in the browser, as programs and people expect it."""
    framework, edition = reading.framework, reading.edition
    published = edition.published_at
    content = {
        "framework": {
            "slug": framework.slug,
            "title": framework.title,
            "authority": framework.organisation.name,
        },
        "edition": {
            "label": edition.label,
            "status": edition.status,
            "published": published and localdate(published).isoformat(),
            "fingerprint": reading.grid.fingerprint,
        },
        **grid_json.write(reading.grid, filters.keys_left()),
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


WRITERS = {"csv": _csv, "json": _json}
