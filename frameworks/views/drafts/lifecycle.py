"""The life of a draft: its page, its start and end, its undo and redo."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.accounts.views.people import redirect_to_successor
from cpd_site.models import Organisation
from cpd_site.serving.decorators import PersonRequest, for_reading, reading_or_posting, signed_in
from frameworks import rules
from frameworks.actions import drafts, editing
from frameworks.actions.drafts import DraftRefused
from frameworks.actions.editing import Stale
from frameworks.desk.drafts import Drafting
from frameworks.forms.drafts import FrontPageForm, NewFrameworkForm, StartDraftForm
from frameworks.models import Edition
from frameworks.queries.gone_drafts import gone_draft
from frameworks.views.desk_pages import framework_for
from frameworks.views.drafts.drafting import (
    after,
    context_of,
    draft_page,
    of_draft,
    sentence,
    version_seen,
)

LISTS = {"old names": "draft_old_names", "kinds": "draft_kinds"}
"""Pages that offer to start a draft, as the desk calls them: who starts one there comes back."""


@for_reading
@of_draft
def draft(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """Show the grid, for editing in place."""
    return draft_page(request, drafting, part="HX-Request" in request.headers)


@reading_or_posting
@signed_in
def start(request: PersonRequest, slug: str) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_edit, "start a draft")
    leads_to = LISTS.get(request.POST.get("here", ""), "draft")
    if framework.has_draft:
        messages.info(request, "This framework has a draft already. Go on with it here.")
        return redirect(leads_to, slug)
    editions = framework.editions.at_their_addresses().newest_first()
    form = StartDraftForm(
        request.POST or None, editions=editions, initial={"edition": framework.current_edition_id}
    )
    if request.method == "POST" and (not editions or form.is_valid()):
        try:
            drafts.start(
                framework=framework,
                by=request.user,
                from_edition=form.cleaned_data["edition"] if editions else None,
            )
        except DraftRefused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "The draft is started. Readers see nothing of it yet.")
        return redirect(leads_to, slug)
    discarded = framework.editions.filter(status=Edition.Status.DISCARDED).order_by("-discarded_at")
    context = {
        "framework": framework,
        "form": form,
        "followed": None if editions else drafts.followed_edition(framework),
        "discarded": discarded,
        "cancel": reverse("desk"),
        "section": "desk",
    }
    return render(request, "drafts/draft_start.html", context)


@reading_or_posting
@signed_in
def new_framework(request: PersonRequest, slug: str) -> HttpResponse:
    """Start a framework that an organisation does not have yet."""
    organisation = get_object_or_404(Organisation, slug=slug)
    redirect_to_successor(request, organisation)
    rules.demand(rules.may_begin(request.user, organisation))
    form = NewFrameworkForm(
        request.POST or None,
        frameworks=rules.listed_for(request.user).filter(current_edition__isnull=False),
    )
    if request.method == "POST" and form.is_valid():
        made = drafts.start_framework(
            organisation=organisation, by=request.user, **form.cleaned_data
        )
        messages.success(request, "The draft is started. Add its stages and columns first.")
        return redirect("draft", made.framework.slug)
    context = {"organisation": organisation, "form": form, "cancel": reverse("desk")}
    return render(request, "drafts/framework_new.html", {**context, "section": "desk"})


@reading_or_posting
@of_draft
def discard(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """Ask, then discard."""
    if request.method == "POST":
        drafts.discard(edition=drafting.edition, by=request.user)
        messages.success(request, "The draft is discarded. You can restore it for 30 days.")
        return redirect("draft_start", drafting.framework.slug)
    return render(request, "drafts/draft_discard.html", context_of(drafting))


@require_POST
@signed_in
def restore(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_edit, "restore a draft")
    discarded = get_object_or_404(framework.editions, number=number)
    try:
        drafts.restore(edition=discarded, by=request.user)
    except DraftRefused as refused:
        messages.warning(request, str(refused))
        return redirect("draft_start", slug)
    messages.success(request, "The draft is restored as it was.")
    return redirect("draft", slug)


@require_POST
@of_draft
def undo(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    seen = version_seen(request.POST, "seen")
    event = editing.undo(edition=drafting.edition, by=request.user, seen=seen)
    return after(request, drafting, sentence("Undone", event.about), event=event)


@require_POST
@of_draft
def redo(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    seen = version_seen(request.POST, "seen")
    event = editing.redo(edition=drafting.edition, by=request.user, seen=seen)
    return after(request, drafting, sentence("Done again", event.about), event=event)


@require_POST
@signed_in
def here(request: PersonRequest, slug: str) -> HttpResponse:
    """Note that somebody has the page open; return who else has, or that the draft is gone.

    `draft` is the number of the draft that the page shows: there may be another one by now.
    """
    framework = framework_for(request, slug, rules.may_edit)
    draft = framework.editions.drafts().first()
    asked = request.POST.get("draft", "")[:9]
    number = int(asked) if asked.isdecimal() else None
    if draft is None or number not in (None, draft.number):
        gone = gone_draft(framework, request.user, number)
        return render(request, "drafts/_draft_gone.html", {"gone": gone})
    editing.note_presence(edition=draft, by=request.user)
    drafting = Drafting(framework, draft, request.user)
    return render(request, "drafts/_draft_others.html", {"drafting": drafting})


@reading_or_posting
@of_draft
def front_page(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    stored = drafting.edition
    form = FrontPageForm(request.POST or None, instance=Edition.objects.get(pk=stored.pk))
    if request.method == "POST" and form.is_valid():
        try:
            event = editing.change_front_page(
                edition=stored, by=request.user, seen=form.seen, **form.cleaned_data
            )
        except Stale:
            form.add_colleague_error(stored.front_page)
        else:
            message = "The front page is saved." if event else "Nothing was changed."
            messages.success(request, message)
            return redirect("draft", drafting.framework.slug)
    return render(request, "drafts/draft_front_page.html", context_of(drafting, form=form))
