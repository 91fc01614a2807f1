"""The changes between two editions of a framework, or of its draft: a page and a file."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cpd_site.serving.decorators import PersonRequest, cached_page, for_reading
from frameworks.desk.drafts import Drafting
from frameworks.filters.changes import ChangeFilterSet
from frameworks.models import Framework
from frameworks.pages import editions
from frameworks.pages.editions import change_list_context
from frameworks.queries import reasons
from frameworks.queries.edition_comparison import find_two
from frameworks.views.downloads import csv_file, refused
from frameworks.views.drafts.drafting import context_of, of_draft
from frameworks.views.edition_pages import noindex_if_private
from opportunities.comparing.changes import lay_out
from opportunities.comparing.diff import Changes, diff
from opportunities.exchange.writing import changes_csv


@cached_page
def edition_changes(request: HttpRequest, slug: str, before: str, after: str) -> HttpResponse:
    between = find_two(slug, before, after, request.user)
    context = editions.changes(between, request.GET)
    response = render(request, editions.CHANGES, context)
    return noindex_if_private(response, between.after)


@cached_page
def edition_changes_download(
    request: HttpRequest, slug: str, before: str, after: str
) -> HttpResponse:
    between = find_two(slug, before, after, request.user)
    labels = between.before.edition.label, between.after.edition.label
    name = f"{slug}-changes-{before}-to-{after}.csv"
    why = reasons.given(between.before.edition, between.after.edition)
    file = _file(request, between.changes, between.framework, labels, name, why)
    return noindex_if_private(file, between.after)


@for_reading
@of_draft
def draft_changes(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """Show what the draft changes in the edition that readers see; in a first one, all is new."""
    changes = diff(drafting.published, drafting.grid)
    context = context_of(drafting, here="changes", **change_list_context(changes, request.GET))
    return render(request, "drafts/draft_changes.html", context)


@for_reading
@of_draft
def draft_changes_download(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    framework, changes = drafting.framework, diff(drafting.published, drafting.grid)
    current = framework.current_edition
    labels = current.label if current else "", "draft"
    return _file(request, changes, framework, labels, f"{framework.slug}-changes-of-draft.csv")


def _file(
    request: HttpRequest,
    changes: Changes,
    framework: Framework,
    labels: tuple[str, str],
    name: str,
    why: Mapping[UUID, str] | None = None,
) -> HttpResponse:
    """Return the changes that the filters leave, as CSV; 400 if a filter is unknown."""
    filters = ChangeFilterSet(request.GET, changes)
    if errors := filters.errors_by_name:
        return refused(errors)
    about = {"Authority": framework.organisation.short_name, "Framework": framework.title}
    about |= {"From": labels[0], "To": labels[1]}
    content = changes_csv.write(lay_out(changes, filters.qs, why), about=about)
    return csv_file(content, name)
