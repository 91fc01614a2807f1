"""Finding words in a draft, and replacing them everywhere after every place was shown."""

from collections.abc import Iterable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cpd_site.serving.decorators import PersonRequest, reading_or_posting
from frameworks.actions import editing
from frameworks.desk.drafts import Drafting
from frameworks.desk.replacing import Replacement, offered
from frameworks.forms.replacing import ReplaceForm
from frameworks.models import Event
from frameworks.queries import draft_events
from frameworks.views.drafts.drafting import context_of, in_words, of_draft, version_seen
from opportunities.editing.lines import CannotEdit
from opportunities.editing.replacing import HitsChanged, replace_in


@reading_or_posting
@of_draft
def replace(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """A GET shows what is found, and how it would read; a POST replaces what was ticked."""
    data = request.POST if request.method == "POST" else request.GET
    form = ReplaceForm(data if "find" in data else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, drafting, form)
    found = Replacement(
        drafting,
        form.asked,
        form.around_too,
        ticked=data.getlist("line"),
        seen=data.get("seen", ""),
    )
    if request.method == "GET" or not found.is_preview:
        return _page(request, drafting, form, found)
    do = partial(
        replace_in, asked=form.asked, ids=found.ticked, seen=found.seen, around=form.around_too
    )
    try:
        event = editing.change(edition=drafting.edition, by=request.user, do=do)
    except HitsChanged:
        now = Replacement(
            Drafting(drafting.framework, drafting.edition, request.user),
            found.asked,
            found.around,
            ticked=found.ticked,
            seen=found.seen,
        )
        since = draft_events.since(drafting.edition, version_seen(request.POST, "from"))
        return _page(request, drafting, form, now, since=list(since), is_changed=True)
    except CannotEdit as cannot:
        form.add_error(None, str(cannot))
        return _page(request, drafting, form, found)
    left = f" Left as they are: {found.left}." if found.left else ""
    messages.success(request, f"{in_words(event)}{left} “Undo” takes all of it back.")
    return redirect("draft", drafting.framework.slug)


def _page(
    request: PersonRequest,
    drafting: Drafting,
    form: ReplaceForm,
    found: Replacement | None = None,
    *,
    since: Iterable[Event] = (),
    is_changed: bool = False,
) -> HttpResponse:
    context = context_of(
        drafting,
        form=form,
        found=found,
        offered=() if found else offered(drafting),
        since=since,
        is_changed=is_changed,
        latest=draft_events.latest(drafting.edition),
    )
    return render(request, "drafts/draft_replace.html", context)
