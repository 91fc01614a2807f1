"""The frame of a draft: its stages, its columns, and the sections of text around the grid.

The three are edited alike, so one set of views serves them, each kind with its form and actions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading, reading_or_posting
from cpd_site.serving.errors import NotHere
from frameworks.actions import editing
from frameworks.actions.editing import Stale
from frameworks.desk.drafts import UNMARKED, Drafting
from frameworks.forms.drafts import ColumnForm, DeskForm, SectionForm, StageForm
from frameworks.views.drafts.drafting import context_of, in_words, of_draft
from opportunities.editing import copies, rows_and_columns
from opportunities.editing.lines import CannotEdit, Edit
from opportunities.grid.fields import FIELDS, HIDDEN
from opportunities.grid.snapshot import Column, Section, Stage


@dataclass(frozen=True, slots=True)
class Axis:
    """What is edited, in words, and by which form and functions. `of`: the kind of row it is."""

    rows: str
    one: str
    several: str
    form: type[DeskForm]
    add: Callable[..., Edit]
    change: Callable[..., Edit]
    move: Callable[..., Edit]
    of: type
    back: str
    onward: str

    @property
    def can_be_hidden(self) -> bool:
        return self.of is not Section


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
            "Up",
            "Down",
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
            "Left",
            "Right",
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
            "Up",
            "Down",
        ),
    )
}

LONGEST_VERSION = 18
"""Digits: what a form sends back is a number only that long."""


@for_reading
@of_draft
def rows(request: PersonRequest, drafting: Drafting, kind: str) -> HttpResponse:
    """All of a kind, in their order."""
    found = KINDS[kind]
    marks = getattr(drafting.copied, kind)
    listed = [
        (
            row,
            _name(row),
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
    found = KINDS[kind]
    form = found.form(request.POST or None, stages=drafting.grid.stages, row=None)
    if request.method == "POST" and form.is_valid():
        do = partial(found.add, **form.values)  # type: ignore[attr-defined]
        if answer := changed(request, drafting, found, do, form):
            return answer
    context = context_of(drafting, kind=found, form=form, row=None)
    return render(request, "drafts/frame_row.html", context)


@reading_or_posting
@of_draft
def change(request: PersonRequest, drafting: Drafting, kind: str, key: UUID) -> HttpResponse:
    found = KINDS[kind]
    row = row_of(drafting, found, key)
    form = found.form(request.POST or None, stages=(), row=row)
    version = request.POST.get("version", str(drafting.versions[key]))[:LONGEST_VERSION]
    theirs = None
    if request.method == "POST" and form.is_valid():
        do = partial(found.change, key=key, **form.values)  # type: ignore[attr-defined]
        seen = {key: int(version) if version.isdecimal() else 0}
        try:
            if answer := changed(request, drafting, found, do, form, seen):
                return answer
        except Stale as stale:
            form.add_error(None, f"{stale} Below is what stands there now.")
            version = str(drafting.versions[key])
            theirs = found.form(stages=(), row=row)
    context = context_of(
        drafting,
        kind=found,
        form=form,
        row=row,
        named=_name(row),
        mark=getattr(drafting.copied, kind).get(key, UNMARKED),
        version=version,
        theirs=theirs,
        original=_original(drafting, found, row),
    )
    return render(request, "drafts/frame_row.html", context)


@require_POST
@of_draft
def move(
    request: PersonRequest, drafting: Drafting, kind: str, key: UUID, direction: str
) -> HttpResponse:
    found = KINDS[kind]
    do = partial(found.move, key=key, direction=direction)
    return changed(request, drafting, found, do) or redirect(
        "draft_rows", drafting.framework.slug, kind
    )


@reading_or_posting
@of_draft
def remove(request: PersonRequest, drafting: Drafting, kind: str, key: UUID) -> HttpResponse:
    """Says first what stands in it, and goes with it. In a copy, what is theirs is hidden."""
    found = KINDS[kind]
    row = row_of(drafting, found, key)
    if request.method == "POST":
        do = partial(copies.remove_row, key=key, kind=found.of, theirs=drafting.theirs)
        return changed(request, drafting, found, do) or redirect(
            "draft_rows", drafting.framework.slug, kind
        )
    grid, known = drafting.grid, drafting.copied.placed_by_them
    standing = _standing(drafting, found, key)
    lines = [
        (grid.opportunity_by_key[line.opportunity].text, grid.stage_by_key[line.stage].name)
        for line in standing
    ]
    context = context_of(
        drafting,
        kind=found,
        named=_name(row),
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
    seen: dict[UUID, int] | None = None,
) -> HttpResponse | None:
    """The list again, with what was done; None where the form has to say why not."""
    try:
        event = editing.change(edition=drafting.edition, by=request.user, do=do, seen=seen)
    except CannotEdit as cannot:
        if form is not None:
            form.add_error(None, str(cannot))
            return None
        messages.warning(request, str(cannot))
    else:
        said = in_words(event)
        messages.success(request, said)
    return redirect("draft_rows", drafting.framework.slug, kind.rows)


def _rows(drafting: Drafting, kind: Axis) -> Any:
    return getattr(drafting.grid, kind.rows)


def row_of(drafting: Drafting, kind: Axis, key: UUID) -> Any:
    try:
        return rows_and_columns.find(_rows(drafting, kind), key, kind.one)
    except CannotEdit as cannot:
        raise NotHere(str(cannot), [("The draft", drafting.url)]) from None


def _original(drafting: Drafting, kind: Axis, row: Any) -> list[tuple[str, str]]:
    """In a copy, what theirs says where ours says something else: pairs of a label and words."""
    mark = getattr(drafting.copied, kind.rows).get(row.key, UNMARKED)
    if mark.theirs is None:
        return []
    return [
        (capfirst(field.label), _said(field.of(mark.theirs)))
        for field in FIELDS[kind.of]
        if field != HIDDEN and field.of(mark.theirs) != field.of(row)
    ]


def _said(value: Any) -> str:
    """A value of a field, for people: several one under the other."""
    if isinstance(value, tuple):
        return "\n".join(value)
    return "Several providers" if value is None else str(getattr(value, "label", value))


def _name(row: Any) -> str:
    """What people call a stage, a column or a section."""
    return str(row.name if isinstance(row, Stage) else row.heading)


def _standing(drafting: Drafting, kind: Axis, key: UUID) -> list[Any]:
    """What stands in a stage or a column."""
    return [line for line in drafting.grid.placements if getattr(line, kind.one, None) == key]
