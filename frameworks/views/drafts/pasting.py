"""New lines for a box of a draft: typed or pasted, looked at, and added."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from cpd_site.serving.decorators import PersonRequest, reading_or_posting
from frameworks.actions import editing
from frameworks.desk.drafts import Drafting
from frameworks.forms.pasting import AddLinesForm
from frameworks.views.drafts.drafting import (
    after,
    cell_at,
    context_of,
    in_place,
    in_words,
    is_htmx,
    of_draft,
)
from opportunities.editing.lines import CannotEdit
from opportunities.editing.pasting import paste


@reading_or_posting
@of_draft
def add(request: PersonRequest, drafting: Drafting, stage: UUID, column: UUID) -> HttpResponse:
    """Show what was read before it is added. One plain line is added at once."""
    found_stage, found_column = cell_at(drafting, stage, column)
    cell_id = f"{stage}-{column}"
    form = AddLinesForm(request.POST or None, grid=drafting.grid, place=(stage, column))
    if request.method == "POST" and form.is_valid() and form.is_looked_at:
        do = partial(paste, boxes=form.boxes, tier=form.tier_chosen)
        try:
            event = editing.change(edition=drafting.edition, by=request.user, do=do)
        except CannotEdit as cannot:
            form.add_error(None, str(cannot))
        else:
            return after(request, drafting, in_words(event), event=event)
    context = context_of(
        drafting, form=form, stage=found_stage, column=found_column, cell_id=cell_id
    )
    if is_htmx(request):
        return in_place(request, "drafts/_add_lines.html", context, f"adding-{cell_id}")
    return render(request, "drafts/lines_add.html", context)
