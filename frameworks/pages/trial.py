"""Render every page of an edition once, as its readers will see it, before it is published.

Nothing rendered here is cached: what is tried may yet be refused.
"""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string

from cpd_site.plain_text import printable
from frameworks.checks.findings import DRAWING, Finding, Severity, Where
from frameworks.pages import editions, matrix
from frameworks.pages.documents import document_of
from frameworks.pages.edition_pages import PAGES, EditionPage
from frameworks.queries.edition_comparison import EditionComparison
from frameworks.queries.prepared_editions import Prepared
from frameworks.queries.reading import Reading
from opportunities.exchange.writing.formats import formats

log = logging.getLogger(__name__)

FEED = "publishing/_feed_item.html"

type TrialPage = tuple[str, Where, Callable[[], bytes | str]]
"""What people call it, where to look if it fails, and what draws it."""


class Visit(HttpRequest):
    """A request like that of a reader who is not signed in."""

    def __init__(self, path: str, query: str = "") -> None:
        super().__init__()
        self.method, self.path, self.path_info = "GET", path, path
        self.META = {"QUERY_STRING": query, "REMOTE_ADDR": ""}
        self.GET = QueryDict(query)
        self.user = AnonymousUser()

    def get_host(self) -> str:
        """The host of SITE_ADDRESS, whatever ALLOWED_HOSTS says."""
        return urlsplit(settings.SITE_ADDRESS).netloc

    def _get_scheme(self) -> str:
        return urlsplit(settings.SITE_ADDRESS).scheme


def undrawable(reading: Reading) -> tuple[Finding, ...]:
    """Render every page and return a blocker for each that fails; the log has the error."""
    return tuple(
        Finding(
            DRAWING,
            Severity.BLOCKER,
            f"{name} cannot be drawn, so readers would get no page. Look for words in it that are "
            "out of the ordinary, write them again, and tell who looks after this site.",
            (where,),
        )
        for name, where, draw in pages(reading)
        if not _is_rendered(reading, name, draw)
    )


def _is_rendered(reading: Reading, name: str, draw: Callable[[], bytes | str]) -> bool:
    try:
        rendered = draw()
        if isinstance(rendered, str):
            rendered.encode()
    except DatabaseError:  # no fault of the page
        raise
    except Exception:
        log.exception("%s of edition %s cannot be drawn", printable(name), reading.edition.pk)
        return False
    return True


def pages(reading: Reading) -> Iterator[TrialPage]:
    """Yield every page and file of the edition."""
    front, prepared = Where(), Prepared(reading)
    yield "The matrix", front, lambda: _matrix(prepared, "open=all")
    yield "The matrix by provider", front, lambda: _matrix(prepared, "by=tier")
    for page in PAGES:
        for name, where, place in page.visits(reading):
            yield name, where, partial(_page, reading, page, place)
    if (before := reading.edition_before) is not None:
        two = (
            Reading(reading.framework, edition, pinned=True)
            for edition in (before, reading.edition)
        )
        between = EditionComparison(*two)
        changes = partial(editions.changes, between, QueryDict())
        yield (
            "The page of what changed",
            front,
            lambda: _rendered(between.url, editions.CHANGES, changes()),
        )
    document = document_of(reading, "")
    for form in formats().values():
        if not form.is_slow:  # what is slow is written once it is published
            yield f"The {form.label} file", front, partial(form.write, document)
    yield "The feed", front, lambda: _rendered(reading.url, FEED, {"edition": reading.edition})


def _page(reading: Reading, page: EditionPage, place: dict[str, Any]) -> str:
    visit = Visit(reading.page_url(page.name, *place.values()))
    return render_to_string(page.template, page.context(visit, reading, **place), visit)


def _rendered(url: str, template: str, context: dict[str, Any]) -> str:
    return render_to_string(template, context, Visit(url))


def _matrix(edition: Prepared, query: str) -> str:
    visit = Visit(edition.reading.url, query)
    context = matrix.context(visit, edition, edition.filters(visit.GET))
    return render_to_string(matrix.PAGE, context, visit)
