"""The views that only the draft of a copy has: hide, show, and return to the base."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading, reading_or_posting
from cpd_site.serving.errors import NotHere
from frameworks.actions import editing
from frameworks.desk.drafts import Drafting
from frameworks.pages.editions import change_list_context
from frameworks.views.drafts.drafting import after, context_of, done, in_words, of_copy
from frameworks.views.drafts.lines import save_typed
from frameworks.views.drafts.rows_and_columns import KINDS, NotSaved, changed, row_of
from frameworks.views.drafts.rows_and_columns import save_typed as save_row
from opportunities.comparing.diff import diff, diff_of_copy
from opportunities.editing import copies
from opportunities.editing.lines import Edit
from opportunities.grid.visible import as_followers_see

LINES: dict[str, Callable[..., Edit]] = {
    "hide": copies.hide_lines,
    "show": copies.show_lines,
}
ROWS: dict[str, Callable[..., Edit]] = {
    "hide": copies.hide_row,
    "show": copies.show_row,
}


@require_POST
@of_copy
def line_hidden(request: PersonRequest, drafting: Drafting, key: UUID, way: str) -> HttpResponse:
    """Hide or show a line; save first what was typed in its form."""
    if refused := save_typed(request, drafting, key):
        return refused
    return done(request, drafting, partial(LINES[way], keys=[key]), focus=f"l-{key}")


@require_POST
@of_copy
def line_returned(request: PersonRequest, drafting: Drafting, key: UUID) -> HttpResponse:
    """Return a line to their words; save first what was typed beside its words."""
    if refused := save_typed(request, drafting, key, words=False):
        return refused
    return done(request, drafting, _back(drafting, copies.return_line, key=key), focus=f"l-{key}")


@require_POST
@of_copy
def cell_returned(
    request: PersonRequest, drafting: Drafting, stage: UUID, column: UUID
) -> HttpResponse:
    do = _back(drafting, copies.return_cell, place=(stage, column))
    return done(request, drafting, do, focus=f"c-{stage}-{column}")


@require_POST
@of_copy
def row_hidden(
    request: PersonRequest, drafting: Drafting, kind: str, key: UUID, way: str
) -> HttpResponse:
    """Hide or show a stage or a column, and return to the page where it was pressed.

    Save first what was typed in its form.
    """
    found = KINDS[kind]
    if not found.can_be_hidden:
        raise NotHere("A section is not hidden: it is removed.", [("The draft", drafting.url)])
    try:
        save_row(request, drafting, found, key)
    except NotSaved as refused:
        return refused.page
    row = row_of(drafting, found, key)
    do = partial(ROWS[way], key=key, kind=found.of)
    if request.POST.get("from") == "draft":
        return done(request, drafting, do, focus=getattr(row, "slug", ""))
    return changed(request, drafting, found, do) or redirect(
        "draft_rows", drafting.framework.slug, kind
    )


@require_POST
@of_copy
def row_returned(request: PersonRequest, drafting: Drafting, kind: str, key: UUID) -> HttpResponse:
    found = KINDS[kind]
    do = _back(drafting, copies.return_row, key=key, kind=found.of)
    return changed(request, drafting, found, do) or redirect(
        "draft_rows", drafting.framework.slug, kind
    )


@reading_or_posting
@of_copy
def start_over(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """Ask first, with what would be lost."""
    if request.method == "POST":
        do = _back(drafting, copies.start_over)
        event = editing.change(edition=drafting.edition, by=request.user, do=do)
        return after(request, drafting, in_words(event), focus="undo")
    changes = diff(drafting.theirs, drafting.grid)
    return render(request, "drafts/draft_start_over.html", context_of(drafting, changes=changes))


@for_reading
@of_copy
def differs(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """Show how the draft of a copy differs from the edition it is based on, as readers will see
    it."""
    changes = diff_of_copy(drafting.theirs, as_followers_see(drafting.grid))
    context = context_of(drafting, here="differs", **change_list_context(changes, request.GET))
    return render(request, "drafts/draft_differs.html", context)


def _back(drafting: Drafting, to: Callable[..., Edit], **of: object) -> Callable[..., Edit]:
    """Return the edit that restores what the followed framework has."""
    return partial(to, theirs=drafting.theirs, whose=drafting.whose, **of)
