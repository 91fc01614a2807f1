"""The pages from which a publisher publishes a draft and withdraws an edition."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, reading_or_posting, signed_in
from cpd_site.serving.moments import day_and_time
from frameworks import rules
from frameworks.actions import publishing, withdrawing
from frameworks.actions.locks import NoDraft, NotPublished
from frameworks.checks import findings as checks
from frameworks.checks import labels
from frameworks.checks.own import own_findings
from frameworks.forms.publishing import ConfirmForm, PublishForm, WithdrawForm
from frameworks.models import Edition, Framework
from frameworks.queries import changes, due, impact, update_reports
from frameworks.queries.readers import readers_if_private
from frameworks.views.desk_pages import draft_of, framework_for, place_links
from frameworks.views.gone import no_draft, resubmit_words
from opportunities import store

MOST_PLACES = 6
"""The number of places of a finding to link; the others are counted."""


@reading_or_posting
@signed_in
def publish(request: PersonRequest, slug: str) -> HttpResponse:
    """Show what the draft changes, what the checks found, and the form.

    Without a draft, the editions. Editors see the page too, to mend what was found; the form is for
    publishers.
    """
    rule = rules.may_publish if request.method == "POST" else rules.may_edit
    framework = framework_for(request, slug, rule, "publish")
    draft = draft_of(framework)
    if draft is None:
        if request.method == "POST":
            return _gone(request, framework, "There is no draft any more: somebody was first.")
        return _without_draft(request, framework)
    since = changes.since_published(draft)
    taken = frozenset(framework.editions.at_their_addresses().values_list("slug", flat=True))
    step = request.POST.get("step")
    form = _form(request, draft, since, taken)
    if step in ("check", "publish") and form.is_valid():
        if step == "publish":
            if done := _publish(request, draft, form):
                return done
            form = _looked_at_anew(form, draft, since)
        elif not checks.blockers(publishing.to_check(draft, None, since)):
            return _confirm(request, draft, since, form)
    foreseen = impact.draft_impact_if_quick(draft, since, corrects_only=draft.corrects_only)
    form.adapt_help_texts(is_private=framework.is_private, is_followed=_is_followed(foreseen))
    context = {
        "framework": framework,
        "edition": draft,
        "since": since,
        "form": form,
        "checks": _checks(framework, draft, since),
        "editions": _editions(framework),
        "open_comments": draft.comments.open().count(),
        "may_publish": rules.may_publish(request.user, framework),
        "foreseen": foreseen,
        "is_followed": _is_followed(foreseen),
        "whose": draft.based_on.framework.organisation.short_name if draft.based_on else "",
        "readers": readers_if_private(framework),
        "due": _due(request, draft, since),
        "section": "desk",
    }
    return render(request, "publishing/draft_publish.html", context)


def _form(
    request: HttpRequest, draft: Edition, since: changes.SincePublished, taken: frozenset[str]
) -> PublishForm:
    fingerprint = changes.fingerprint(draft, since.after)
    of_draft: dict[str, Any] = {"taken": taken, "is_first": since.before is None}
    if request.method == "POST":
        form = PublishForm(request.POST, **of_draft)
        if request.POST.get("step") == "edit":  # back from the confirmation: as typed, unjudged
            form = PublishForm(initial={**request.POST.dict(), "seen": fingerprint}, **of_draft)
            form.initial["corrects_only"] = bool(request.POST.get("corrects_only"))
        return form
    newest = since.before.label if since.before else ""
    initial: dict[str, Any] = {
        "label": draft.label or labels.suggested(taken, newest, timezone.localdate()),
        "note": draft.note,
        "corrects_only": draft.corrects_only,
        "seen": fingerprint,
    }
    if draft.due_at:
        at = timezone.localtime(draft.due_at)
        initial |= {"when": "later", "date": at.date(), "time": at.time()}
    return PublishForm(initial=initial, **of_draft)


def _publish(request: PersonRequest, draft: Edition, form: PublishForm) -> HttpResponse | None:
    """Publish now or set a date; None where it was refused and the form says why."""
    details = form.details
    try:
        if at := form.at:
            publishing.schedule(edition=draft, by=request.user, at=at, **details)
            message = f"“{details['label']}” will be published on {day_and_time(at)}."
        else:
            publishing.publish(edition=draft, by=request.user, **details)
            message = f"“{details['label']}” is published. {_seen_by(draft.framework)}"
    except NoDraft as refusal:
        return _gone(request, draft.framework, str(refusal))
    except NotPublished as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, message)
    return redirect("draft_publish", draft.framework.slug)


def _seen_by(framework: Framework) -> str:
    readers = readers_if_private(framework)
    return f"{readers.words.capitalize()} can read it now." if readers else "Readers see it now."


def _due(request: PersonRequest, draft: Edition, since: changes.SincePublished) -> due.Due | None:
    """Return the date and what stops it, checks of its label included."""
    stopped = ""
    if draft.due_at:
        found = checks.blockers(publishing.to_check(draft, draft.label, since))
        stopped = " ".join(finding.sentence for finding in found)
    return due.due_of(draft, request.user, lambda: since.after, stopped)


def _gone(request: PersonRequest, framework: Framework, message: str) -> HttpResponse:
    """Answer that the draft is gone, with the note that was typed for it, if any."""
    gone = no_draft(request, framework)
    if request.POST.get("note", "").strip() and (
        response := resubmit_words(request, gone.reason, gone.instead)
    ):
        return response
    messages.warning(request, message)
    return redirect("draft_publish", framework.slug)


def _looked_at_anew(
    form: PublishForm, draft: Edition, since: changes.SincePublished
) -> PublishForm:
    """Return the form as typed, with its errors, for the draft as the page shows it now."""
    form.data = {**dict(form.data.items()), "seen": changes.fingerprint(draft, since.after)}
    return form


def _confirm(
    request: HttpRequest, draft: Edition, since: changes.SincePublished, form: PublishForm
) -> HttpResponse:
    corrects_only = form.details["corrects_only"]
    foreseen = impact.draft_impact_if_quick(draft, since, corrects_only=corrects_only)
    confirm = ConfirmForm(request.POST, taken=form.taken, is_first=since.before is None)
    context = {
        "framework": draft.framework,
        "edition": draft,
        "since": since,
        "form": confirm,
        "values": form.cleaned_data,
        "at": form.at,
        "warnings": len(_found(draft, since)),
        "readers": readers_if_private(draft.framework),
        "followers": draft.framework.followers.count(),
        "foreseen": foreseen,
        "is_followed": _is_followed(foreseen),
        "corrects_only": corrects_only,
        "section": "desk",
    }
    return render(request, "publishing/draft_publish_confirm.html", context)


def _is_followed(foreseen: impact.DraftImpact | None) -> bool:
    """Return whether any copy follows. An impact that takes long to compute has many."""
    return foreseen is None or bool(foreseen.impact.copies)


@require_POST
@signed_in
def keep_date(request: PersonRequest, slug: str) -> HttpResponse:
    """Restore the date that a change ended, for the draft as it was seen."""
    framework = framework_for(request, slug, rules.may_publish, "keep the date to publish")
    draft = draft_of(framework)
    seen = request.POST.get("seen", "")
    try:
        if draft is None:
            raise no_draft(request, framework)
        dated_draft = publishing.keep_date(edition=draft, by=request.user, seen=seen)
    except NotPublished as refusal:
        messages.warning(request, str(refusal))
        return redirect("draft_publish", slug)
    at = day_and_time(dated_draft.due_at)
    messages.success(
        request,
        f"The date is kept: “{dated_draft.label}” will be published on {at}, with the changes.",
    )
    return redirect("draft" if request.POST.get("from") == "draft" else "draft_publish", slug)


@require_POST
@signed_in
def unschedule(request: PersonRequest, slug: str) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_publish, "call off a publication")
    draft = draft_of(framework)
    try:
        if draft is not None:
            publishing.unschedule(edition=draft, by=request.user)
            messages.success(request, "The date is taken away. The draft is as it was.")
    except NoDraft as refusal:
        messages.warning(request, str(refusal))
    return redirect("draft_publish", slug)


@reading_or_posting
@signed_in
def withdraw(request: PersonRequest, slug: str, label: str) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_publish, "withdraw an edition")
    editions = framework.editions.at_their_addresses().select_related("framework")
    edition = get_object_or_404(editions, slug=label)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            withdrawing.withdraw(edition=edition, by=request.user, reason=reason)
        except withdrawing.NothingToWithdraw as refusal:
            messages.warning(request, str(refusal))
            return redirect("draft_publish", slug)
        except withdrawing.NotWithdrawn as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, f"{edition.name} is withdrawn.")
            return redirect(edition)
    before = framework.editions.published().exclude(pk=edition.pk).newest_first().first()
    context = {
        "framework": framework,
        "edition": edition,
        "before": before,
        "form": form,
        "cancel": reverse("draft_publish", args=[framework.slug]),
        "section": "desk",
    }
    return render(request, "publishing/edition_withdraw.html", context)


def _without_draft(request: PersonRequest, framework: Framework) -> HttpResponse:
    context = {
        "framework": framework,
        "editions": _editions(framework),
        "may_publish": rules.may_publish(request.user, framework),
        "followers": framework.followers.count(),
        "readers": readers_if_private(framework),
        "section": "desk",
    }
    return render(request, "publishing/draft_published.html", context)


def _editions(framework: Framework) -> list[Edition]:
    """Return the editions, newest first; those of a copy with what came in with them."""
    newest = framework.editions.at_their_addresses().newest_first()
    newest = newest.annotate(comment_count=Count("comments"))
    editions: list[Edition] = list(newest.select_related("framework", "published_by"))
    update_reports.attach_reports(editions)
    return editions


def _found(draft: Edition, since: changes.SincePublished) -> tuple[checks.Finding, ...]:
    """Return the findings; in a copy, only those that its own people can answer for."""
    to_check = publishing.to_check(draft, None, since)
    if (base := draft.based_on) is None:
        return checks.findings(to_check)
    return own_findings(to_check, store.read_visible(base.grid))


def _checks(
    framework: Framework, draft: Edition, since: changes.SincePublished
) -> dict[str, list[dict[str, Any]]]:
    """Return blockers and warnings by code, each with links to its places."""
    grouped: dict[str, list[dict[str, Any]]] = {"blocker": [], "warning": []}
    for (severity, code), findings in groupby(
        _found(draft, since), key=lambda one: (one.severity, one.code)
    ):
        grouped[severity].append(
            {
                "title": checks.TITLES[code],
                "findings": [
                    {
                        "sentence": finding.sentence,
                        "places": place_links(framework, since.after, finding.places[:MOST_PLACES]),
                        "more": max(0, len(finding.places) - MOST_PLACES),
                    }
                    for finding in findings
                ],
            }
        )
    return grouped
