"""Who did what to a framework, and when: as a page, and as CSV."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cpd_site.serving.decorators import PersonRequest, for_reading, signed_in
from cpd_site.serving.pagination import links_to, with_page
from frameworks import rules
from frameworks.filters.history import HistoryFilters, details
from frameworks.models import Event
from frameworks.views.desk_pages import framework_for
from frameworks.views.downloads import csv_file, refused
from opportunities.exchange.writing import sheet

PAGE = 50


@for_reading
@signed_in
def history(request: PersonRequest, slug: str) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_edit, "see the history")
    filters = HistoryFilters(request.GET, framework)
    page = Paginator(filters.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "framework": framework,
        "filters": filters,
        "page": page,
        "pages": links_to(page, with_page(request.GET)),
        "events": [(event, details(event)) for event in page],
        "section": "desk",
    }
    return render(request, "publishing/framework_history.html", context)


@for_reading
@signed_in
def history_csv(request: PersonRequest, slug: str) -> HttpResponse:
    """Return all events that the filter leaves as CSV, the newest first."""
    framework = framework_for(request, slug, rules.may_edit, "see the history")
    filters = HistoryFilters(request.GET, framework)
    if errors := filters.form.file_errors():
        return refused(errors)
    headings = ["When", "Who", "What", "Edition", "About", "Before", "After"]
    content = sheet.write(headings, map(_row, filters.qs.iterator(chunk_size=500)))
    return csv_file(content, f"{framework.slug}-history.csv")


def _row(event: Event) -> list[str]:
    found = details(event)
    return [
        timezone.localtime(event.at).isoformat(sep=" ", timespec="seconds"),
        str(event.by or ""),
        event.words,
        event.edition.name if event.edition else "",
        event.about,
        "\n".join(f"{name}: {before}" for name, before, _ in found if before),
        "\n".join(f"{name}: {after}" for name, _, after in found if after),
    ]
