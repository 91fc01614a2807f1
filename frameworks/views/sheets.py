"""The conversation sheet: made of what is sent, and never logged.

It is stored only if somebody who is signed in puts it into one of their plans.
"""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading, same_origin_post, signed_in
from cpd_site.serving.rate_limit import rate_limited
from cpd_site.serving.site_address import site_address
from frameworks.actions import plans, sheets
from frameworks.forms.sheets import KeepForm, SheetForm
from frameworks.pages import lists
from frameworks.pages.sheets import AskedSheet
from frameworks.queries.plans import lines_of_list, plans_of
from frameworks.views.downloads import file_response
from frameworks.views.edition_pages import no_store
from frameworks.views.plan_pages import counted
from opportunities.exchange.writing import (
    child_process,
    conversation_docx,
    conversation_pdf,
    grid_docx,
    grid_pdf,
)
from opportunities.exchange.writing.child_process import CannotWrite

WRITERS = {
    "pdf": (conversation_pdf.write, grid_pdf.MEDIA_TYPE),
    "docx": (conversation_docx.write, grid_docx.MEDIA_TYPE),
}
"""The files of a sheet, by what their names end in."""

NONE_LISTED = "No framework that you read lists these lines today. Print or save the sheet instead."


@for_reading
def sheet(request: HttpRequest) -> HttpResponse:
    """Show what can be written on a sheet for the ticked lines."""
    asked = AskedSheet.of(lists.ListQuery(request).pairs, request.user)
    if asked.wrong:
        context = lists.context(request) | {"wrong": asked.wrong, "sheet": asked}
        return no_store(render(request, "lists/list.html", context))
    return _form(request, asked, SheetForm(use=asked.use, lines=asked.lines))


@sensitive_post_parameters()
@same_origin_post
@rate_limited
@sensitive_variables()
def made(request: HttpRequest) -> HttpResponse:
    """Return the sheet with what was written, as a page or a file; or the form with errors."""
    asked, form = _sent(request)
    how = request.POST.get("as", "")
    if not form.is_valid() or how == "change":
        return _form(request, asked, form)
    if how in WRITERS:
        return _file(request, asked, form, how)
    return _sheet(request, asked, form, _keep_form(request, asked))


@require_POST
@sensitive_post_parameters()
@signed_in
@sensitive_variables()
def keep_in_plan(request: PersonRequest) -> HttpResponse:
    """Put the lines into a plan with what was written about them; else show why not."""
    asked, form = _sent(request)
    if not form.is_valid():
        return _form(request, asked, form)
    keep = _keep_form(request, asked, request.POST)
    if keep is None or not keep.is_valid():
        return _sheet(request, asked, form, keep)
    offered = lines_of_list(request.user, [line.in_address for line in asked.lines])
    texts = {line.key: asked.use.text_of(form.written(line)) for line in asked.lines}
    written = [(line, texts[line.opportunity.key]) for line in offered]
    if not written:
        keep.add_error("plan", NONE_LISTED)
        return _sheet(request, asked, form, keep)
    try:
        plan = keep.plan_chosen or plans.create(by=request.user, title=keep.new_title)
        sheets.keep(plan=plan, by=request.user, written=written, heading=_heading(asked))
    except (plans.PlanGone, plans.PlanRefused) as refused:
        keep.add_error("plan", str(refused))
        return _sheet(request, asked, form, keep)
    if left_out := len(asked.lines) - len(offered):
        return _sheet(request, asked, form, None, plan=plan, left_out=left_out)
    messages.success(request, "What you wrote on the sheet stands under “Plan” of each line.")
    return redirect("plan_detail", plan.pk)


def _sent(request: HttpRequest) -> tuple[AskedSheet, SheetForm]:
    pairs = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    asked = AskedSheet.of(pairs, request.user)
    form = SheetForm(request.POST, use=asked.use, lines=asked.lines)
    if asked.wrong:
        form.add_error(None, asked.wrong)
    return asked, form


def _keep_form(request: HttpRequest, asked: AskedSheet, sent: Any = None) -> KeepForm | None:
    """Return the form to choose a plan; None if nobody is signed in or the sheet has no lines."""
    if not (request.user.is_authenticated and asked.lines):
        return None
    return KeepForm(sent, plans=plans_of(request.user), otherwise=_heading(asked))


def _heading(asked: AskedSheet) -> str:
    return f"{asked.use.label}, {date_format(localdate(), 'j F Y')}"


def _sheet(
    request: HttpRequest, asked: AskedSheet, form: SheetForm, keep: KeepForm | None, **outcome: Any
) -> HttpResponse:
    """Render the sheet. `outcome`: the plan it went into, and how many lines could not."""
    page = asked.sheet(map(form.written, asked.lines), form.who, site_address(request))
    context = {"asked": asked, "form": form, "page": page, "keep": keep, "section": "list"}
    if keep:
        outcome |= counted(cast(PersonRequest, request))
    return no_store(render(request, "lists/sheet.html", context | outcome))


def _form(request: HttpRequest, asked: AskedSheet, form: SheetForm) -> HttpResponse:
    context = {"asked": asked, "form": form, "section": "list"}
    return no_store(render(request, "lists/sheet_form.html", context))


@sensitive_variables()
def _file(request: HttpRequest, asked: AskedSheet, form: SheetForm, how: str) -> HttpResponse:
    """Return the sheet as a file.

    An error is shown beside what was written, and logged nowhere.
    """
    page = asked.sheet(map(form.written, asked.lines), form.who, site_address(request))
    write, media_type = WRITERS[how]
    try:
        content = child_process.write(write, page) if how == "pdf" else write(page)
    except CannotWrite as cannot:
        form.add_error(None, str(cannot))
        return _form(request, asked, form)
    return no_store(file_response(content, media_type, f"{asked.use.name}-sheet.{how}"))
