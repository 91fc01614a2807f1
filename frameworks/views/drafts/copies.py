"""What is done in the draft of a copy besides: hide and show, and go back to what theirs is."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cpd_site.decorators import PersonRequest, for_reading, reading_or_posting
from cpd_site.errors import NotHere
from frameworks.actions import editing
from frameworks.draft_page import Drafting
from frameworks.edition_pages import told
from frameworks.views.draft_frame import KINDS, changed, row_of
from frameworks.views.drafting import after, context_of, done, in_words, of_copy
from opportunities import copy_edits
from opportunities.diff import diff
from opportunities.edits import Edit
from opportunities.merge.followed import as_followers_see

LINES: dict[str, Callable[..., Edit]] = {
    "hide": copy_edits.hide_lines,
    "show": copy_edits.show_lines,
}
ROWS: dict[str, Callable[..., Edit]] = {
    "hide": copy_edits.hide_row,
    "show": copy_edits.show_row,
}


@require_POST
@of_copy
def line_hidden(request: PersonRequest, drafting: Drafting, key: UUID, way: str) -> HttpResponse:
    return done(request, drafting, partial(LINES[way], keys=[key]), focus=f"l-{key}")


@require_POST
@of_copy
def line_returned(request: PersonRequest, drafting: Drafting, key: UUID) -> HttpResponse:
    return done(
        request, drafting, _back(drafting, copy_edits.return_line, key=key), focus=f"l-{key}"
    )


@require_POST
@of_copy
def cell_returned(
    request: PersonRequest, drafting: Drafting, stage: UUID, column: UUID
) -> HttpResponse:
    do = _back(drafting, copy_edits.return_cell, place=(stage, column))
    return done(request, drafting, do, focus=f"c-{stage}-{column}")


@require_POST
@of_copy
def row_hidden(
    request: PersonRequest, drafting: Drafting, kind: str, key: UUID, way: str
) -> HttpResponse:
    """A stage or a column; on the page where it was pressed."""
    found = KINDS[kind]
    if not found.can_be_hidden:
        raise NotHere("A section is not hidden: it is removed.", [("The draft", drafting.url)])
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
    do = _back(drafting, copy_edits.return_row, key=key, kind=found.of)
    return changed(request, drafting, found, do) or redirect(
        "draft_rows", drafting.framework.slug, kind
    )


@reading_or_posting
@of_copy
def start_over(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """Asks first, and says what would go."""
    if request.method == "POST":
        do = _back(drafting, copy_edits.start_over)
        event = editing.change(edition=drafting.edition, by=request.user, do=do)
        return after(request, drafting, in_words(event), focus="undo")
    changes = diff(drafting.theirs, drafting.grid)
    return render(
        request, "frameworks/draft_start_over.html", context_of(drafting, changes=changes)
    )


@for_reading
@of_copy
def differs(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """How the draft of a copy differs from the edition it is based on, as readers will see it."""
    changes = diff(drafting.theirs, as_followers_see(drafting.grid))
    context = context_of(drafting, here="differs", **told(changes, request.GET))
    return render(request, "frameworks/draft_differs.html", context)


def _back(drafting: Drafting, to: Callable[..., Edit], **of: object) -> Callable[..., Edit]:
    """The edit that goes back to what theirs is."""
    return partial(to, theirs=drafting.theirs, whose=drafting.whose, **of)
