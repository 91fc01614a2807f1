"""The copies that follow a framework, what they changed, and what publishing will ask of them."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading, signed_in
from cpd_site.serving.pagination import links_to, with_page
from frameworks import rules
from frameworks.actions import reminders
from frameworks.filters.followers import NAME, FollowerFilters
from frameworks.forms.reminders import RemindForm
from frameworks.models import Framework
from frameworks.queries import changes, followers, impact
from frameworks.queries.followers import FollowingCopy, TouchedByCopies
from frameworks.views.desk_pages import draft_or_404, framework_for
from frameworks.views.downloads import csv_file, refused
from frameworks.views.drafts.drafting import is_htmx
from opportunities.exchange.writing import sheet

PAGE = 50
MOST_ASKED = 20
"""The number of questions to name; the others are counted."""


@for_reading
@signed_in
def follower_list(request: PersonRequest, slug: str) -> HttpResponse:
    return _list(request, _framework(request, slug))


@require_POST
@signed_in
def remind(request: PersonRequest, slug: str) -> HttpResponse:
    """Remind those who are behind, by mail, with a note."""
    framework = framework_for(request, slug, rules.may_remind, "remind who follows it")
    form = RemindForm(request.POST)
    if not form.is_valid():
        return _list(request, framework, form)
    try:
        count = reminders.remind(framework=framework, by=request.user, **form.cleaned_data)
    except reminders.NobodyToRemind as refused:
        messages.warning(request, str(refused))
    else:
        schools = "1 school or trust is" if count == 1 else f"{count} schools and trusts are"
        messages.success(request, f"{schools} reminded by e-mail.")
    return redirect("follower_list", slug)


def _list(
    request: PersonRequest, framework: Framework, form: RemindForm | None = None
) -> HttpResponse:
    filters = FollowerFilters(request.GET, framework)
    page = Paginator(filters.qs, PAGE).get_page(request.GET.get("page"))
    totals = followers.totals(framework)
    context = {
        "framework": framework,
        "filters": filters,
        "totals": totals,
        "page": page,
        "pages": links_to(page, with_page(request.GET)),
        "followers": followers.following_copies(framework, page),
        "here": "followers",
        "section": "desk",
    }
    if totals.waiting:
        context |= {
            "remind": form or RemindForm(),
            "to_remind": followers.to_remind(framework).count(),
            "may_remind": rules.may_remind(request.user, framework),
        }
    return render(request, "followers/follower_list.html", context)


@for_reading
@signed_in
def follower_csv(request: PersonRequest, slug: str) -> HttpResponse:
    """Return all followers that the filter leaves, as CSV."""
    framework = _framework(request, slug)
    filters = FollowerFilters(request.GET, framework)
    if errors := filters.form.file_errors():
        return refused(errors)
    copies = followers.following_copies(framework, filters.qs)
    return csv_file(sheet.write(COLUMNS, map(_row, copies)), f"{framework.slug}-followers.csv")


COUNTS = {
    "Lines hidden": "hid",
    "Lines changed": "changed",
    "Lines added": "added",
    "Stages hidden": "hid_stages",
    "Stages added": "added_stages",
    "Columns hidden": "hid_columns",
    "Columns added": "added_columns",
}
COLUMNS = (
    *("School or trust", "Kind", "Closed", "Followed by", "Based on", "How it stands"),
    *("Published on", *COUNTS),
)


def _row(follower: FollowingCopy) -> Iterable[str]:
    yield follower.organisation.name
    yield follower.organisation.get_kind_display()
    yield "Yes" if follower.organisation.is_closed else ""
    yield str(follower.schools or "")
    yield follower.based_on.label if follower.based_on else ""
    yield follower.state_label
    at = follower.published_at
    yield timezone.localdate(at).isoformat() if at else ""
    for field in COUNTS.values():
        yield str(getattr(follower.copy_summary, field)) if follower.copy_summary else ""


@for_reading
@signed_in
def follower_lines(request: PersonRequest, slug: str) -> HttpResponse:
    """List the lines that followers reworded or hid, with the wordings that they share."""
    framework = _framework(request, slug)
    touched = TouchedByCopies(framework)
    page = Paginator(touched.lines, PAGE).get_page(request.GET.get("page"))
    shared = touched.shared(page)
    context = {
        "framework": framework,
        "copies": touched.copies,
        "page": page,
        "pages": links_to(page, with_page(request.GET)),
        "lines": [(line, shared.get(line.opportunity.key, ())) for line in page],
        "here": "followers",
        "section": "desk",
    }
    return render(request, "followers/follower_lines.html", context)


@for_reading
@signed_in
def publish_impact(request: PersonRequest, slug: str) -> HttpResponse:
    """Show what publishing the draft will ask of its followers; for htmx, the summary alone."""
    framework = _framework(request, slug)
    draft = draft_or_404(framework)
    since = changes.since_published(draft)
    corrects = "corrects" in request.GET
    foreseen = impact.draft_impact(draft, since, corrects_only=corrects)
    context: dict[str, Any] = {
        "framework": framework,
        "foreseen": foreseen,
        "impact": foreseen.impact,
        "here": "publish",
        "section": "desk",
    }
    if is_htmx(request):
        return render(request, "publishing/_impact.html", context | {"link": True})
    most = foreseen.impact.most_asked
    asked = {pk: count for pk, count in foreseen.impact.questions.items() if count}
    page = Paginator(_by_questions(framework, asked), PAGE).get_page(request.GET.get("page"))
    context |= {
        "asked": most[:MOST_ASKED],
        "more": len(most[MOST_ASKED:]),
        "page": page,
        "pages": links_to(page, with_page(request.GET)),
        "copies": [(copy, asked[copy.pk]) for copy in page],
    }
    return render(request, "publishing/publish_impact.html", context)


def _by_questions(framework: Framework, asked: dict[int, int]) -> list[Framework]:
    """Return the copies that are asked something, those with most questions first."""
    copies = framework.copies.filter(pk__in=asked).select_related("organisation").order_by(*NAME)
    return sorted(copies, key=lambda copy: -asked[copy.pk])


def _framework(request: PersonRequest, slug: str) -> Framework:
    return framework_for(request, slug, rules.may_see_followers, "see who follows it")
