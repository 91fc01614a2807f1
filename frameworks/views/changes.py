"""What changed between two editions of a framework, or in its draft: as a page and as a file."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse

from cpd_site.decorators import PersonRequest, finished, for_reading, signed_in
from cpd_site.errors import NotHere
from frameworks import rules
from frameworks.change_filters import ChangeFilters
from frameworks.models import Edition, Framework
from frameworks.reading import find_two
from frameworks.views.downloads import said
from opportunities import store
from opportunities.changes import lay_out, stages_touched
from opportunities.diff import Changes, diff
from opportunities.exchange import changes_csv
from opportunities.snapshot import GridSnapshot


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
    labels = between.before.edition.label, between.after.edition.label
    name = f"{slug}-changes-{before}-to-{after}.csv"
    return _file(request, between.changes, between.framework, labels, name)


@for_reading
@signed_in
def draft_changes(request: PersonRequest, slug: str) -> HttpResponse:
    """What the draft changes in the edition that readers see; in a first one, all is new."""
    draft = _draft_for(request, slug)
    framework = draft.framework
    context = {
        "draft": draft,
        "framework": framework,
        "current": framework.current_edition,
        "section": "desk",
        **told(request, _changes_of(draft)),
    }
    return render(request, "frameworks/draft_changes.html", context)


@for_reading
@signed_in
def draft_changes_download(request: PersonRequest, slug: str) -> HttpResponse:
    draft = _draft_for(request, slug)
    current = draft.framework.current_edition
    labels = current.label if current else "", "draft"
    name = f"{slug}-changes-of-draft.csv"
    return _file(request, _changes_of(draft), draft.framework, labels, name)


def _draft_for(request: PersonRequest, slug: str) -> Edition:
    """The draft of this framework. 404 for whoever may not see it, 403 if they may not edit."""
    framework = Framework.objects.select_related("organisation", "current_edition__grid")
    found = framework.filter(slug=slug).first()
    on = [("Your desk", reverse("desk"))]
    if found is None or not rules.may_see(request.user, found):
        raise NotHere(f"There is no framework called “{slug}”.", on)
    rules.demand(rules.may_edit(request.user, found))
    drafts = found.editions.filter(status=Edition.Status.DRAFT)
    draft = drafts.select_related("grid").first()
    if draft is None:
        raise NotHere(f"{found} has no draft now.", on)
    draft.framework = found
    return draft


def _changes_of(draft: Edition) -> Changes:
    current = draft.framework.current_edition
    before = store.read(current.grid) if current else GridSnapshot()
    return diff(before, store.read(draft.grid))


def _file(
    request: HttpRequest,
    changes: Changes,
    framework: Framework,
    labels: tuple[str, str],
    name: str,
) -> HttpResponse:
    """What the filters leave of the changes, as CSV; 400 where they ask for the unknown."""
    filters = ChangeFilters(request.GET, changes)
    if filters.errors:
        return HttpResponseBadRequest(
            said(filters.errors), content_type="text/plain; charset=utf-8"
        )
    about = {"Authority": framework.organisation.short_name, "Framework": framework.title}
    about |= {"From": labels[0], "To": labels[1]}
    content = changes_csv.write(lay_out(changes, filters.shown), about=about)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
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
