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
from django.views.decorators.http import require_http_methods, require_POST

from cpd_site.decorators import PersonRequest, for_reading
from cpd_site.errors import NotHere
from frameworks.actions import editing
from frameworks.actions.editing import Stale
from frameworks.draft_forms import ColumnForm, DeskForm, SectionForm, StageForm
from frameworks.draft_page import Drafting
from frameworks.views.drafting import context_of, in_words, of_draft
from opportunities import axes
from opportunities.edits import CannotEdit, Edit
from opportunities.snapshot import Stage


@dataclass(frozen=True, slots=True)
class Kind:
    """What is edited, in words, and by which form and functions."""

    rows: str
    one: str
    several: str
    form: type[DeskForm]
    add: Callable[..., Edit]
    change: Callable[..., Edit]
    move: Callable[..., Edit]
    remove: Callable[..., Edit]
    back: str
    onward: str


KINDS = {
    kind.rows: kind
    for kind in (
        Kind(
            "stages",
            "stage",
            "Stages",
            StageForm,
            axes.add_stage,
            axes.change_stage,
            axes.move_stage,
            axes.remove_stage,
            "Up",
            "Down",
        ),
        Kind(
            "columns",
            "column",
            "Columns",
            ColumnForm,
            axes.add_column,
            axes.change_column,
            axes.move_column,
            axes.remove_column,
            "Left",
            "Right",
        ),
        Kind(
            "sections",
            "section",
            "Sections of text",
            SectionForm,
            axes.add_section,
            axes.change_section,
            axes.move_section,
            axes.remove_section,
            "Up",
            "Down",
        ),
    )
}

GET_OR_POST = ["GET", "HEAD", "POST"]


@for_reading
@of_draft
def rows(request: PersonRequest, drafting: Drafting, kind: str) -> HttpResponse:
    """All of a kind, in their order."""
    found = KINDS[kind]
    listed = [
        (row, _name(row), len(_standing(drafting, found, row.key)))
        for row in _rows(drafting, found)
    ]
    context = context_of(drafting, kind=found, rows=listed)
    return render(request, "frameworks/frame_rows.html", context)


@require_http_methods(GET_OR_POST)
@of_draft
def add(request: PersonRequest, drafting: Drafting, kind: str) -> HttpResponse:
    found = KINDS[kind]
    form = found.form(request.POST or None, stages=drafting.grid.stages, row=None)
    if request.method == "POST" and form.is_valid():
        do = partial(found.add, **form.values)  # type: ignore[attr-defined]
        if answer := _changed(request, drafting, found, do, form):
            return answer
    context = context_of(drafting, kind=found, form=form, row=None)
    return render(request, "frameworks/frame_row.html", context)


@require_http_methods(GET_OR_POST)
@of_draft
def change(request: PersonRequest, drafting: Drafting, kind: str, key: UUID) -> HttpResponse:
    found = KINDS[kind]
    row = _row(drafting, found, key)
    form = found.form(request.POST or None, stages=(), row=row)
    version = request.POST.get("version", str(drafting.versions[key]))
    theirs = None
    if request.method == "POST" and form.is_valid():
        do = partial(found.change, key=key, **form.values)  # type: ignore[attr-defined]
        seen = {key: int(version) if version.isdecimal() else 0}
        try:
            if answer := _changed(request, drafting, found, do, form, seen):
                return answer
        except Stale as stale:
            form.add_error(None, f"{stale} Below is what stands there now.")
            version = str(drafting.versions[key])
            theirs = found.form(stages=(), row=row)
    context = context_of(
        drafting, kind=found, form=form, row=row, named=_name(row), version=version, theirs=theirs
    )
    return render(request, "frameworks/frame_row.html", context)


@require_POST
@of_draft
def move(
    request: PersonRequest, drafting: Drafting, kind: str, key: UUID, direction: str
) -> HttpResponse:
    found = KINDS[kind]
    do = partial(found.move, key=key, direction=direction)
    return _changed(request, drafting, found, do) or redirect(
        "draft_rows", drafting.framework.slug, kind
    )


@require_http_methods(GET_OR_POST)
@of_draft
def remove(request: PersonRequest, drafting: Drafting, kind: str, key: UUID) -> HttpResponse:
    """Says first what stands in it, and goes with it."""
    found = KINDS[kind]
    row = _row(drafting, found, key)
    if request.method == "POST":
        do = partial(found.remove, key=key)
        return _changed(request, drafting, found, do) or redirect(
            "draft_rows", drafting.framework.slug, kind
        )
    grid = drafting.grid
    lines = [
        (grid.opportunity_by_key[line.opportunity].text, grid.stage_by_key[line.stage].name)
        for line in _standing(drafting, found, key)
    ]
    context = context_of(drafting, kind=found, row=row, named=_name(row), lines=lines)
    return render(request, "frameworks/frame_remove.html", context)


def _changed(
    request: PersonRequest,
    drafting: Drafting,
    kind: Kind,
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


def _rows(drafting: Drafting, kind: Kind) -> Any:
    return getattr(drafting.grid, kind.rows)


def _row(drafting: Drafting, kind: Kind, key: UUID) -> Any:
    try:
        return axes.find(_rows(drafting, kind), key, kind.one)
    except CannotEdit as cannot:
        raise NotHere(str(cannot), [("The draft", drafting.url)]) from None


def _name(row: Any) -> str:
    """What people call a stage, a column or a section."""
    return str(row.name if isinstance(row, Stage) else row.heading)


def _standing(drafting: Drafting, kind: Kind, key: UUID) -> list[Any]:
    """What stands in a stage or a column."""
    return [line for line in drafting.grid.placements if getattr(line, kind.one, None) == key]
