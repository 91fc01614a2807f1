"""Proof-reading a file that is brought in: box by box, or all there is to look at in one list."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, reading_or_posting
from cpd_site.serving.errors import NotHere
from frameworks.actions import imports
from frameworks.actions.imports import StaleImport
from frameworks.desk.import_boxes import ProofPage, ThingsPage
from frameworks.desk.imports import Importing
from frameworks.forms.import_boxes import BoxForm, ThingsForm, displayed_answers
from frameworks.views.imports import box_address, of_import
from opportunities.exchange.reading.proposing import box_edits
from opportunities.exchange.reading.proposing.box_edits import ProposedLines
from opportunities.exchange.reading.proposing.box_lines import text_of

LOOKED_AT = "looked-at"
ANEW = "anew"
BACK = "back"


@reading_or_posting
@of_import
def proof(request: PersonRequest, importing: Importing) -> HttpResponse:
    """Show one box of the file beside our lines."""
    if importing.proposal.missing or not importing.proposal.cells:
        messages.info(request, "Say first what only you know: it is marked below.")
        return redirect(importing.address("import_found"))
    page = ProofPage(importing, request.GET.get("box", ""))
    as_text = request.GET.get("as") == "text"
    if request.method != "POST":
        in_hand = _number(request.GET.get("line", "")) - 1
        return _proof(request, page, _box_form(page, in_hand=in_hand, as_text=as_text))
    if page.is_gone:
        ways = [("Go on proof-reading", importing.address("import_proof"))]
        raise NotHere("This box is not there any more: what we found was changed meanwhile.", ways)
    return _answered(request, page)


def _answered(request: PersonRequest, page: ProofPage) -> HttpResponse:
    """Save the answer about a box and do one thing.

    With a line, with the box, or tick the box as looked at and go on to the next.
    """
    form = _posted_form(request, page)
    if not form.is_valid():
        return _proof(request, page, form)
    do, _, place = request.POST.get("do", LOOKED_AT).partition(":")
    at = form.in_hand if form.in_hand is not None else -1
    lines = _changed(page, form.lines(), do, at, _number(place))
    is_done = do == LOOKED_AT and not form.changes_reading
    if is_done and form.lacks_provider(lines):
        if form.errors:
            return _proof(request, page, form)
        is_done = False  # written as text: each line is asked for its provider next
    cell = page.cell.id
    answer = form.answer_with(page.importing.answers.cells.get(cell, {}), lines)
    if do == ANEW:
        answer = {key: value for key, value in answer.items() if key not in ("lines", "apart")}
    if is_done:
        answer["is_looked_at"] = True
    try:
        imports.answer_box(
            of=page.importing.stored,
            by=request.user,
            box=cell,
            box_answer=answer,
            seen=form.cleaned_data["seen"],
            questions=form.answers(all_of_them=is_done),
        )
    except StaleImport as stale:
        return _stale(request, stale, cell, lines)
    if is_done:
        return _next(request, page)
    if do in box_edits.WAYS:
        line = at + 1 if do not in ("join", "sub-point") else max(1, at)
        return redirect(f"{box_address(page.importing, cell, line=line)}#line-{line}")
    return redirect(f"{box_address(page.importing, cell)}#we-read")


def _changed(page: ProofPage, lines: ProposedLines, do: str, at: int, place: int) -> ProposedLines:
    if do in box_edits.WAYS:
        return box_edits.WAYS[do](lines, at)
    if do == BACK:
        return box_edits.restore(lines, page.cell.paragraphs, place)
    return lines


def _next(request: PersonRequest, page: ProofPage) -> HttpResponse:
    after = page.after
    if after is None:
        messages.success(request, "Every box is looked at.")
    return redirect(box_address(page.importing, after.id if after else page.cell.id))


def _stale(
    request: PersonRequest, stale: StaleImport, cell: str, lines: ProposedLines
) -> HttpResponse:
    """Show the box again: the colleague's version, and what was written here, as text."""
    page = ProofPage(Importing(stale.theirs), cell)
    ours = {"lines": text_of(lines), "word": request.POST.get("word", ""), "seen": _seen(page)}
    form = _box_form(page, ours, as_text=True)
    return _proof(request, page, form, theirs=stale.theirs.last_by or "Somebody")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else -1


def _seen(page: ProofPage) -> str:
    return imports.fingerprint_of(page.importing.answers.cells.get(page.cell.id))


def _posted_form(request: PersonRequest, page: ProofPage) -> BoxForm:
    in_hand = _number(request.POST.get("line", "")) - 1
    return _box_form(page, request.POST, in_hand=in_hand, as_text="lines" in request.POST)


def _box_form(page: ProofPage, data: Any = None, **how: Any) -> BoxForm:
    return BoxForm(
        data,
        cell=page.cell,
        is_mixed=page.column.is_mixed,
        questions=page.questions,
        elsewhere=page.elsewhere,
        initial={"seen": _seen(page)},
        **how,
    )


def _proof(
    request: PersonRequest, page: ProofPage, form: BoxForm, theirs: object = None
) -> HttpResponse:
    context = {"page": page, "form": form, "theirs": theirs, **_frame(page.importing)}
    return render(request, "imports/import_proof.html", context)


@reading_or_posting
@of_import
def things(request: PersonRequest, importing: Importing) -> HttpResponse:
    """Show everything that is to be looked at, to answer in one go."""
    page = ThingsPage(importing)
    same = {id: len(boxes) for id, (_, boxes) in page.same.items()}
    posted = request.POST if request.method == "POST" else None
    form = ThingsForm(posted, questions=page.questions, same=same)
    if not form.is_valid():
        return _things(request, page, form)
    questions = form.answers()
    for kind, _, asked in page.kinds:
        if request.POST.get("do") == kind:
            questions = displayed_answers([thing.question for thing in asked]) | questions
    apart: dict[str, set[int]] = {}
    for id in form.apart():
        for box, numbers in page.places(page.same[id][0]).items():
            apart.setdefault(box, set()).update(numbers)
    imports.answer_things(of=importing.stored, by=request.user, questions=questions, apart=apart)
    messages.success(request, "Your answers are kept.")
    return redirect(importing.address("import_things"))


def _things(request: PersonRequest, page: ThingsPage, form: ThingsForm) -> HttpResponse:
    kinds = [
        (kind, label, [(thing, form[f"question/{thing.question.id}"]) for thing in asked])
        for kind, label, asked in page.kinds
    ]
    same = [(form[f"same/{id}"], id, wording.text) for id, (wording, _) in page.same.items()]
    context = {"form": form, "kinds": kinds, "same": same, **_frame(page.importing)}
    return render(request, "imports/import_things.html", context)


def _frame(importing: Importing) -> dict[str, Any]:
    stored = importing.stored
    return {"stored": stored, "organisation": stored.organisation, "section": "desk"}


@require_POST
@of_import
def tick(request: PersonRequest, importing: Importing) -> HttpResponse:
    """Tick off the boxes without anything to look at."""
    boxes = ProofPage(importing).to_tick_off
    imports.tick_off(of=importing.stored, by=request.user, boxes=boxes)
    messages.success(request, f"{len(boxes)} ticked off unread.")
    return redirect(importing.address("import_proof"))
