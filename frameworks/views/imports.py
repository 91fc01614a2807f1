"""Bringing in a file: choose it, see what we found, proof-read it box by box, make it the draft."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from cpd_site.accounts.views.people import redirect_to_successor
from cpd_site.models import Organisation
from cpd_site.serving.decorators import PersonRequest, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.actions import imports, reading_files
from frameworks.actions.imports import StaleImport
from frameworks.desk.import_boxes import ProofPage
from frameworks.desk.imports import FoundPage, Importing
from frameworks.forms.imports import ShapeForm, StartImportForm
from frameworks.models import Import
from frameworks.queries import next_editions
from frameworks.queries.reading_files import progress_of
from frameworks.views.drafts.drafting import version_seen
from frameworks.views.gone import resubmit_words
from opportunities.exchange.reading.proposing.propose import fill_in_guesses
from opportunities.exchange.reading.tables import CannotRead

UNREADABLE = 422
RELOAD_AFTER = 3
"""Seconds after which the page of a file that is being read reloads."""

type ImportView[**P] = Callable[Concatenate[PersonRequest, Importing, P], HttpResponse]


def of_import[**P](view: ImportView[P]) -> Callable[..., HttpResponse]:
    """Wrap a view of an import for editors of its organisation. One with a draft leads there.

    Words written for an import that is gone come back on a page.
    """

    def found(
        request: PersonRequest, slug: str, pk: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        organisation = _organisation(request, slug)
        retained = Import.objects.retained().filter(organisation=organisation, pk=pk)
        related = ("organisation", "framework", "last_by", "draft__framework")
        stored = retained.select_related(*related).first()
        if stored is not None and stored.draft:
            messages.info(request, "This import is a draft already: here it is.")
            return redirect("draft", stored.draft.framework.slug)
        ways = [("Bring in a file", reverse("import_start", args=[slug]))]
        try:
            if stored is None:
                raise NotHere(imports.GONE, ways)
            if stored.contents is None and view.__name__ != "delete":
                return _being_read(request, stored)
            return view(request, Importing(stored), *args, **kwargs)
        except (NotHere, imports.ImportGone) as gone:
            instead = gone.instead if isinstance(gone, NotHere) else ways
            if answer := resubmit_words(request, str(gone), instead):
                return answer
            if isinstance(gone, imports.ImportGone):
                raise NotHere(str(gone), ways) from None
            raise

    return signed_in(update_wrapper(found, view))


def _organisation(request: PersonRequest, slug: str) -> Organisation:
    organisation = get_object_or_404(Organisation, slug=slug)
    redirect_to_successor(request, organisation)
    rules.demand(rules.may_begin(request.user, organisation))
    return organisation


@reading_or_posting
@signed_in
def start(request: PersonRequest, slug: str) -> HttpResponse:
    """Take a file or a paste. Nothing is stored of what cannot be read."""
    organisation = _organisation(request, slug)
    is_sent = request.method == "POST"
    frameworks = next_editions.of_organisation(organisation)
    if is_sent:
        form = StartImportForm(request.POST, request.FILES, frameworks=frameworks)
    else:
        form = StartImportForm(frameworks=frameworks, initial={"what": request.GET.get("what")})
    if form.is_valid():
        content, name = form.given
        try:
            begun = reading_files.begin(
                content,
                name,
                organisation=organisation,
                by=request.user,
                framework=form.framework,
            )
        except CannotRead as reason:
            form.add_error("file" if form.cleaned_data["file"] else "paste", str(reason))
        else:
            return redirect("import_found", slug, begun.pk)
    context = {
        "organisation": organisation,
        "form": form,
        "under_way": organisation.imports.under_way(),
        "section": "desk",
    }
    status = UNREADABLE if form.errors else 200
    return render(request, "imports/import_start.html", context, status=status)


def _being_read(request: PersonRequest, stored: Import) -> HttpResponse:
    """Return a page that reloads until the file is read, or says that it cannot be."""
    progress = None if stored.refusal else progress_of(stored)
    context = {
        "stored": stored,
        "progress": progress,
        "organisation": stored.organisation,
        "section": "desk",
    }
    response = render(request, "imports/import_reading.html", context)
    if progress:
        response["Refresh"] = f"{RELOAD_AFTER}; url={request.path}"
    return response


@reading_or_posting
@of_import
def found(request: PersonRequest, importing: Importing) -> HttpResponse:
    """Show what we found, for correction; shown again after each change."""
    if request.method != "POST":
        return _found(request, importing, ShapeForm(proposal=importing.proposal))
    form = ShapeForm(request.POST, proposal=importing.proposal)
    if not form.is_valid():
        return _found(request, importing, form)
    try:
        stored = _answer(request, importing, form)
    except StaleImport as stale:
        importing = Importing(stale.theirs)
        form = ShapeForm(request.POST, proposal=importing.proposal)
        form.full_clean()
        form.add_colleague_errors(stale.theirs.last_by or "Somebody")
        return _found(request, importing, form)
    now = Importing(stored)
    if request.POST.get("do") != "go":
        messages.success(request, "This is how we read it now.")
        return redirect(importing.address("import_found"))
    form = ShapeForm(_displayed(ShapeForm(proposal=now.proposal)), proposal=now.proposal)
    form.full_clean()
    form.add_missing_errors()
    if form.errors:
        return _found(request, now, form)
    return redirect(importing.address("import_proof"))


def _displayed(form: ShapeForm) -> dict[str, Any]:
    """Return what a form shows, as if it were sent as it stands."""
    return {field.name: field.value() for field in form if field.value() is not False}


def _answer(request: PersonRequest, importing: Importing, form: ShapeForm) -> Import:
    back, seen = request.POST.get("back", ""), version_seen(request.POST, "version")

    def change(answers: Any) -> Any:
        answers = form.answered(answers)
        if back:
            answers = imports.restore_row(answers, back)
        if request.POST.get("do") == "guess":
            answers = fill_in_guesses(answers, importing.proposal)
        return answers

    return imports.answer(of=importing.stored, by=request.user, change=change, seen=seen)


def _found(request: PersonRequest, importing: Importing, form: ShapeForm) -> HttpResponse:
    context = {
        "page": FoundPage(importing, form),
        "form": form,
        "stored": importing.stored,
        "organisation": importing.stored.organisation,
        "section": "desk",
    }
    return render(request, "imports/import_found.html", context)


def box_address(importing: Importing, box: str, **more: int) -> str:
    """Return the address of a box in proof-reading."""
    return f"{importing.address('import_proof')}?{urlencode([('box', box), *more.items()])}"


@require_POST
@of_import
def draft(request: PersonRequest, importing: Importing) -> HttpResponse:
    """Make the import the draft, or lead to what is new in a next edition.

    Asks once while there are boxes that nobody looked at.
    """
    page = ProofPage(importing)
    if importing.proposal.missing or not page.cells:
        return redirect(importing.address("import_found"))
    if page.unread and request.POST.get("sure") != "yes":
        context = {
            "page": page,
            "stored": importing.stored,
            "organisation": importing.stored.organisation,
            "section": "desk",
        }
        return render(request, "imports/import_unread.html", context)
    if importing.stored.framework_id:
        return redirect(importing.address("import_news"))
    try:
        made = imports.make_draft(of=importing.stored, by=request.user)
    except imports.Incomplete as refused:
        messages.warning(request, str(refused))
        return redirect(box_address(importing, refused.box))
    messages.success(request, "This is the draft. Readers see nothing of it until you publish.")
    return redirect("draft", made.framework.slug)


@reading_or_posting
@of_import
def delete(request: PersonRequest, importing: Importing) -> HttpResponse:
    """Ask, then delete."""
    stored = importing.stored
    if request.method == "POST":
        imports.delete(of=stored, by=request.user)
        messages.success(request, f"“{stored.name}” is deleted, with all that was answered.")
        return redirect("import_start", stored.organisation.slug)
    context = {"stored": stored, "organisation": stored.organisation, "section": "desk"}
    return render(request, "imports/import_delete.html", context)
