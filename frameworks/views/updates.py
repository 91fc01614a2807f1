"""Updating a copy: deciding, a preview of the result, and the report of what came in."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading, form_only, signed_in
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.actions import reasons, updates
from frameworks.actions.drafts import DraftRefused
from frameworks.actions.reasons import ReasonRefused
from frameworks.actions.updates import UpdateRefused
from frameworks.desk.updates import DecisionCard, UpdatePage
from frameworks.forms.updates import ChoiceForm
from frameworks.models import Edition, Framework
from frameworks.queries.reading import Reading
from frameworks.queries.update_reports import reports
from frameworks.queries.updates import UpdatePlan, update_of, why_nothing_pending
from frameworks.views.desk_pages import draft_of, framework_for
from frameworks.views.drafts.drafting import is_htmx, sent_to, warn_of_lapse
from frameworks.views.edition_pages import RenderPage, no_store
from frameworks.views.gone import resubmit_words
from opportunities.comparing.word_diff import compare_lines
from opportunities.grid.snapshot import GridSnapshot
from opportunities.merge import Answer as Said
from opportunities.merge import DecisionKind, as_followers_see

TO = "update to a newer edition"

type OfQuestion = Callable[[PersonRequest, UpdatePage, DecisionCard, ChoiceForm], HttpResponse]


@for_reading
@signed_in
def update(request: PersonRequest, slug: str) -> HttpResponse:
    """Show the pending update, question by question; else why there is none, and reports."""
    return _page(request, framework_for(request, slug, rules.may_edit, TO))


def of_question(answer: OfQuestion) -> Callable[..., HttpResponse]:
    """Wrap a POST about one question of an update, with everything typed in its form."""

    @form_only
    @signed_in
    @wraps(answer)
    def view(request: PersonRequest, slug: str, item: str) -> HttpResponse:
        framework = framework_for(request, slug, rules.may_edit, TO)
        page = _update_of(framework)
        found = page.item(item) if page else None
        if page is None or found is None:
            return _not_asked(request, framework)
        return answer(request, page, found[1], page.form(found[1].item, request.POST))

    return view


@of_question
def choose(
    request: PersonRequest, page: UpdatePage, question: DecisionCard, form: ChoiceForm
) -> HttpResponse:
    if form.is_valid() and _chosen(request, page, form):
        return _after_choice(request, page, question, form)
    form.show_now()
    return _asked_again(request, page, form, question.id)


def _not_asked(request: PersonRequest, framework: Framework) -> HttpResponse:
    """Answer that the question, or the draft, is gone; the words written for it come back."""
    address, sentence = _address(framework.slug), "This is not asked any more."
    wrote = any(
        (name.endswith("answer") and value == Said.OWN)
        or (name.endswith(("reason", "words")) and value)
        for name, value in request.POST.items()
    )
    if wrote and (
        response := resubmit_words(request, sentence, [("See what the update does now", address)])
    ):
        return response
    messages.warning(request, f"{sentence} See what the update does now.")
    return sent_to(request, address)


@of_question
def take_back(
    request: PersonRequest, page: UpdatePage, question: DecisionCard, form: ChoiceForm
) -> HttpResponse:
    """Undo an answer. The form is that of the question, so the words typed in it are kept."""
    try:
        updates.take_back(
            draft=updates.begin(framework=page.framework, by=request.user),
            by=request.user,
            decision_id=form.item.id,
            seen_version=form.seen_version,
        )
    except (UpdateRefused, DraftRefused) as refused:
        form.add_error(None, str(refused))
        form.show_now()
        return _asked_again(request, page, form, question.id)
    return _after_choice(request, page, question, form)


@of_question
def ask_why(
    request: PersonRequest, page: UpdatePage, question: DecisionCard, form: ChoiceForm
) -> HttpResponse:
    """Ask who publishes the edition why the line of a question was reworded."""
    line = question.reworded
    if line is None:
        return _not_asked(request, page.framework)
    try:
        reasons.ask(
            copy=page.framework,
            by=request.user,
            edition=page.pending.theirs,
            line=line.key,
            before=line.before,
            after=line.after,
            words=request.POST.get(form.add_prefix("words"), ""),
        )
    except ReasonRefused as refused:
        form.add_error(None, str(refused))
        return _asked_again(request, page, form, question.id)
    return _after_choice(request, page, question, form)


@require_POST
@signed_in
def choose_all(request: PersonRequest, slug: str, kind: str) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_edit, TO)
    answer = request.POST.get("said", "")
    if kind not in list(DecisionKind) or answer not in list(Said):
        raise NotHere("There is no such group, or no such answer.", [])
    try:
        draft = updates.begin(framework=framework, by=request.user)
        count = updates.choose_all(
            draft=draft,
            by=request.user,
            kind=DecisionKind(kind),
            given=Said(answer),
            seen=request.POST.get("seen", ""),
        )
    except (UpdateRefused, DraftRefused) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{count} answered.")
    return redirect(f"{_address(slug)}#{kind}")


@require_POST
@signed_in
def apply(request: PersonRequest, slug: str) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_edit, TO)
    try:
        draft = updates.begin(framework=framework, by=request.user)
        event = updates.apply(draft=draft, by=request.user, seen=request.POST.get("seen", ""))
    except updates.UpdateUndecided as refused:
        messages.warning(request, str(refused))
        page = _update_of(framework)
        return redirect(f"{_address(slug)}#{page.next_open if page else ''}")
    except (UpdateRefused, DraftRefused) as refused:
        messages.warning(request, str(refused))
        return redirect("update", slug)
    messages.success(request, "The update is in your draft. Readers see it once you publish.")
    warn_of_lapse(request, draft)
    return redirect("update_report", slug, event.pk)


@for_reading
@signed_in
def report(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Show the stored report of an update."""
    framework = framework_for(request, slug, rules.may_edit, "see what came in")
    event = get_object_or_404(reports(), framework=framework, pk=pk)
    stored_report = event.after["report"]
    groups = [
        {
            **group,
            "items": [
                {**item, "runs": [line.runs for line in compare_lines(item["was"], item["now"])]}
                for item in group["items"]
            ],
        }
        for group in stored_report["groups"]
    ]
    context = {
        "framework": framework,
        "event": event,
        "report": stored_report,
        "groups": groups,
        "draft": draft_of(framework),
        "section": "desk",
    }
    return render(request, "updates/update_report.html", context)


@dataclass(frozen=True)
class Trial(Reading):
    """What the copy would say after the update, as its readers would see it."""

    result: GridSnapshot = field(default_factory=GridSnapshot)
    newer: Edition | None = None
    open_questions: int = 0

    @property
    def grid(self) -> GridSnapshot:
        return self.result

    @property
    def theirs(self) -> Edition | None:
        """The edition that waits, on which it would be based: what comes in is not our own."""
        return self.newer


def trial(answer: RenderPage) -> RenderPage:
    """Show a page of the copy as it would be after the update. Nothing is written."""

    @for_reading
    @signed_in
    def view(request: PersonRequest, /, slug: str, **rest: Any) -> HttpResponse:
        framework = framework_for(request, slug, rules.may_edit, TO)
        plan = update_of(framework)
        if plan is None:
            raise NotHere(why_nothing_pending(framework), [("Updates", _address(slug))])
        reading = Trial(
            framework,
            plan.pending.ours,
            pinned=False,
            preview=("update_try", slug),
            result=as_followers_see(updates.result_of(plan)),
            newer=plan.pending.theirs,
            open_questions=len(plan.undecided),
        )
        return no_store(answer(request, reading, **rest))

    return view


def _page(
    request: PersonRequest,
    framework: Framework,
    bound: dict[str, ChoiceForm] | None = None,
    known: UpdatePlan | None = None,
) -> HttpResponse:
    if page := _update_of(framework, bound, known):
        return _questions(request, page)
    context = {
        "framework": framework,
        "section": "desk",
        "here": "update",
        "why": why_nothing_pending(framework),
        "reports": reports().filter(framework=framework),
    }
    return render(request, "updates/update_none.html", context)


def _questions(request: PersonRequest, page: UpdatePage) -> HttpResponse:
    context = {"framework": page.framework, "page": page, "section": "desk", "here": "update"}
    return render(request, "updates/update_choose.html", context)


def _update_of(
    framework: Framework,
    bound: dict[str, ChoiceForm] | None = None,
    known: UpdatePlan | None = None,
) -> UpdatePage | None:
    plan = update_of(framework, known)
    return UpdatePage(plan, bound) if plan else None


def _chosen(request: PersonRequest, page: UpdatePage, form: ChoiceForm) -> bool:
    """Save the choice and return whether that worked; if not, the form says why."""
    try:
        draft = updates.begin(framework=page.framework, by=request.user)
        updates.choose(
            draft=draft,
            by=request.user,
            decision_id=form.item.id,
            seen_fingerprint=form.cleaned_data["seen"],
            seen_version=form.cleaned_data["version"],
            choice=form.choice,
            reason=form.cleaned_data["reason"],
            known=page.plan,
        )
    except (UpdateRefused, DraftRefused) as refused:
        form.add_error("answer", str(refused))
        return False
    return True


def _after_choice(
    request: PersonRequest, before: UpdatePage, question: DecisionCard, sent: ChoiceForm
) -> HttpResponse:
    """Return the page after what was pressed, with what else was typed in the question."""
    framework = before.framework
    page = _update_of(framework, known=before.plan)
    if page is None:
        return sent_to(request, _address(framework.slug))
    found = page.item(question.id)
    form = found[1].form if found else None
    if form and question.form:
        form.keep_typed(sent, shown=question.form)
    if is_htmx(request):
        return _part(request, page, question.id)
    if form and form.typed:
        return _questions(request, page)
    return redirect(f"{_address(framework.slug)}#{question.id}")


def _asked_again(
    request: PersonRequest, before: UpdatePage, form: ChoiceForm, item: str
) -> HttpResponse:
    framework, bound = before.framework, {item: form}
    if not is_htmx(request):
        return _page(request, framework, bound, before.plan)
    page = _update_of(framework, bound, before.plan)
    return _part(request, page, item) if page else sent_to(request, _address(framework.slug))


def _part(request: HttpRequest, page: UpdatePage, item: str) -> HttpResponse:
    """Render the question, and the counts on the page that include it."""
    found = page.item(item)
    if found is None:
        return sent_to(request, _address(page.framework.slug))
    context = {"page": page, "group": found[0], "card": found[1], "framework": page.framework}
    response = render(request, "updates/_update_answered.html", context)
    response["HX-Trigger-After-Settle"] = json.dumps({"cpd:focus": {"id": item}})
    return response


def _address(slug: str) -> str:
    return reverse("update", args=[slug])
