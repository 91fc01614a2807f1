"""Find the public framework whose current edition holds a CASE identifier.

Copies are left out: their rows have the keys of the framework that they copy.
"""

from uuid import UUID

from django.db.models import QuerySet

from frameworks.models import Framework
from frameworks.queries.public import open_placements, open_stages
from opportunities.exchange.writing.case import document_identifier, stage_association

SLUG = "grid__edition__framework__slug"


def open_frameworks() -> QuerySet[Framework]:
    """Return the frameworks in the order of their slugs."""
    return Framework.objects.public().not_copies().order_by("slug")


def with_document(identifier: UUID) -> str | None:
    """Return the slug of the framework whose document this is."""
    slugs = open_frameworks().values_list("slug", flat=True)
    return next((slug for slug in slugs if document_identifier(slug) == identifier), None)


def with_item(identifier: UUID) -> str | None:
    """Return the slug of the first framework with this stage or this opportunity."""
    stages = open_stages().filter(key=identifier)
    lines = open_placements().filter(opportunity__key=identifier)
    found = [rows.order_by(SLUG).values_list(SLUG, flat=True).first() for rows in (stages, lines)]
    return next(filter(None, found), None)


def with_association(identifier: UUID) -> str | None:
    """Return the slug of the first framework with this placement, or with this association of a
    stage."""
    lines = open_placements().filter(key=identifier)
    if slug := lines.order_by(SLUG).values_list(SLUG, flat=True).first():
        return slug
    stages = open_stages().values_list(SLUG, "key")
    return next((slug for slug, key in stages if stage_association(slug, key) == identifier), None)
