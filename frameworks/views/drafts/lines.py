"""The lines of a draft: reworded, moved, copied, added and removed where they stand."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, reading_or_posting
from cpd_site.serving.errors import NotHere
from frameworks.actions import editing
from frameworks.actions.editing import Stale
from frameworks.desk.drafts import UNMARKED, Drafting
from frameworks.forms.drafts import MarksForm, MoveForm, place, show_instead
from frameworks.forms.lines import CopiedLineForm, LineForm
from frameworks.models import Event
from frameworks.views.drafts.drafting import (
    after,
    cell_at,
    context_of,
    done,
    draft_filter,
    in_place,
    in_words,
    is_htmx,
    of_draft,
    sent_to,
)
from opportunities.editing import copies
from opportunities.editing import lines as edits
from opportunities.editing.lines import CannotEdit
from opportunities.grid.snapshot import Opportunity, Placement


@reading_or_posting
@of_draft
def line(request: PersonRequest, drafting: Drafting, key: UUID) -> HttpResponse:
    """Edit one line in its cell: its words everywhere or only here, its examples, link and tier."""
    placement, opportunity = _line_at(drafting, key)
    form = _form_of(request, drafting, placement, opportunity)
    if request.method != "POST":
        return _editor(request, drafting, placement, form)
    try:
        event = _save(request, drafting, placement, opportunity, form)
    except _NotSaved as refused:
        return _editor(request, drafting, placement, form, refused.theirs)
    message, onward = f"{in_words(event)}{form.note_sentence if event else ''}", ""
    if page := PAGES_OF_A_LINE.get(request.POST.get("then", "")):
        if event:
            messages.success(request, message)
        return sent_to(request, page(drafting.framework.slug, key))
    if "next" in request.POST:
        following = _following(request, drafting, key)
        onward = f"{drafting.url}lines/{following}/" if following else ""
        message += "" if onward else " That was the last line."
    return after(request, drafting, message, event=event, focus=f"l-{key}", onward=onward)


PAGES_OF_A_LINE: dict[str, Callable[[str, UUID], str]] = {
    "place": lambda slug, key: f"{reverse('draft_place', args=[slug])}?line={key}",
    "comment": lambda slug, key: reverse("draft_comments_line", args=[slug, key]),
    "offer": lambda slug, key: reverse("draft_line_offer", args=[slug, key]),
}
"""The pages about a line to which its form leads on, once it is saved."""


def save_typed(
    request: PersonRequest, drafting: Drafting, key: UUID, *, words: bool = True
) -> HttpResponse | None:
    """Save what stands in the form of a line, before something else is done to the line.

    Without `words`, only what stands beside them. Returns the form where it cannot be saved, with
    the reason; else None, as where the request carries no such form.
    """
    if TYPED not in request.POST:
        return None
    placement, opportunity = _line_at(drafting, key)
    form = _form_of(request, drafting, placement, opportunity)
    form.keep_words(not words)
    try:
        _save(request, drafting, placement, opportunity, form)
    except _NotSaved as refused:
        form.keep_words(False)
        return _editor(request, drafting, placement, form, refused.theirs)
    return None


TYPED = "line-text"
"""The field in which a request carries the words of a line."""


class _NotSaved(Exception):
    """Raised if the words of a line cannot be saved: its form has the reason.

    `theirs` is the line as a colleague changed it meanwhile.
    """

    def __init__(self, theirs: Opportunity | None = None) -> None:
        self.theirs = theirs


def _form_of(
    request: PersonRequest, drafting: Drafting, placement: Placement, opportunity: Opportunity
) -> LineForm:
    return (CopiedLineForm if drafting.is_copy else LineForm)(
        request.POST or None,
        prefix="line",
        line=opportunity,
        placement=placement,
        places=len(edits.places_of(drafting.grid, opportunity.key)),
        initial=_versions(drafting, placement),
    )


def _versions(drafting: Drafting, placement: Placement) -> dict[str, int]:
    return {
        "version": drafting.versions[placement.opportunity],
        "placed": drafting.versions[placement.key],
    }


def _save(
    request: PersonRequest,
    drafting: Drafting,
    placement: Placement,
    opportunity: Opportunity,
    form: LineForm,
) -> Event | None:
    """Save the words of a line; return the event, None if nothing changes. Raises _NotSaved."""
    if not form.is_valid():
        raise _NotSaved
    try:
        _refuse_another_line(form, opportunity)
        return editing.change(
            edition=drafting.edition,
            by=request.user,
            do=partial(edits.combined, steps=form.steps(placement, drafting.theirs)),
            seen=form.versions_seen(opportunity, placement),
        )
    except CannotEdit as cannot:
        form.add_error(None, str(cannot))
        raise _NotSaved from cannot
    except Stale as stale:
        form.add_error(None, f"{stale} Compare both, and put right what you want to save.")
        now = {**_versions(drafting, placement), "seen": opportunity.key}
        show_instead(form, {form.add_prefix(name): value for name, value in now.items()})
        raise _NotSaved(opportunity) from stale


def _editor(
    request: PersonRequest,
    drafting: Drafting,
    placement: Placement,
    form: LineForm,
    theirs: Opportunity | None = None,
) -> HttpResponse:
    """Render the form of a line, in the panel or on a page of its own."""
    context = _of_line(drafting, placement, form=form, theirs=theirs)
    if is_htmx(request):
        return in_place(request, "drafts/_line_editor.html", context, f"editor-{placement.key}")
    return render(request, "drafts/line_edit.html", context)


@require_POST
@of_draft
def shift(request: PersonRequest, drafting: Drafting, key: UUID, direction: str) -> HttpResponse:
    """Move a line up or down in its cell; save first what was typed in its form."""
    placement, _ = _line_at(drafting, key)
    if refused := save_typed(request, drafting, key):
        return refused
    others = drafting.grid.cells[placement.place]
    at = others.index(placement) + (-1 if direction == "up" else 2)
    if at < 0 or at > len(others):
        message = "It cannot go any further in that direction."
        return after(request, drafting, message, focus=f"l-{key}", level=messages.WARNING)
    before = others[at].key if at < len(others) else None
    do = partial(edits.move_lines, keys=[key], place=placement.place, before=before)
    return done(request, drafting, do, focus=f"l-{key}")


@require_POST
@of_draft
def several(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """Act on all ticked lines: remove them, or ask where they go.

    In a copy also hide and show; lines of the followed framework are hidden, not removed.
    """
    keys = _keys(request)
    do = request.POST.get("do", "remove")
    if not keys:
        messages.warning(request, "Select at least one line.")
        query = draft_filter(request, drafting).query
        return sent_to(request, f"{drafting.url}{query or '?'}{'&' if query else ''}select=1")
    if do == "place":
        lines = "&".join(f"line={key}" for key in keys)
        return redirect(f"{reverse('draft_place', args=[drafting.framework.slug])}?{lines}")
    doing: dict[str, Any] = {"remove": partial(copies.remove_lines, theirs=drafting.theirs)}
    if drafting.is_copy:
        doing |= {"hide": copies.hide_lines, "show": copies.show_lines}
    if do not in doing:
        raise NotHere("Nothing was done: that cannot be done here.", [("The draft", drafting.url)])
    return done(request, drafting, partial(doing[do], keys=keys))


@reading_or_posting
@of_draft
def put(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """Move lines to another cell, or copy them to further ones."""
    keys = _keys(request)
    found = [placement for placement in drafting.grid.placements if placement.key in keys]
    if not found:
        raise NotHere("These lines are not in the draft any more.", [("The draft", drafting.url)])
    form = MoveForm(grid=drafting.grid)
    if request.method == "POST":
        try:
            cells = [place(name) for name in request.POST.getlist("cell") if name]
        except ValueError:
            raise NotHere("There is no such box.", [("The draft", drafting.url)]) from None
        if request.POST.get("do") == "copy":
            return done(
                request,
                drafting,
                partial(edits.copy_lines, keys=keys, places=cells),
                focus_if_not=f"l-{found[0].key}",
            )
        form = MoveForm(request.POST, grid=drafting.grid)
        if form.is_valid():
            before = request.POST.get("before", "")
            do = partial(
                edits.move_lines, keys=keys, place=cells[0], before=_key(before) if before else None
            )
            focus = f"l-{keys[0]}"
            return done(request, drafting, do, focus=focus, focus_if_not=focus)
    return render(request, "drafts/lines_place.html", _of_lines(drafting, found, form=form))


@reading_or_posting
@of_draft
def marks(request: PersonRequest, drafting: Drafting, stage: UUID, column: UUID) -> HttpResponse:
    """Edit what a cell prints of itself: "PLUS", "As above", a heading of its own."""
    found_stage, found_column = cell_at(drafting, stage, column)
    heading = drafting.grid.heading_at(found_stage, found_column)
    form = MarksForm(
        request.POST or None,
        initial={
            "word": drafting.grid.word_at.get((stage, column), ""),
            "heading": heading if heading != found_column.heading else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        do = partial(
            edits.set_marks,
            place=(stage, column),
            word=form.word_chosen,
            heading=form.cleaned_data["heading"],
        )
        comments = request.POST.get("then") == "comment"
        if not comments or form.has_changed():
            response = done(request, drafting, do, focus=f"c-{stage}-{column}")
        if comments:
            return redirect("draft_comments_box", drafting.framework.slug, stage, column)
        return response
    context = context_of(
        drafting,
        form=form,
        stage=found_stage,
        column=found_column,
        theirs=_cell_of_theirs(drafting, stage, column),
    )
    return render(request, "drafts/cell_edit.html", context)


def _cell_of_theirs(drafting: Drafting, stage: UUID, column: UUID) -> list[Opportunity] | None:
    """Return the lines of the followed framework's cell where ours differs; else None."""
    place, ours, theirs = (stage, column), drafting.grid, drafting.theirs
    if place not in theirs.cells:
        return None
    returned = copies.return_cell(ours, place, theirs=theirs, whose=drafting.whose)
    if returned.grid == ours:
        return None
    return [theirs.opportunity_by_key[line.opportunity] for line in theirs.cells[place]]


def _line_at(drafting: Drafting, key: UUID) -> tuple[Placement, Opportunity]:
    if placement := drafting.grid.placement_by_key.get(key):
        return placement, drafting.grid.opportunity_by_key[placement.opportunity]
    raise NotHere(
        "That line is not in the draft any more: somebody removed it.",
        [("The draft", drafting.url)],
    )


def _following(request: PersonRequest, drafting: Drafting, key: UUID) -> UUID | None:
    """Return the next of the lines that are looked at."""
    rows = drafting.rows(draft_filter(request, drafting), [key])
    keys = [line.placement.key for row in rows for cell in row.cells for line in cell.lines]
    return next((behind for one, behind in pairwise(keys) if one == key), None)


def _refuse_another_line(form: LineForm, now: Opportunity) -> None:
    """Refuse where a colleague reworded the line only here, so that another stands in its place."""
    if form.cleaned_data["seen"] != now.key:
        raise Stale(now.key)


def _of_line(drafting: Drafting, placement: Placement, **rest: Any) -> dict[str, Any]:
    grid = drafting.grid
    mark = drafting.copied.lines.get(placement.key, UNMARKED)
    places = [
        (grid.stage_by_key[other.stage].name, grid.column_by_key[other.column].heading)
        for other in edits.places_of(grid, placement.opportunity)
    ]
    return context_of(
        drafting,
        placement=placement,
        opportunity=grid.opportunity_by_key[placement.opportunity],
        stage=grid.stage_by_key[placement.stage],
        column=grid.column_by_key[placement.column],
        places=places,
        mark=mark,
        is_theirs=placement.key in drafting.copied.theirs.placement_by_key,
        offered=drafting.offered.get(placement.opportunity),
        may_offer=drafting.offers_to and (mark.own or mark.reworded) and not mark.hidden,
        **rest,
    )


def _of_lines(drafting: Drafting, found: list[Placement], **rest: Any) -> dict[str, Any]:
    grid = drafting.grid
    keys = {placement.opportunity for placement in found}
    return context_of(
        drafting,
        lines=[(one, grid.opportunity_by_key[one.opportunity]) for one in found],
        standing={
            f"{other.stage}/{other.column}"
            for other in grid.placements
            if other.opportunity in keys
        },
        cells=[
            (stage, [(f"{stage.key}/{column.key}", column) for column in grid.columns])
            for stage in grid.stages
        ],
        **rest,
    )


def _keys(request: PersonRequest) -> list[UUID]:
    return [_key(text) for text in {**request.GET, **request.POST}.get("line", [])]


def _key(text: str) -> UUID:
    try:
        return forms.UUIDField().to_python(text) or UUID(int=0)
    except forms.ValidationError:
        raise NotHere("There is no such line.") from None
