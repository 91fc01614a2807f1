"""The lines of a draft with names of before, past dates or links at fault, and what to do."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading
from frameworks.actions import editing, link_checks
from frameworks.actions.editing import Stale
from frameworks.desk.drafts import Drafting
from frameworks.models import LinkCheck
from frameworks.queries.link_checks import faults_in
from frameworks.views.drafts.drafting import (
    context_of,
    in_words,
    of_draft,
    of_draft_or_offer,
    version_seen,
)
from opportunities.editing.lines import CannotEdit, EditFunction
from opportunities.editing.links import replace_address
from opportunities.layout.old_names import old_names, rename_to_current
from opportunities.layout.past_lines import past_lines


@for_reading
@of_draft_or_offer("old names", lambda drafting: len([*old_names(drafting.grid)]))
def listed(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """List what is certain first, then what only may have changed."""
    found = [(one, drafting.versions[one.line.key]) for one in old_names(drafting.grid)]
    context = context_of(
        drafting,
        here="old names",
        known=[pair for pair in found if pair[0].fates],
        doubtful=[pair for pair in found if not pair[0].fates],
        past=[*past_lines(drafting.grid, localdate())],
        faults=[
            (one, drafting.versions[one.line.key])
            for one in faults_in(drafting.framework, drafting.grid, localdate())
        ],
    )
    return render(request, "drafts/draft_old_names.html", context)


@require_POST
@of_draft
def take(request: PersonRequest, drafting: Drafting, key: UUID) -> HttpResponse:
    """Put the proposed words into the draft, unless the line changed since the page showed it."""
    return _done(request, drafting, key, partial(rename_to_current, key=key))


@require_POST
@of_draft
def take_link(request: PersonRequest, drafting: Drafting, key: UUID) -> HttpResponse:
    """Put the address that a link redirects to for good into the draft."""
    before = request.POST.get("url", "").replace("\0", "")
    check = LinkCheck.objects.filter(url=before).first()
    after = check.moved_to if check else ""
    do = partial(replace_address, key=key, before=before, after=after)
    return _done(request, drafting, key, do)


@require_POST
@of_draft
def looked(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """Note that an editor opened a link and that it works."""
    url = request.POST.get("url", "").replace("\0", "")
    try:
        link_checks.confirm_link(edition=drafting.edition, by=request.user, url=url)
    except CannotEdit as cannot:
        messages.warning(request, str(cannot))
    else:
        messages.success(request, "Noted: it works. It is not listed for six months.")
    return redirect("draft_old_names", drafting.framework.slug)


def _done(request: PersonRequest, drafting: Drafting, key: UUID, do: EditFunction) -> HttpResponse:
    """Show the list again, with what was done or why it was refused."""
    seen = {key: version_seen(request.POST, "version")}
    try:
        event = editing.change(edition=drafting.edition, by=request.user, do=do, seen=seen)
    except CannotEdit as cannot:
        messages.warning(request, str(cannot))
    except Stale:
        messages.warning(request, "Somebody else changed this line. See what is proposed now.")
    else:
        messages.success(request, f"{in_words(event)} It can be undone in the draft.")
    return redirect("draft_old_names", drafting.framework.slug)
