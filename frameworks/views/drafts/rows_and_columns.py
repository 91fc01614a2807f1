"""The stages, the columns and the sections of text of a draft.

The three are edited alike, so one set of views serves them, each kind with its form and functions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading, reading_or_posting
from cpd_site.serving.errors import NotHere
from frameworks.actions import editing
from frameworks.actions.editing import Stale
from frameworks.desk.drafts import UNMARKED, Drafting
from frameworks.forms.drafts import DeskForm
from frameworks.forms.rows_and_columns import ColumnForm, RowForm, SectionForm, StageForm
from frameworks.models import Event
from frameworks.views.drafts.drafting import context_of, in_words, of_draft, version_seen
from opportunities.editing import copies, rows_and_columns
from opportunities.editing.lines import CannotEdit, Edit, combined
from opportunities.grid.fields import FIELDS, HIDDEN, name_of
from opportunities.grid.snapshot import Column, Section, Stage


@dataclass(frozen=True, slots=True)
class Axis:
    """A kind of row to edit (`of`): its names, its form and its functions.

    `ways` has the labels of the buttons that move a row first, one up, one down and last.
    """

    rows: str
    one: str
    several: str
    form: type[DeskForm]
    add: Callable[..., Edit]
    change: Callable[..., Edit]
    move: Callable[..., Edit]
    of: type
    place: Callable[..., Edit] | None
    ways: tuple[str, str, str, str]

    @property
    def can_be_hidden(self) -> bool:
        return self.of is not Section

    @property
    def can_be_placed(self) -> bool:
        return self.place is not None


KINDS = {
    kind.rows: kind
    for kind in (
        Axis(
            "stages",
            "stage",
            "Stages",
            StageForm,
            rows_and_columns.add_stage,
            rows_and_columns.change_stage,
            rows_and_columns.move_stage,
            Stage,
            rows_and_columns.place_stage,
            ("Top", "Up", "Down", "End"),
        ),
        Axis(
            "columns",
            "column",
            "Columns",
            ColumnForm,
            rows_and_columns.add_column,
            rows_and_columns.change_column,
            rows_and_columns.move_column,
            Column,
            rows_and_columns.place_column,
            ("First", "Left", "Right", "Last"),
        ),
        Axis(
            "sections",
            "section",
            "Sections of text",
            SectionForm,
            rows_and_columns.add_section,
            rows_and_columns.change_section,
            rows_and_columns.move_section,
            Section,
            None,
            ("Top", "Up", "Down", "End"),
        ),
    )
}


@for_reading
@of_draft
def rows(request: PersonRequest, drafting: Drafting, kind: str) -> HttpResponse:
    """List all rows of a kind in their order."""
    found = KINDS[kind]
    marks = getattr(drafting.copied, kind)
    listed = [
        (
            row,
            name_of(row),
            len(_standing(drafting, found, row.key)),
            marks.get(row.key, UNMARKED),
        )
        for row in _rows(drafting, found)
    ]
    context = context_of(drafting, kind=found, rows=listed)
    return render(request, "drafts/frame_rows.html", context)


@reading_or_posting
@of_draft
def add(request: PersonRequest, drafting: Drafting, kind: str) -> HttpResponse:
    """Add a row after or before the one that the address names, or last."""
    found = KINDS[kind]
    rows = _rows(drafting, found)
    form = found.form(request.POST or None, rows=rows, beside=_beside(request, rows))
    if request.method == "POST" and form.is_valid():
        values = form.values  # type: ignore[attr-defined]
        if isinstance(form, RowForm):
            values |= {"after": form.stands_after}
        if answer := changed(request, drafting, found, partial(found.add, **values), form):
            return answer
    context = context_of(drafting, kind=found, form=form, row=None)
    return render(request, "drafts/frame_row.html", context)


def _beside(request: PersonRequest, rows: Sequence[Any]) -> UUID | None:
    """Return the row that a new one follows: as the address says, else the last."""
    keys: list[UUID] = [row.key for row in rows]
    named = {str(key): key for key in keys}
    if key := named.get(request.GET.get("before", "")):
        at = keys.index(key)
        return keys[at - 1] if at else None
    return named.get(request.GET.get("after", ""), keys[-1] if keys else None)


@reading_or_posting
@of_draft
def change(request: PersonRequest, drafting: Drafting, kind: str, key: UUID) -> HttpResponse:
    """Edit a row; once it is saved, lead on to the page of the pressed button, else to the list."""
    found = KINDS[kind]
    row = row_of(drafting, found, key)
    if request.method != "POST":
        return _form_page(request, drafting, found, row, _form_of(request, drafting, found, row))
    try:
        event = save_typed(request, drafting, found, key)
    except NotSaved as refused:
        return refused.page
    slug, then = drafting.framework.slug, request.POST.get("then", "")
    if then in ("before", "after"):
        return redirect(f"{reverse('draft_row_add', args=[slug, kind])}?{then}={key}")
    if event is None:
        messages.success(request, in_words(event))
    return redirect(f"{reverse('draft_rows', args=[slug, kind])}#r-{key}")


class NotSaved(Exception):
    """Raised if what was typed of a row cannot be saved; `page` has the form with the reason."""

    def __init__(self, page: HttpResponse) -> None:
        self.page = page


def save_typed(request: PersonRequest, drafting: Drafting, kind: Axis, key: UUID) -> Event | None:
    """Save what stands in the form of a row, and say what that changed.

    Does nothing where the request carries no such form. Raises NotSaved.
    """
    if not kind.form.base_fields.keys() & request.POST.keys():
        return None
    row = row_of(drafting, kind, key)
    form = _form_of(request, drafting, kind, row)
    is_stale = False
    if form.is_valid():
        steps = [partial(kind.change, key=key, **form.values)]  # type: ignore[attr-defined]
        if isinstance(form, RowForm) and form.is_moved and kind.place:
            steps.append(partial(kind.place, key=key, after=form.stands_after))
        is_sent = "version" in request.POST
        seen = version_seen(request.POST, "version") if is_sent else drafting.versions[key]
        try:
            event = editing.change(
                edition=drafting.edition,
                by=request.user,
                do=partial(combined, steps=steps),
                seen={key: seen},
            )
        except CannotEdit as cannot:
            form.add_error(None, str(cannot))
        except Stale as stale:
            form.add_error(None, f"{stale} Below is what stands there now.")
            is_stale = True
        else:
            if event:
                messages.success(request, in_words(event))
            return event
    raise NotSaved(_form_page(request, drafting, kind, row, form, is_stale=is_stale))


def _form_of(request: PersonRequest, drafting: Drafting, kind: Axis, row: Any) -> DeskForm:
    return kind.form(request.POST or None, rows=_rows(drafting, kind), row=row)


def _form_page(
    request: PersonRequest,
    drafting: Drafting,
    kind: Axis,
    row: Any,
    form: DeskForm,
    *,
    is_stale: bool = False,
) -> HttpResponse:
    """Render the form of a row; if it is stale, with what a colleague made of the row."""
    now = drafting.versions[row.key]
    sent = request.method == "POST" and "version" in request.POST and not is_stale
    context = context_of(
        drafting,
        kind=kind,
        form=form,
        row=row,
        named=name_of(row),
        mark=getattr(drafting.copied, kind.rows).get(row.key, UNMARKED),
        version=version_seen(request.POST, "version") if sent else now,
        theirs=kind.form(rows=_rows(drafting, kind), row=row) if is_stale else None,
        original=_original(drafting, kind, row),
    )
    return render(request, "drafts/frame_row.html", context)


@require_POST
@of_draft
def move(
    request: PersonRequest, drafting: Drafting, kind: str, key: UUID, direction: str
) -> HttpResponse:
    found = KINDS[kind]
    do = partial(found.move, key=key, direction=direction)
    return changed(request, drafting, found, do, key=key) or redirect(
        "draft_rows", drafting.framework.slug, kind
    )


@reading_or_posting
@of_draft
def remove(request: PersonRequest, drafting: Drafting, kind: str, key: UUID) -> HttpResponse:
    """Say what stands in it and goes with it, then remove. A copy hides what it follows."""
    found = KINDS[kind]
    row = row_of(drafting, found, key)
    if request.method == "POST":
        do = partial(copies.remove_row, key=key, kind=found.of, theirs=drafting.theirs)
        return changed(request, drafting, found, do) or redirect(
            "draft_rows", drafting.framework.slug, kind
        )
    grid, known = drafting.grid, drafting.copied.theirs.placement_by_key
    standing = _standing(drafting, found, key)
    lines = [
        (grid.opportunity_by_key[line.opportunity].text, grid.stage_by_key[line.stage].name)
        for line in standing
    ]
    context = context_of(
        drafting,
        kind=found,
        named=name_of(row),
        lines=lines,
        going_home=sum(line.key in known for line in standing) if drafting.is_copy else 0,
    )
    return render(request, "drafts/frame_remove.html", context)


def changed(
    request: PersonRequest,
    drafting: Drafting,
    kind: Axis,
    do: Callable[..., Edit],
    form: DeskForm | None = None,
    *,
    key: UUID | None = None,
) -> HttpResponse | None:
    """Make a change and show the list, at the row with this key or the one that was added.

    None where the form has an error.
    """
    listed = reverse("draft_rows", args=[drafting.framework.slug, kind.rows])
    try:
        event = editing.change(edition=drafting.edition, by=request.user, do=do)
    except CannotEdit as cannot:
        if form is not None:
            form.add_error(None, str(cannot))
            return None
        messages.warning(request, str(cannot))
    else:
        messages.success(request, in_words(event))
        stands = key or _added(event, kind)
        return redirect(f"{listed}#r-{stands}" if stands else listed)
    return redirect(listed)


def _added(event: Event | None, kind: Axis) -> UUID | None:
    """Return the key of the row that was added; None where none was."""
    if event is None or event.what != Event.Verb.ADDED:
        return None
    return next(map(UUID, event.after["rows"].get(kind.rows, {})), None)


def _rows(drafting: Drafting, kind: Axis) -> Any:
    return getattr(drafting.grid, kind.rows)


def row_of(drafting: Drafting, kind: Axis, key: UUID) -> Any:
    try:
        return rows_and_columns.find(_rows(drafting, kind), key, kind.one)
    except CannotEdit as cannot:
        raise NotHere(str(cannot), [("The draft", drafting.url)]) from None


def _original(drafting: Drafting, kind: Axis, row: Any) -> list[tuple[str, str]]:
    """In a copy, return what differs in the followed framework: pairs of a label and words."""
    mark = getattr(drafting.copied, kind.rows).get(row.key, UNMARKED)
    if mark.theirs is None:
        return []
    return [
        (capfirst(field.label), _value_label(field.of(mark.theirs)))
        for field in FIELDS[kind.of]
        if field != HIDDEN and field.of(mark.theirs) != field.of(row)
    ]


def _value_label(value: Any) -> str:
    """Return a value of a field for people, several values on lines of their own."""
    if isinstance(value, tuple):
        return "\n".join(value)
    return "Several providers" if value is None else str(getattr(value, "label", value))


def _standing(drafting: Drafting, kind: Axis, key: UUID) -> list[Any]:
    """Return what stands in a stage or a column."""
    return [line for line in drafting.grid.placements if getattr(line, kind.one, None) == key]
