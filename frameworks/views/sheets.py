"""The sheet for a conversation: made of what is sent, and never kept or logged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from cpd_site.serving.decorators import for_reading, posted_from_here
from cpd_site.serving.rate_limit import rate_limited
from cpd_site.serving.site_address import site_address
from frameworks.forms.sheets import SheetForm
from frameworks.pages import lists
from frameworks.pages.sheets import AskedSheet
from frameworks.views.downloads import file_response
from frameworks.views.edition_pages import no_store
from opportunities.exchange.writing import (
    child_process,
    conversation_docx,
    conversation_pdf,
    grid_docx,
    grid_pdf,
)
from opportunities.exchange.writing.child_process import CannotWrite
from opportunities.exchange.writing.conversation import ConversationSheet

WRITERS = {
    "pdf": (conversation_pdf.write, grid_pdf.MEDIA_TYPE),
    "docx": (conversation_docx.write, grid_docx.MEDIA_TYPE),
}
"""The files of a sheet, by what their names end in."""


@for_reading
def sheet(request: HttpRequest) -> HttpResponse:
    """What can be written on a sheet of the lines that are ticked."""
    asked = AskedSheet.of(lists.Asked(request).pairs, request.user)
    if asked.wrong:
        context = lists.context(request) | {"wrong": asked.wrong, "sheet": asked}
        return no_store(render(request, "lists/list.html", context))
    return _form(request, asked, SheetForm(use=asked.use, lines=asked.lines))


@sensitive_post_parameters()
@posted_from_here
@rate_limited
@sensitive_variables()
def made(request: HttpRequest) -> HttpResponse:
    """The sheet with what was written: on the page, or as a file; or the form again."""
    pairs = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    asked = AskedSheet.of(pairs, request.user)
    form = SheetForm(request.POST, use=asked.use, lines=asked.lines)
    if asked.wrong:
        form.add_error(None, asked.wrong)
    how = request.POST.get("as", "")
    if not form.is_valid() or how == "change":
        return _form(request, asked, form)
    page = asked.sheet(map(form.written, asked.lines), form.who, site_address(request))
    if how in WRITERS:
        return _file(request, asked, form, page, how)
    context = {"asked": asked, "form": form, "page": page, "section": "list"}
    return no_store(render(request, "lists/sheet.html", context))


def _form(request: HttpRequest, asked: AskedSheet, form: SheetForm) -> HttpResponse:
    context = {"asked": asked, "form": form, "section": "list"}
    return no_store(render(request, "lists/sheet_form.html", context))


@sensitive_variables()
def _file(
    request: HttpRequest, asked: AskedSheet, form: SheetForm, page: ConversationSheet, how: str
) -> HttpResponse:
    """As a file. One that cannot be made is told beside what was written, and in no log."""
    write, media_type = WRITERS[how]
    try:
        content = child_process.write(write, page) if how == "pdf" else write(page)
    except CannotWrite as cannot:
        form.add_error(None, str(cannot))
        return _form(request, asked, form)
    return no_store(file_response(content, media_type, f"{asked.use.name}-sheet.{how}"))
