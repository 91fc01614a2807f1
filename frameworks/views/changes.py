"""What changed between two editions of a framework, as a page and as a file."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from cpd_site.decorators import finished
from frameworks.change_filters import ChangeFilters
from frameworks.reading import find_two
from frameworks.views.downloads import said
from opportunities.changes import lay_out, stages_touched
from opportunities.diff import Changes
from opportunities.exchange import changes_csv


@finished
def edition_changes(request: HttpRequest, slug: str, before: str, after: str) -> HttpResponse:
    between = find_two(slug, before, after)
    context = {
        "between": between,
        "before": between.before,
        "after": between.after,
        "edition": between.after.edition,
        "framework": between.framework,
        "section": "frameworks",
        **told(request, between.changes),
    }
    return render(request, "frameworks/edition_changes.html", context)


@finished
def edition_changes_download(
    request: HttpRequest, slug: str, before: str, after: str
) -> HttpResponse:
    between = find_two(slug, before, after)
    filters = ChangeFilters(request.GET, between.changes)
    if filters.errors:
        return HttpResponseBadRequest(
            said(filters.errors), content_type="text/plain; charset=utf-8"
        )
    about = {
        "Authority": between.after.authority,
        "Framework": between.framework.title,
        "From": between.before.edition.label,
        "To": between.after.edition.label,
    }
    groups = lay_out(between.changes, filters.shown)
    response = HttpResponse(
        changes_csv.write(groups, about=about), content_type="text/csv; charset=utf-8"
    )
    name = f"{slug}-changes-{before}-to-{after}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def told(request: HttpRequest, changes: Changes) -> dict[str, object]:
    """What the fragment that tells of changes needs, as the query string filters them."""
    filters = ChangeFilters(request.GET, changes)
    shown = filters.shown
    touched = frozenset[object]().union(*map(stages_touched, changes))
    return {
        "changes": changes,
        "filters": filters,
        "chips": list(filters.chips()),
        "shown": len(shown),
        "groups": lay_out(changes, shown),
        "places": len({place for change in changes for place in change.places}),
        "touched": len(touched & changes.after.stage_by_key.keys()),
        "stages": len(changes.after.stages),
    }
