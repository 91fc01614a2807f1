"""Compare a file with a framework that is here already, and bring it into the draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, reading_or_posting
from cpd_site.serving.errors import NotHere
from frameworks.actions import imports, next_editions
from frameworks.actions.drafts import DraftRefused
from frameworks.actions.imports import AnswerChange, StaleImport
from frameworks.actions.updates import CannotChoose
from frameworks.desk.imports import Importing
from frameworks.desk.next_editions import NewsPage, form_of, pairs_in
from frameworks.forms.next_editions import ONE, CompareFileForm, NewsForm
from frameworks.queries.next_editions import News, bases_of, news_of
from frameworks.views.drafts.drafting import version_seen
from frameworks.views.imports import of_import
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.tables import CannotRead

CHANGED = "{} changed this import meanwhile. What you chose is below; save it again to keep it."


@reading_or_posting
@of_import
def news(request: PersonRequest, importing: Importing) -> HttpResponse:
    """Show what the file changes; answer questions, join pairs and take them apart."""
    found = _news(request, importing)
    if isinstance(found, HttpResponse):
        return found
    if request.method != "POST":
        return _page(request, importing, found, form_of(found))
    form = form_of(found, request.POST)
    if not form.is_valid():
        return _page(request, importing, found, form)
    change = _changes_asked(request, NewsPage(importing, found, form))
    if form.errors:
        return _page(request, importing, found, form)
    try:
        _answer(request, importing, change)
    except StaleImport as stale:
        messages.warning(request, CHANGED.format(stale.theirs.last_by or "Somebody"))
        importing = Importing(stale.theirs)
        now = news_of(stale.theirs)
        return (
            _page(request, importing, now, form_of(now, request.POST)) if now else _away(importing)
        )
    return redirect(importing.address("import_news"))


@require_POST
@of_import
def compare(request: PersonRequest, importing: Importing) -> HttpResponse:
    """Choose the edition to compare with, and what it means that a line is missing."""
    form = _compare_form(importing, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        change = next_editions.compare_with(data["base"], data.get("is_part", False))
        try:
            _answer(request, importing, change)
        except StaleImport as stale:
            messages.warning(request, CHANGED.format(stale.theirs.last_by or "Somebody"))
    return redirect(importing.address("import_news"))


@require_POST
@of_import
def bring_in(request: PersonRequest, importing: Importing) -> HttpResponse:
    """Make the file the draft, as the page showed it."""
    address = importing.address("import_news")
    try:
        event = next_editions.bring_in(
            of=importing.stored, by=request.user, seen=request.POST.get("seen", "")
        )
    except CannotRead:
        return redirect(importing.address("import_found"))
    except imports.ImportGone:
        raise
    except (imports.ImportRefused, DraftRefused) as refused:
        messages.warning(request, str(refused))
        return redirect(address)
    messages.success(
        request, f"{event.about} is in the draft. Readers see nothing of it until you publish."
    )
    return redirect("draft_changes", event.framework.slug)


def _news(request: PersonRequest, importing: Importing) -> News | HttpResponse:
    """Return what the file changes; a page that asks what is missing where that is unknown."""
    framework = importing.stored.framework
    if framework is None:
        return _away(importing)
    if importing.proposal.missing or not importing.proposal.cells:
        messages.info(request, "Say first what only you know: it is marked below.")
        return redirect(importing.address("import_found"))
    try:
        found = news_of(importing.stored)
    except CannotRead as reason:
        messages.info(request, str(reason))
        return redirect(importing.address("import_proof"))
    if found is None:
        ways = [("The framework on your desk", framework.get_draft_url())]
        raise NotHere("There is no edition of this framework to compare the file with.", ways)
    return found


def _away(importing: Importing) -> HttpResponse:
    return redirect(importing.address("import_proof"))


def _page(
    request: PersonRequest, importing: Importing, found: News, form: NewsForm
) -> HttpResponse:
    stored = importing.stored
    context = {
        "page": NewsPage(importing, found, form),
        "news": found,
        "form": form,
        "compare": _compare_form(importing, found=found),
        "stored": stored,
        "framework": stored.framework,
        "organisation": stored.organisation,
        "section": "desk",
    }
    return render(request, "imports/import_news.html", context)


def _compare_form(
    importing: Importing, data: Any = None, found: News | None = None
) -> CompareFileForm:
    framework = importing.stored.framework
    editions = bases_of(framework) if framework else []
    if found and found.base.edition not in editions:
        editions = [*editions, found.base.edition]
    initial = {}
    if found:
        part = "whole" if found.prints.is_whole else "part"
        initial = {"base": found.base.edition.pk, "is_part": part}
    says_itself = importing.contents.scope is not None
    return CompareFileForm(data, editions=editions, says_itself=says_itself, initial=initial)


def _answer(request: PersonRequest, importing: Importing, change: AnswerChange) -> None:
    seen = version_seen(request.POST, "version")
    imports.answer(of=importing.stored, by=request.user, change=change, seen=seen)


def _changes_asked(request: PersonRequest, page: NewsPage) -> AnswerChange:
    """Return the changes that the form asks for: answers, then the pair of the pressed button.

    What cannot be chosen is an error of the form.
    """
    form, changes = page.form, []
    think = request.POST.get("do") == "think"
    thoughts = {one.id: one.think for one in page.questions if one.think} if think else {}
    for name, question in form.questions.items():
        if answer := form.cleaned_data.get(name) or thoughts.get(name):
            way = next_editions.join if answer == ONE else next_editions.separate
            changes.append(way(question.pairs))
    for item, choice in form.chosen():
        try:
            changes.append(next_editions.choose(item.decision, choice))
        except CannotChoose as refused:
            form.add_error(form.name_of(item), str(refused))
    known = page.known_keys
    for way, value in ((next_editions.separate, request.POST.get("apart", "")), *_joins(request)):
        pairs = [pair for pair in pairs_in(value) if known.issuperset(pair)]
        changes.append(way(pairs))

    def change(answers: Answers) -> Answers:
        for each in changes:
            answers = each(answers)
        return answers

    return change


def _joins(request: PersonRequest) -> list[tuple[Any, str]]:
    """Return the lines that are gone, each with the new line that replaces it."""
    return [
        (next_editions.join, f"{name.removeprefix('join-')}/{value}")
        for name, value in request.POST.items()
        if name.startswith("join-") and value
    ]
