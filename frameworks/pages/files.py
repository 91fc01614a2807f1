"""Make the files of an edition or a part of it: document, name and bytes."""

import hashlib
from dataclasses import dataclass

from django.core.cache import caches
from django.http import QueryDict
from django.utils.text import slugify

from frameworks.pages.documents import document_of
from frameworks.queries.reading import Reading
from opportunities.exchange.writing import child_process
from opportunities.exchange.writing.document import GridDocument
from opportunities.exchange.writing.formats import Format
from opportunities.filters import PLUS, WRITTEN_OUT, GridFilterSet, filters_for
from opportunities.grid.snapshot import Stage
from opportunities.layout.grid_index import GridIndex

LONGEST_FILTER = 60
"""Letters of the name of a file that may say how it is filtered."""


@dataclass(frozen=True)
class File:
    """A file of an edition in one of the formats, before it is written."""

    reading: Reading
    format: Format
    document: GridDocument
    filters: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name to save the file under, which says what it holds: small letters and hyphens."""
        reading, stage = self.reading, self.document.stage
        filtered = slugify(" ".join(self.filters))[:LONGEST_FILTER].strip("-")
        parts = [
            reading.framework.slug,
            "draft" if reading.is_draft else reading.edition.slug,
            stage.slug if stage else "",
            filtered,
            WRITTEN_OUT if self.document.written_out else "",
        ]
        extension = self.format.extension or self.format.name
        return f"{'-'.join(filter(None, parts))}.{extension}"

    def content(self) -> bytes:
        """Write the file. Raises CannotWrite. Slow files of public editions are cached."""
        if not self.format.is_slow:
            return self.format.write(self.document)
        if not self.reading.is_listed:
            return child_process.write(self.format.write, self.document)
        cache, key = caches["files"], self._key()
        content: bytes | None = cache.get(key)
        if content is None:
            content = child_process.write(self.format.write, self.document)
            cache.set(key, content)
        return content

    def _key(self) -> str:
        """The cache key: a hash of the format and of everything that the file says."""
        depends_on = repr((self.format.name, self.format.version, self.document.cache_key))
        return hashlib.sha256(depends_on.encode(errors="replace")).hexdigest()


def file_of(
    reading: Reading, form: Format, site: str, filters: GridFilterSet, stage: Stage | None = None
) -> File:
    """Return the file in this format of what the filters leave of the edition."""
    labels = tuple(chip.label for chip in filters.chips)
    document = document_of(
        reading,
        site,
        stage=stage,
        stages_left=filters.stages_left(),
        lines_left=filters.lines_left(),
        filters=labels,
        written_out=filters.data.get(PLUS) == WRITTEN_OUT,
    )
    return File(reading, form, document, labels)


def filters_of(reading: Reading, data: QueryDict) -> GridFilterSet:
    return filters_for(data, GridIndex(reading.grid, reading.marks))


def errors_of(filters: GridFilterSet) -> dict[str, list[str]]:
    """Return the errors of the query string, by parameter. With any, no file is written."""
    wrong = dict(filters.errors_by_name)
    if filters.data.get(PLUS, WRITTEN_OUT) != WRITTEN_OUT:
        wrong[PLUS] = [f"Say “{WRITTEN_OUT}”, or nothing."]
    return wrong
