"""The lines that everybody may read, in the memory of each worker until they are others."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock

from django.urls import reverse

from cpd_site.serving import site_version
from frameworks.models import Framework
from opportunities.search import entries
from opportunities.search.catalogue import Catalogue, CatalogueLine
from opportunities.search.entries import EntryPlace, GridEntry

type Version = tuple[int, str]
"""A grid by its primary key, and the fingerprint of its content."""


@dataclass(frozen=True)
class Source:
    """A framework, as search names it. Its shelf has the same number."""

    slug: str
    title: str
    authority: str
    url: str

    def stage_url(self, stage: str) -> str:
        return _stage_url(self.slug, stage)


@lru_cache(maxsize=5000)
def _stage_url(framework: str, stage: str) -> str:
    return reverse("framework_stage", args=[framework, stage])


class OpenCatalogue(Catalogue):
    """A catalogue of frameworks, by authority."""

    def __init__(self, sources: dict[Version, Source], shelves: dict[Version, GridEntry]) -> None:
        super().__init__([shelves[version] for version in sources])
        self.sources = tuple(sources.values())
        self.shelf_of = dict(zip(sources, self.shelves, strict=True))

    @cached_property
    def authorities(self) -> tuple[tuple[str, str], ...]:
        """To choose from: the address of each framework, and whose it is."""
        return tuple((source.slug, source.authority) for source in self.sources)

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of a framework, by its address."""
        return {source.slug: number for number, source in enumerate(self.sources)}

    def places(self, line: CatalogueLine) -> list[EntryPlace]:
        return list(self.shelves[line.shelf].places(line.number))


class _Kept:
    stamp: int | None = None
    catalogue: OpenCatalogue | None = None
    lock = Lock()


def current() -> OpenCatalogue:
    """The catalogue of today. After a publication only the grids that are new are read.

    Reading a framework takes about 5 ms, so that a worker's first search of 151 takes a second.
    """
    stamp = site_version.current()
    if _Kept.catalogue is not None and stamp is not None and _Kept.stamp == stamp:
        return _Kept.catalogue
    with _Kept.lock:
        if _Kept.catalogue is None or stamp is None or _Kept.stamp != stamp:
            _Kept.catalogue = _read(_Kept.catalogue.shelf_of if _Kept.catalogue else {})
            _Kept.stamp = stamp
        return _Kept.catalogue


def forget() -> None:
    """Read everything anew the next time."""
    _Kept.stamp = _Kept.catalogue = None


def _read(known: dict[Version, GridEntry]) -> OpenCatalogue:
    sources: dict[Version, Source] = {}
    for framework in Framework.objects.public().not_copies():
        edition = framework.current_edition
        if edition:  # open_to_all promises it
            sources[edition.grid_id, edition.grid.fingerprint] = Source(
                slug=framework.slug,
                title=framework.title,
                authority=framework.organisation.short_name,
                url=reverse("framework_detail", args=[framework.slug]),
            )
    unknown = {version[0]: version for version in sources if version not in known}
    new = {unknown[read.grid]: read for read in entries.read(list(unknown))}
    return OpenCatalogue(sources, {**known, **new})
