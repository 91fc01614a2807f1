"""Public frameworks for programs that read CASE 1.1, at the addresses of the standard."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict

from cpd_site.serving.decorators import cached_page
from cpd_site.serving.site_address import site_address
from frameworks.pages.documents import document_of, source_of
from frameworks.queries import case as queries
from frameworks.queries.prepared_editions import prepared
from frameworks.queries.reading import Reading
from opportunities.exchange.writing.case import (
    Definitions,
    Json,
    Package,
    cf_document,
    with_package,
)
from opportunities.exchange.writing.case_openapi import openapi

LIMIT, MOST = 100, 500
"""The number of documents in a response: unless asked for, and at most."""

NOT_SUPPORTED = {
    "sort": "invalid_sort_field",
    "orderBy": "invalid_sort_field",
    "filter": "invalid_selection_field",
    "fields": "invalid_selection_field",
}
"""The parameters of the standard that this site does not support, with the standard’s codes."""


class CaseRefused(Exception):
    """Raised if a request is refused: a sentence, the standard’s codes, and the HTTP status."""

    def __init__(self, why: str, minor: str, status: int, major: str = "failure") -> None:
        super().__init__(why)
        self.minor, self.status, self.major = minor, status, major

    @property
    def status_info(self) -> Json:
        field = {
            "imsx_codeMinorFieldName": "TargetEndSystem",
            "imsx_codeMinorFieldValue": self.minor,
        }
        return {
            "imsx_codeMajor": self.major,
            "imsx_severity": "error",
            "imsx_description": str(self),
            "imsx_codeMinor": {"imsx_codeMinorField": [field]},
        }


class CaseAnswer(JsonResponse):
    """A JSON response that pages of other sites may read."""

    def __init__(self, content: Json, status: int = 200) -> None:
        super().__init__(content, status=status, json_dumps_params={"indent": 1})
        self["Access-Control-Allow-Origin"] = "*"
        self["Access-Control-Expose-Headers"] = "ETag, Link, X-Total-Count"


def in_case(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a view so that it refuses in the shape of the standard, too."""

    @cached_page
    @wraps(view)
    def answer(request: HttpRequest, **place: Any) -> HttpResponse:
        try:
            return view(request, **place)
        except CaseRefused as refusal:
            return CaseAnswer(refusal.status_info, refusal.status)

    return answer


def by_identifier(find: Callable[[HttpRequest, UUID], Json | None]) -> Callable[..., HttpResponse]:
    """Return a view of the object that `find` returns for an identifier."""

    @wraps(find)
    def view(request: HttpRequest, identifier: str) -> HttpResponse:
        try:
            key = UUID(identifier)
        except ValueError:
            raise CaseRefused(f"“{identifier}” is no UUID.", "invalid_uuid", 404) from None
        found = find(request, key)
        if found is None:
            raise CaseRefused("Nothing public has this identifier.", "unknownobject", 404)
        return CaseAnswer(found)

    return in_case(view)


@in_case
def documents(request: HttpRequest) -> HttpResponse:
    """List the public frameworks, some at a time."""
    for name in NOT_SUPPORTED.keys() & request.GET.keys():
        why = f"“{name}” is not supported here. limit and offset are."
        raise CaseRefused(why, NOT_SUPPORTED[name], 400, major="unsupported")
    limit = min(_number(request.GET, "limit", LIMIT, least=1), MOST)
    offset = _number(request.GET, "offset", 0, least=0)
    frameworks = queries.open_frameworks()
    total, site = frameworks.count(), site_address(request)
    answer = CaseAnswer(
        {
            "CFDocuments": [
                _document(Reading(framework, framework.current_edition, pinned=False), site)
                for framework in frameworks[offset : offset + limit]
                if framework.current_edition
            ]
        }
    )
    answer["X-Total-Count"] = total
    if links := _links(request, total, limit, offset):
        answer["Link"] = links
    return answer


@by_identifier
def document(request: HttpRequest, identifier: UUID) -> Json | None:
    slug = queries.with_document(identifier)
    return _document(prepared(slug).reading, site_address(request)) if slug else None


@by_identifier
def package(request: HttpRequest, identifier: UUID) -> Json | None:
    found = _package(request, queries.with_document(identifier))
    return found.whole() if found else None


@by_identifier
def item(request: HttpRequest, identifier: UUID) -> Json | None:
    found = _package(request, queries.with_item(identifier))
    return found.item(identifier) if found else None


@by_identifier
def item_associations(request: HttpRequest, identifier: UUID) -> Json | None:
    found = _package(request, queries.with_item(identifier))
    return found.item_associations(identifier) if found else None


@by_identifier
def association(request: HttpRequest, identifier: UUID) -> Json | None:
    found = _package(request, queries.with_association(identifier))
    return found.association(identifier) if found else None


@by_identifier
def concept(request: HttpRequest, identifier: UUID) -> Json | None:
    found = _defined(Definitions(site_address(request)).concepts, identifier)
    return {"CFConcepts": [found]} if found else None


@by_identifier
def item_type(request: HttpRequest, identifier: UUID) -> Json | None:
    found = _defined(Definitions(site_address(request)).item_types, identifier)
    return {"CFItemTypes": [found]} if found else None


@by_identifier
def grouping(request: HttpRequest, identifier: UUID) -> Json | None:
    return _defined(Definitions(site_address(request)).groupings, identifier)


BY_IDENTIFIER = {
    "CFDocuments": document,
    "CFPackages": package,
    "CFItems": item,
    "CFItemAssociations": item_associations,
    "CFAssociations": association,
    "CFConcepts": concept,
    "CFItemTypes": item_type,
    "CFAssociationGroupings": grouping,
}
"""The views by the names that the standard has for them in addresses."""


@in_case
def discovery(request: HttpRequest) -> HttpResponse:
    """Describe what can be asked for."""
    return CaseAnswer(openapi(site_address(request)))


@in_case
def elsewhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Refuse any other address of the standard."""
    why = "This site has no licences, subjects or rubrics. Service discovery says what it has."
    raise CaseRefused(why, "unknownobject", 404, major="unsupported")


def _document(reading: Reading, site: str) -> Json:
    return with_package(cf_document(source_of(reading, site), _changed(reading), site), site)


def _package(request: HttpRequest, slug: str | None) -> Package | None:
    if slug is None:
        return None
    reading, site = prepared(slug).reading, site_address(request)
    return Package(document_of(reading, site), _changed(reading), site)


def _changed(reading: Reading) -> datetime:
    return cast(datetime, reading.edition.published_at)  # current editions are published


def _defined(rows: list[Json], identifier: UUID) -> Json | None:
    return next((row for row in rows if row["identifier"] == str(identifier)), None)


def _number(asked: QueryDict, name: str, otherwise: int, least: int) -> int:
    value = asked.get(name)
    if value is None:
        return otherwise
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) >= least):
        why = f"“{name}” has to be a whole number from {least} up."
        raise CaseRefused(why, "invalid_selection_field", 400)
    return int(value)


def _links(request: HttpRequest, total: int, limit: int, offset: int) -> str:
    """Return the addresses of the other parts of a list, for the header Link."""
    starts = {"first": 0, "last": max(0, total - 1) // limit * limit}
    if offset + limit < total:
        starts["next"] = offset + limit
    if offset:
        starts["prev"] = max(0, offset - limit)
    page = request.build_absolute_uri(request.path)
    return ", ".join(
        f'<{page}?limit={limit}&offset={start}>; rel="{name}"' for name, start in starts.items()
    )
