"""Make the document that files are written from: a grid as readers see it, with its source."""

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from frameworks.queries.reading import Reading
from opportunities.exchange.writing.document import GridDocument, GridSource
from opportunities.grid.snapshot import Stage


def document_of(
    reading: Reading, site: str, *, stage: Stage | None = None, **what: Any
) -> GridDocument:
    """Return the document of an edition, or of a stage. `site`: "https://cpd.example".

    `what` are further arguments of GridDocument, which limit it.
    """
    source = source_of(reading, site, stage)
    return GridDocument(reading.grid, source, labels=reading.marks, stage=stage, **what)


def source_of(reading: Reading, site: str, stage: Stage | None = None) -> GridSource:
    """Return the source of a document. That of a stage has the address of the page of the stage."""
    framework, edition = reading.framework, reading.edition
    has_pages = reading.is_listed and reading.is_current
    published = edition.published_at if not reading.is_draft else None
    return GridSource(
        organisation=framework.organisation.name,
        short_name=reading.authority,
        framework=framework.title,
        title=edition.title,
        edition="" if reading.is_draft else edition.label,
        published=localdate(published) if published else None,
        address=f"{site}{reading.stage_url(stage) if stage else reading.url}",
        slug=framework.slug,
        credit=edition.source,
        contact=str(framework.contact),
        status=edition.status,
        fingerprint=edition.grid.fingerprint if edition.grid.is_locked else "",
        opportunities=f"{site}{reverse('opportunity_list')}" if has_pages else "",
    )
