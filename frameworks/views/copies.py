"""Make a copy of a framework, in two steps; set who sees it, and whether it follows."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.models import Membership, Organisation
from cpd_site.serving.decorators import (
    PersonRequest,
    explained_by,
    for_reading,
    reading_or_posting,
    signed_in,
)
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.actions import copies, reminders
from frameworks.actions.copies import CopiedAlready, CopyRefused
from frameworks.desk.overview import NextStep
from frameworks.forms.copies import CopyForm, SharingForm, VisibilityForm
from frameworks.forms.reminders import WantRemindersForm
from frameworks.models import Edition, Framework
from frameworks.queries.readers import readers_of
from frameworks.queries.reading import Reading, find
from frameworks.views.desk_pages import framework_for

Role = Membership.Role

EXPLAINED = "copies/_copy_explained.html"


@explained_by(EXPLAINED)
@for_reading
@signed_in
def where(request: PersonRequest, slug: str) -> HttpResponse:
    """Step one: choose the organisation to copy for. Says where a person may not, and why."""
    reading = find(slug, reader=request.user)
    prefetch_related_objects([request.user], "memberships__organisation")
    memberships = sorted(request.user.memberships.all(), key=lambda each: each.organisation.name)
    theirs = [each.organisation_id for each in memberships]
    there = {
        copy.organisation_id: copy
        for copy in Framework.objects.filter(
            follows=reading.framework, organisation__in=theirs
        ).select_related("organisation")
    }
    stopped = {copy.organisation_id: copy for copy in _that_stopped(reading.framework, theirs)}
    context = {
        "reading": reading,
        "framework": reading.framework,
        "edition": reading.edition,
        "places": [
            (
                each.organisation,
                Role(each.role),
                _step(request, reading, each, there.get(each.organisation_id)),
                None if each.organisation_id in there else stopped.get(each.organisation_id),
            )
            for each in memberships
        ],
        "section": "desk",
    }
    return render(request, "copies/copy_where.html", context)


def _that_stopped(framework: Framework, organisations: Collection[int]) -> QuerySet[Framework]:
    """Return the copies of these organisations that no longer follow this framework."""
    return Framework.objects.filter(
        organisation__in=organisations,
        follows=None,
        pk__in=Edition.objects.filter(based_on__framework=framework).values("framework"),
    )


def _step(
    request: PersonRequest, reading: Reading, member: Membership, there: Framework | None
) -> NextStep:
    """Return the link to make the copy, or to open the one there is, or why neither."""
    organisation = member.organisation
    if organisation.pk == reading.framework.organisation_id:
        message = f"This framework is {organisation.short_name}’s own: start a draft of it instead."
        return NextStep("Make our copy", "", rules.Verdict(False, message))
    if there is not None:
        return NextStep("Open our copy", _open(request, there), rules.YES)
    address = reverse("copy_make", args=[reading.framework.slug, organisation.slug])
    answer = rules.may_copy(request.user, reading.framework, organisation)
    return NextStep("Make our copy", address, answer)


def _open(request: PersonRequest, copy: Framework) -> str:
    """Return where work on a copy goes on: at its draft, or on its page for readers."""
    if rules.may_edit(request.user, copy):
        return copy.get_draft_url()
    return copy.get_absolute_url() if copy.current_edition_id else reverse("desk")


@explained_by(EXPLAINED)
@reading_or_posting
@signed_in
def make(request: PersonRequest, slug: str, organisation: str) -> HttpResponse:
    """Step two: name the copy and choose who sees it. Leads to the draft."""
    reading = find(slug, reader=request.user)
    framework = reading.framework
    ours = _organisation_of(request, slug, organisation)
    rules.demand(rules.may_copy(request.user, framework, ours))
    readers = readers_of(ours)
    form = CopyForm(
        request.POST or None,
        readers=readers,
        followed=framework,
        initial={"title": framework.title, "visibility": Framework.Visibility.MEMBERS},
    )
    if request.method == "POST" and form.is_valid():
        try:
            draft = copies.make(
                framework=framework, organisation=ours, by=request.user, **form.cleaned_data
            )
        except CopiedAlready as already:
            messages.info(request, f"{already} Go on with it here.")
            return redirect(_open(request, already.copy))
        except CopyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                f"This is {ours.short_name}’s copy. "
                "Readers see nothing of it before you publish it.",
            )
            return redirect("draft", draft.framework.slug)
    context = {
        "reading": reading,
        "framework": framework,
        "edition": reading.edition,
        "organisation": ours,
        "readers": readers,
        "form": form,
        "cancel": reverse("copy_where", args=[slug]),
        "section": "desk",
    }
    return render(request, "copies/copy_make.html", context)


def _organisation_of(request: PersonRequest, slug: str, organisation: str) -> Organisation:
    """Return the organisation, if this person belongs to it. Raises NotHere."""
    memberships = request.user.memberships.select_related("organisation")
    member = memberships.filter(organisation__slug=organisation).first()
    if member is None:
        raise NotHere(
            "You do not belong to that organisation.",
            [("Choose one of yours", reverse("copy_where", args=[slug]))],
        )
    return member.organisation


@reading_or_posting
@signed_in
def sharing(request: PersonRequest, slug: str) -> HttpResponse:
    """Edit who sees a framework, and what it follows."""
    framework = framework_for(request, slug, rules.may_edit, "change who sees it")
    may = rules.may_set_visibility(request.user, framework)
    if request.method == "POST":
        rules.demand(may)
    origin = copies.origin_of(framework)
    form = VisibilityForm(
        request.POST or None,
        readers=readers_of(framework.organisation),
        followed=origin,
        initial={"visibility": framework.visibility},
    )
    if request.method == "POST" and form.is_valid():
        try:
            copies.change_visibility(framework=framework, by=request.user, **form.cleaned_data)
        except CopyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "It is saved who sees it.")
            return redirect("framework_sharing", slug)
    context: dict[str, Any] = {
        "framework": framework,
        "form": form,
        "sharing": _sharing_form(framework, origin),
        "reminders": _reminders_form(framework),
        "may": may,
        "origin": origin,
        "here": "sharing",
        "cancel": reverse("desk"),
        "section": "desk",
    }
    return render(request, "copies/framework_sharing.html", context)


def _sharing_form(framework: Framework, origin: Framework | None) -> SharingForm | None:
    """Return the form for sharing wordings, of a framework that follows another."""
    if origin is None:
        return None
    initial = {"shares": framework.shares_wording}
    form = SharingForm(whose=origin.organisation.short_name, initial=initial)
    form.helper.form_action = reverse("copy_share_wording", args=[framework.slug])
    return form


def _reminders_form(framework: Framework) -> WantRemindersForm | None:
    """Return the form for reminders, of a framework that follows another now."""
    if framework.follows is None:
        return None
    whose = framework.follows.organisation.short_name
    form = WantRemindersForm(whose=whose, initial={"wants": framework.wants_reminders})
    form.helper.form_action = reverse("copy_reminders", args=[framework.slug])
    return form


@require_POST
@signed_in
def share_wording(request: PersonRequest, slug: str) -> HttpResponse:
    """Share how lines were reworded with the authority, or stop sharing."""
    framework = framework_for(request, slug, rules.may_set_visibility, "share its wording")
    shares = "shares" in request.POST
    try:
        copies.share_wording(framework=framework, by=request.user, shares=shares)
    except CopyRefused as refused:
        messages.warning(request, str(refused))
    else:
        message = "Your wording is shared." if shares else "Your wording is shared with nobody."
        messages.success(request, message)
    return redirect("framework_sharing", slug)


@require_POST
@signed_in
def want_reminders(request: PersonRequest, slug: str) -> HttpResponse:
    """Turn reminders of a waiting edition on or off."""
    framework = framework_for(request, slug, rules.may_edit, "say whether it is reminded")
    wants = "wants" in request.POST
    reminders.want_reminders(framework=framework, by=request.user, wants=wants)
    message = "You can be reminded of updates." if wants else "You are not reminded any more."
    messages.success(request, message)
    return redirect("framework_sharing", slug)


@require_POST
@signed_in
def follow(request: PersonRequest, slug: str, again: bool) -> HttpResponse:
    """Stop following, or follow again."""
    framework = framework_for(request, slug, rules.may_edit, "change what it follows")
    act = copies.follow_again if again else copies.stop_following
    try:
        act(framework=framework, by=request.user)
    except CopyRefused as refused:
        messages.warning(request, str(refused))
    else:
        message = "follows again" if again else "follows no more; what it says stays"
        messages.success(request, f"{framework.title} {message}.")
    return redirect("framework_sharing", slug)
