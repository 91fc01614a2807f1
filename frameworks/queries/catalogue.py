"""Keep the public lines in the memory of each worker until the public site version changes."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock

from django.urls import reverse

from cpd_site.serving import caches, site_version
from cpd_site.serving.caches import Cache
from frameworks.models import Framework
from opportunities.exchange.writing.document import short_reference
from opportunities.search import entries
from opportunities.search.catalogue import Catalogue, CatalogueLine
from opportunities.search.entries import EntryPlace, GridEntry
from opportunities.search.roles import StageNames
from opportunities.text.questions import Question
from opportunities.text.stems import stems

type CatalogueVersion = tuple[int, str]
"""A grid by its primary key, and the fingerprint of its content."""


@dataclass(frozen=True)
class Source:
    """A framework and its edition as search shows them. Its `GridEntry` has the same index."""

    slug: str
    title: str
    authority: str
    url: str
    edition: str
    heading: str
    reference: str

    def stage_url(self, stage: str) -> str:
        return _stage_url(self.slug, stage)


@lru_cache(maxsize=5000)
def _stage_url(framework: str, stage: str) -> str:
    return reverse("framework_stage", args=[framework, stage])


class OpenCatalogue(Catalogue):
    """A catalogue of frameworks, by authority."""

    def __init__(
        self, sources: dict[CatalogueVersion, Source], entries: dict[CatalogueVersion, GridEntry]
    ) -> None:
        super().__init__([entries[version] for version in sources])
        self.sources = tuple(sources.values())
        self.entry_of = dict(zip(sources, self.entries, strict=True))

    @cached_property
    def authorities(self) -> tuple[tuple[str, str], ...]:
        """The choices of the authority filter: the slug of each framework and its authority."""
        return tuple((source.slug, source.authority) for source in self.sources)

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The index of each framework, by its slug."""
        return {source.slug: number for number, source in enumerate(self.sources)}

    @cached_property
    def roles(self) -> StageNames:
        """The stages, searchable by name."""
        return StageNames(self.entries)

    def named_by(self, question: Question) -> frozenset[int]:
        """Return the frameworks of the authorities that the question names, by their index."""
        typed = {single.stem for term in question.wanted.terms for single in term.single}
        return frozenset(number for number, name in enumerate(self.names) if name and name <= typed)

    @cached_property
    def names(self) -> list[frozenset[str]]:
        """The stems of the name of each framework's authority."""
        return [frozenset(stems(source.authority)) for source in self.sources]

    def places(self, line: CatalogueLine) -> list[EntryPlace]:
        return list(self.entries[line.entry].places(line.number))


KEY = "current"

CATALOGUE = caches.register("catalogue", Cache[str, tuple[int | None, OpenCatalogue]](1))
"""The catalogue, and the site version at which it was read."""

_reading = Lock()


def current() -> OpenCatalogue:
    """Return the current catalogue. After a publication it reads only the new grids.

    Reading a framework takes about 5 ms, so a worker's first search of 151 takes a second.
    """
    version = site_version.current()
    if (cached := _cached(version)) is not None:
        return cached
    with _reading:
        if (cached := _cached(version)) is not None:
            return cached
        former = CATALOGUE.get(KEY)
        catalogue = _read(former[1].entry_of if former else {})
        CATALOGUE.put(KEY, (version, catalogue))
        return catalogue


def _cached(version: int | None) -> OpenCatalogue | None:
    """Return the catalogue read at this site version; None if there is none or it is unknown."""
    at, catalogue = CATALOGUE.get(KEY) or (None, None)
    return catalogue if version is not None and at == version else None


def _read(known: dict[CatalogueVersion, GridEntry]) -> OpenCatalogue:
    sources: dict[CatalogueVersion, Source] = {}
    for framework in Framework.objects.public().not_copies():
        edition = framework.current_edition
        if edition:  # always: `public` asks for one
            sources[edition.grid_id, edition.grid.fingerprint] = Source(
                slug=framework.slug,
                title=framework.title,
                authority=framework.organisation.short_name,
                url=reverse("framework_detail", args=[framework.slug]),
                edition=edition.label,
                heading=edition.heading_inside,
                reference=short_reference(edition.grid.fingerprint),
            )
    unknown = {version[0]: version for version in sources if version not in known}
    new = {unknown[read.grid]: read for read in entries.read(list(unknown))}
    return OpenCatalogue(sources, {**known, **new})
