"""Write the downloads that take long, such as PDF, soon after an edition is published.

The worker does it, and `manage.py publish_due` writes what is missing, so that neither the
publisher nor the first reader waits: a PDF of 10,000 lines takes some seconds and much memory.
Otherwise the first request for the file writes it.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.http import QueryDict
from django.tasks import task
from django.utils import timezone

from cpd_site.serving.background import LATER, OUTSIDE, has_worker
from frameworks.models import Edition
from frameworks.models.edition import EditionQuerySet
from frameworks.pages.files import file_of, filters_of
from frameworks.queries.reading import Reading
from opportunities.exchange.writing.child_process import CannotWrite
from opportunities.exchange.writing.formats import formats

log = logging.getLogger(__name__)

TRIED_FOR = timedelta(days=7)
"""How long after a publication `publish_due` tries again to write a file."""


def write_soon(edition: Edition) -> None:
    """Leave the slow files of the edition to the worker, if there is one, while publishing it."""
    if has_worker():
        write_slow_files_of.enqueue(edition.pk)


@task(priority=LATER, queue_name=OUTSIDE)
def write_slow_files_of(edition_pk: int) -> None:
    """Write and store the slow files of this edition, if it is still current."""
    for reading in _current(Edition.objects.filter(pk=edition_pk)):
        _write(reading)


def write_slow_files() -> None:
    """Write and store the slow files of each current edition published within `TRIED_FOR`."""
    since = timezone.now() - TRIED_FOR
    for reading in _current(Edition.objects.filter(published_at__gt=since)):
        _write(reading)


def _current(editions: EditionQuerySet) -> Iterator[Reading]:
    """Yield readings of the editions that are current and for everybody."""
    current = editions.published().filter(current_of__isnull=False)
    for edition in current.select_related("framework__organisation", "grid"):
        reading = Reading(edition.framework, edition, pinned=False)
        if reading.is_listed:
            yield reading


def _write(reading: Reading) -> None:
    site, everything = settings.SITE_ADDRESS.rstrip("/"), filters_of(reading, QueryDict())
    for form in formats().values():
        if form.is_slow and form.is_for(reading.grid, None):
            file = file_of(reading, form, site, everything)
            try:
                file.content()
            except CannotWrite:
                log.exception("%s could not be written", file.name)
