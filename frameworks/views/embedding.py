"""A framework or a stage of it on another site: in a frame, or as plain HTML to copy.

Only what everybody may read, in its current edition: in a frame on another site nobody is signed
in. Browsers refuse every other page of this site in a frame.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override

from cpd_site.serving.decorators import cached_page
from cpd_site.serving.errors import NotHere
from cpd_site.serving.site_address import site_address
from frameworks.models import Framework
from frameworks.pages.documents import document_of
from frameworks.queries.reading import NOBODY, Reading, find
from opportunities.exchange.writing.document import GridDocument

IN_A_FRAME = settings.SECURE_CSP | {"frame-ancestors": ["*"]}

type EmbeddedView = Callable[..., HttpResponse]


def _of_all(view: Callable[[HttpRequest, Reading, GridDocument], HttpResponse]) -> EmbeddedView:
    """Wrap a view of the current edition of a public framework, whole or one stage of it."""

    @cached_page
    @wraps(view)
    def of_all(request: HttpRequest, slug: str, address: str = "") -> HttpResponse:
        reading = find(slug, None, NOBODY)
        if reading.framework.visibility != Framework.Visibility.PUBLIC:
            raise NotHere(
                f"{reading.framework} is only for those who know its address, not for other sites.",
                [(str(reading.framework), reading.url)],
            )
        stage = reading.stage(address) if address else None
        return view(request, reading, document_of(reading, site_address(request), stage=stage))

    return of_all


@xframe_options_exempt
@csp_override(IN_A_FRAME)
@_of_all
def frame(request: HttpRequest, reading: Reading, document: GridDocument) -> HttpResponse:
    return render(request, "embedding/frame.html", _context(reading, document))


@_of_all
def how(request: HttpRequest, reading: Reading, document: GridDocument) -> HttpResponse:
    """Show the code for a frame, and the same content as plain HTML, to copy."""
    slug, stage = reading.framework.slug, document.stage
    args = [slug, stage.slug] if stage else [slug]
    address = reverse("framework_stage_frame" if stage else "framework_frame", args=args)
    context = _context(reading, document) | {"frame": request.build_absolute_uri(address)}
    for name in ("code", "plain"):
        context[name] = render_to_string(f"embedding/_{name}.html", context).strip()
    return render(request, "embedding/how.html", context | {"section": "frameworks"})


def _context(reading: Reading, document: GridDocument) -> dict[str, Any]:
    return {
        "reading": reading,
        "framework": reading.framework,
        "edition": reading.edition,
        "document": document,
        "stage": document.stage,
        "source": document.source,
        "stages": [
            (stage, [cell for cell in document.cells(stage) if cell.lines or cell.word])
            for stage in document.stages
        ],
    }
