"""The lines of a draft that name what is closed or renamed, with words of today to take."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading
from frameworks.actions import editing
from frameworks.actions.editing import Stale
from frameworks.desk.drafts import Drafting
from frameworks.views.drafts.drafting import context_of, in_words, of_draft
from opportunities.editing.lines import CannotEdit
from opportunities.layout.old_names import old_names, take_words_of_today


@for_reading
@of_draft
def listed(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """What is certain first, then what only may have changed."""
    found = [(one, drafting.versions[one.line.key]) for one in old_names(drafting.grid)]
    context = context_of(
        drafting,
        here="old names",
        known=[pair for pair in found if pair[0].fates],
        doubtful=[pair for pair in found if not pair[0].fates],
    )
    return render(request, "drafts/draft_old_names.html", context)


@require_POST
@of_draft
def take(request: PersonRequest, drafting: Drafting, key: UUID) -> HttpResponse:
    """The proposed words into the draft, unless the line changed since they were shown."""
    version = request.POST.get("version", "")[:9]
    seen = {key: int(version) if version.isascii() and version.isdecimal() else 0}
    try:
        event = editing.change(
            edition=drafting.edition,
            by=request.user,
            do=partial(take_words_of_today, key=key),
            seen=seen,
        )
    except CannotEdit as cannot:
        messages.warning(request, str(cannot))
    except Stale:
        messages.warning(request, "Somebody else changed this line. See what is proposed now.")
    else:
        messages.success(request, f"{in_words(event)} It can be undone in the draft.")
    return redirect("draft_old_names", drafting.framework.slug)
