"""Answers to what is posted to a draft that is gone: the words come back on a page of their own."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from cpd_site.serving import resubmit
from cpd_site.serving.decorators import PersonRequest
from cpd_site.serving.errors import NotHere
from frameworks.models import Framework
from frameworks.queries.gone_drafts import GoneDraft, gone_draft

NOT_FOUND, CONFLICT = 404, 409


class NoDraftHere(NotHere):
    """Raised if the framework has no draft."""

    def __init__(self, framework: Framework, gone: GoneDraft) -> None:
        super().__init__(gone.sentence, gone.ways)
        self.framework = framework


def no_draft(request: PersonRequest, framework: Framework) -> NoDraftHere:
    """Return the error that says what became of the draft, and where to go on."""
    return NoDraftHere(framework, gone_draft(framework, request.user))


def resubmit_words(
    request: HttpRequest,
    reason: str,
    ways: Iterable[tuple[str, str]],
    *,
    status: int = CONFLICT,
) -> HttpResponse | None:
    """Return a page with the posted words and why they were refused; None without words.

    A script gets the bare status: it then sends the form the plain way, and gets the page.
    """
    if request.method != "POST" or not resubmit.words(request):
        return None
    if "HX-Request" in request.headers:
        return HttpResponse(status=status)
    return resubmit.resubmit_page(request, reason, ways=ways, status=status)


def resubmit_words_of_draft(
    request: PersonRequest, framework: Framework, refused: Exception
) -> HttpResponse | None:
    """Return the same page where the draft refused the words.

    Most often the draft was discarded a moment earlier.
    """
    if framework.editions.drafts().exists():
        return resubmit_words(request, str(refused), [("The draft", framework.get_draft_url())])
    gone = no_draft(request, framework)
    return resubmit_words(request, gone.reason, gone.instead)
