"""Shared by the pages of an edition: access, caching and indexing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from cpd_site.serving.decorators import cached_page
from frameworks.pages.edition_pages import PAGES, EditionPage
from frameworks.queries.reading import Reading, find

type RenderPage = Callable[..., HttpResponse]
"""A function that renders a page, from a request, a Reading and the arguments of the path."""


def edition_page(answer: RenderPage) -> Callable[..., HttpResponse]:
    """Wrap a page of an edition, at the framework's address or its own, for its readers."""

    @cached_page
    def view(
        request: HttpRequest, /, slug: str, label: str | None = None, **rest: Any
    ) -> HttpResponse:
        reading = find(slug, label, request.user)
        return noindex_if_private(answer(request, reading, **rest), reading)

    return view


def pages(
    prefix: str, name: str, view_of: Callable[[RenderPage], RenderPage] = edition_page
) -> list[URLPattern]:
    """Return the URL patterns of all PAGES below a prefix; `view_of` finds the edition."""
    return [
        path(f"{prefix}/{page.path}", view_of(_answer_of(page)), name=f"{name}_{page.name}")
        for page in PAGES
    ]


def _answer_of(page: EditionPage) -> RenderPage:
    def answer(request: HttpRequest, reading: Reading, **place: Any) -> HttpResponse:
        context = page.context(request, reading, **place)
        return render(request, page.template, context | page.beside(reading, context))

    return answer


def noindex_if_private(response: HttpResponse, reading: Reading) -> HttpResponse:
    """Add noindex to the response unless everybody may find the page."""
    if not reading.is_listed:
        response["X-Robots-Tag"] = "noindex"
    return response


def no_store(response: HttpResponse) -> HttpResponse:
    """Forbid caching and indexing of the response."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
