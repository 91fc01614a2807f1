"""Lines offered back to the authority: offered from a copy or its draft, answered there."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere
from cpd_site.serving.pagination import links_to, with_page
from frameworks import rules
from frameworks.actions import suggestions
from frameworks.actions.drafts import DraftRefused
from frameworks.actions.suggestions import SuggestionRefused
from frameworks.desk.drafts import Drafting
from frameworks.forms.drafts import show_instead
from frameworks.forms.suggestions import DeclineForm, OfferForm, TakeForm
from frameworks.models import Edition, Framework, Suggestion
from frameworks.queries.suggestions import (
    MOST,
    ReceivedSuggestion,
    fingerprint_of,
    grid_of,
    offerable,
    received,
    sent,
)
from frameworks.views.desk_pages import draft_of, framework_for
from frameworks.views.drafts.drafting import context_of, of_copy, warn_of_lapse
from frameworks.views.gone import resubmit_words
from opportunities.editing.lines import CannotEdit
from opportunities.editing.suggestions import Offer

NOT_DONE = (SuggestionRefused, CannotEdit, DraftRefused)


@for_reading
@signed_in
def listed(request: PersonRequest, slug: str) -> HttpResponse:
    """List what was offered to this framework, and what it offered, the open ones first."""
    framework = framework_for(request, slug, rules.may_see_suggestions, "see what is suggested")
    theirs = _page(request, framework.suggestions, "page")
    ours = _page(request, framework.offered, "ours")
    may = rules.may_edit(request.user, framework)
    offers = _offers(request, framework) if may else Paginator([], MOST).get_page(1)
    context = {
        "framework": framework,
        "theirs": theirs,
        "received": received(framework, list(theirs)),
        "their_pages": links_to(theirs, with_page(request.GET)),
        "ours": ours,
        "sent": sent(list(ours)),
        "our_pages": links_to(ours, with_page(request.GET, "ours")),
        "offers": offers,
        "offer_pages": links_to(offers, with_page(request.GET, "lines")),
        "may": may,
        "here": "suggestions",
        "section": "desk",
    }
    return render(request, "suggestions/suggestion_list.html", context)


def _offers(request: PersonRequest, framework: Framework) -> Page[Offer]:
    """Return what readers of a copy see now and could be offered, without a draft."""
    has_any = framework.follows_id and framework.current_edition_id
    edition = suggestions.current_of(framework) if has_any else None
    follows = edition and edition.based_on and edition.based_on.framework_id == framework.follows_id
    offers = offerable(edition) if edition and follows else []
    return Paginator(offers, MOST).get_page(request.GET.get("lines"))


@reading_or_posting
@of_copy
def offer(request: PersonRequest, drafting: Drafting, key: UUID) -> HttpResponse:
    """Offer a line of the draft."""
    do = partial(suggestions.offer, draft=drafting.edition, by=request.user, key=key)
    return _offer(request, drafting.edition, key, do, context_of(drafting))


@reading_or_posting
@signed_in
def offer_published(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    """Offer a line that readers of the copy see now; there may be no draft."""
    framework = framework_for(request, slug, rules.may_edit, "offer a line")
    address = reverse("suggestions", args=[slug])
    edition = suggestions.current_of(framework)
    if edition is None:
        raise NotHere("Nothing of this copy is published now.", [("Suggestions", address)])
    do = partial(suggestions.offer_published, copy=framework, by=request.user, key=key)
    context = {"framework": framework, "cancel": address, "section": "desk"}
    return _offer(request, edition, key, do, context)


def _offer(
    request: PersonRequest,
    edition: Edition,
    key: UUID,
    do: Callable[..., Suggestion],
    context: dict[str, Any],
) -> HttpResponse:
    """Show the words of a line and what the authority will see, and ask for the reason."""
    try:
        followed = suggestions.followed_by(edition)
        made = suggestions.offer_from(edition, key)
    except (SuggestionRefused, CannotEdit) as refused:
        messages.warning(request, str(refused))
        return redirect(context["cancel"])
    seen = fingerprint_of(made.words)
    form = OfferForm(request.POST or None, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            do(why=data["why"], seen=data["seen"])
        except (SuggestionRefused, CannotEdit) as refused:
            form.add_error(None, str(refused))
            show_instead(form, {"seen": seen})
        else:
            whose = followed.organisation.short_name
            messages.success(
                request, f"It is offered to {whose}. You get an e-mail when they answer."
            )
            return redirect("suggestions", edition.framework.slug)
    context |= {"form": form, "offer": made, "followed": followed, "here": "suggestions"}
    return render(request, "suggestions/suggestion_offer.html", context)


@require_POST
@signed_in
def take_back(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_edit, "take back a suggestion")
    suggestion = _found(framework, framework.offered, pk)
    return _done(
        request,
        framework,
        lambda: suggestions.take_back(suggestion=suggestion, by=request.user),
        "It is taken back.",
    )


@require_POST
@signed_in
def take(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Accept a suggestion as it was offered."""
    framework, suggestion = _offered_to(request, slug, pk)
    seen = request.POST.get("seen", "")
    return _done(
        request,
        framework,
        lambda: suggestions.take(suggestion=suggestion, by=request.user, seen=seen),
        f"It is in your draft. {_mail_sentence(suggestion)}",
    )


@reading_or_posting
@signed_in
def take_changed(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Accept a suggestion with other words, in another cell or with another provider."""
    framework, suggestion = _offered_to(request, slug, pk)
    if not suggestion.is_open:
        return _answered_already(request, framework)
    grid, draft = grid_of(framework), draft_of(framework)
    received = ReceivedSuggestion(suggestion, grid)
    form = TakeForm(request.POST or None, received=received, grid=grid)
    if request.method == "POST" and form.is_valid():
        try:
            suggestions.take(suggestion=suggestion, by=request.user, **form.taken)
        except NOT_DONE as refused:
            form.add_error(None, str(refused))
            show_instead(form, {"seen": received.fingerprint})
        else:
            messages.success(request, f"It is in your draft. {_mail_sentence(suggestion)}")
            warn_of_lapse(request, draft)
            return redirect("suggestions", slug)
    return _asked(request, "suggestions/suggestion_take.html", framework, received, form)


@reading_or_posting
@signed_in
def decline(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the reason, which the school reads, then decline."""
    framework, suggestion = _offered_to(request, slug, pk)
    if not suggestion.is_open:
        return _answered_already(request, framework)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(
            request,
            framework,
            lambda: suggestions.decline(suggestion=suggestion, by=request.user, reason=reason),
            f"It is declined. {_mail_sentence(suggestion)}",
        )
    received = ReceivedSuggestion(suggestion, grid_of(framework))
    return _asked(request, "suggestions/suggestion_decline.html", framework, received, form)


def _offered_to(request: PersonRequest, slug: str, pk: int) -> tuple[Framework, Suggestion]:
    """Return a suggestion to this framework for somebody who may answer it."""
    framework = framework_for(request, slug, rules.may_edit, "answer a suggestion")
    return framework, _found(framework, framework.suggestions, pk)


def _found(framework: Framework, among: Any, pk: int) -> Suggestion:
    suggestion: Suggestion | None = among.listed().filter(pk=pk).first()
    if suggestion is None:
        raise NotHere(
            "There is no such suggestion.",
            [("Suggestions", reverse("suggestions", args=[framework.slug]))],
        )
    return suggestion


def _page(request: PersonRequest, among: Any, name: str) -> Page[Suggestion]:
    rows: QuerySet[Suggestion] = among.listed()
    return Paginator(rows, MOST).get_page(request.GET.get(name))


def _done(
    request: PersonRequest, framework: Framework, act: Callable[[], object], message: str
) -> HttpResponse:
    """Redirect to the list, with the sentence that says what was done, or why not."""
    draft = draft_of(framework)
    try:
        act()
    except NOT_DONE as refused:
        address = reverse("suggestions", args=[framework.slug])
        if response := resubmit_words(request, str(refused), [("Suggestions", address)]):
            return response
        messages.warning(request, str(refused))
    else:
        messages.success(request, message)
        warn_of_lapse(request, draft)
    return redirect("suggestions", framework.slug)


def _answered_already(request: PersonRequest, framework: Framework) -> HttpResponse:
    """Answer that a colleague was quicker; the written words come back."""
    address = reverse("suggestions", args=[framework.slug])
    message = "A colleague has answered this suggestion already."
    if response := resubmit_words(request, message, [("See the answer", address)]):
        return response
    messages.info(request, "This suggestion is answered already.")
    return redirect("suggestions", framework.slug)


def _asked(
    request: PersonRequest,
    template: str,
    framework: Framework,
    received: ReceivedSuggestion,
    form: Any,
) -> HttpResponse:
    context = {
        "framework": framework,
        "one": received,
        "form": form,
        "cancel": reverse("suggestions", args=[framework.slug]),
        "here": "suggestions",
        "section": "desk",
    }
    return render(request, template, context)


def _mail_sentence(suggestion: Suggestion) -> str:
    return f"{suggestion.copy.organisation.short_name} is told by e-mail."
