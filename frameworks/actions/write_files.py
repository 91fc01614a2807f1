"""Writes the files that take long, such as PDF, soon after an edition is published.

`manage.py publish_due` does it, so that neither who publishes nor the first reader waits: a PDF of
10,000 lines takes some seconds and much memory. What is not there yet is written when it is asked
for.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from frameworks.models import Edition
from frameworks.pages.files import file_of, filters_of
from frameworks.queries.reading import Reading
from opportunities.exchange.writing.child_process import CannotWrite
from opportunities.exchange.writing.formats import formats

log = logging.getLogger(__name__)

TRIED_FOR = timedelta(days=7)
"""For how long after a publication what could not be written is tried again."""


def write_slow_files() -> None:
    """Write and keep the slow files of each current edition that was published lately."""
    since = timezone.now() - TRIED_FOR
    recent = Edition.objects.published().filter(current_of__isnull=False, published_at__gt=since)
    for edition in recent.select_related("framework__organisation", "grid"):
        reading = Reading(edition.framework, edition, pinned=False)
        if reading.is_listed:
            _write(reading)


def _write(reading: Reading) -> None:
    site, everything = settings.SITE_ADDRESS.rstrip("/"), filters_of(reading, QueryDict())
    for form in formats().values():
        if form.is_slow and form.is_for(reading.grid, None):
            file = file_of(reading, form, site, everything)
            try:
                file.content()
            except CannotWrite:
                log.exception("%s could not be written", file.name)
