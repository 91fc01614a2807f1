"""Cache published editions with what a matrix page needs: the index of lines and the layouts.

Index and layouts depend on the grid alone, and stay valid while its fingerprint is the same. The
rest of an entry stays valid while `reading.edition_version` returns the same.
"""

from collections.abc import Hashable
from functools import cached_property
from itertools import count
from typing import Any

from django.http import QueryDict

from cpd_site.serving import caches
from frameworks.models import Framework
from frameworks.queries.reading import NOBODY, Reading, edition_version, find, find_unguarded
from frameworks.rules import Person
from opportunities.filters import GridFilterSet, filters_for
from opportunities.grid.snapshot import GridSnapshot
from opportunities.layout.grid_index import GridIndex
from opportunities.layout.matrix import MatrixLayout

NUMBERS = count()


class PreparedGrid:
    """The index and the layouts of a grid as readers see it, with the origins of a copy's rows.

    `fingerprint` covers everything that these depend on. It is read when this is made, since the
    rows of a cached edition may be gone later, as when a backup is restored under this worker.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._layouts: dict[tuple[bool, bool], MatrixLayout] = {}
        self.fingerprint = _fingerprint(reading)

    @cached_property
    def index(self) -> GridIndex:
        return GridIndex(self._reading.grid, self._reading.marks)

    def layout(self, *, by_tier: bool, folded: bool) -> MatrixLayout:
        if (by_tier, folded) not in self._layouts:
            self._layouts[by_tier, folded] = MatrixLayout(
                self.index, by_tier=by_tier, folded=folded, marks=self._reading.marks
            )
        return self._layouts[by_tier, folded]


def _fingerprint(reading: Reading) -> tuple[Hashable, ...]:
    ours, theirs = reading.edition, reading.theirs
    marks = (theirs.pk, theirs.grid.fingerprint) if theirs else (None, "")
    whose = reading.whose_own, reading.whose_words
    return ours.grid_id, ours.grid.fingerprint, *marks, *whose


class Prepared:
    """An edition with its index and layouts.

    `number` identifies it in the keys of fragments. Fragments are cached only if `is_cached`:
    others, such as a draft, may change. `seen` is its `edition_version`. It takes over index and
    layouts of `former`, the entry before it at this address, if the grid is the same.
    """

    def __init__(
        self,
        reading: Reading,
        *,
        is_cached: bool = False,
        seen: tuple[Any, ...] | None = None,
        former: "Prepared | None" = None,
    ) -> None:
        self.reading, self.is_cached = reading, is_cached
        self.seen = seen
        self.number = next(NUMBERS)
        self._grid = PreparedGrid(reading)
        if former and former._grid.fingerprint == self._grid.fingerprint:
            self._grid = former._grid

    @property
    def grid(self) -> GridSnapshot:
        return self.reading.grid

    @property
    def grid_index(self) -> GridIndex:
        return self._grid.index

    def filters(self, data: QueryDict) -> GridFilterSet:
        filters = filters_for(data, self.grid_index)
        filters.url = self.reading.url
        return filters

    def layout(self, *, by_tier: bool, folded: bool) -> MatrixLayout:
        return self._grid.layout(by_tier=by_tier, folded=folded)


EDITIONS = caches.register("editions", caches.Cache[tuple[str, str | None], Prepared](16))
"""By address: the slug of the framework, and the slug of the edition if it is pinned."""


def prepared(slug: str, label: str | None = None, reader: Person = NOBODY) -> Prepared:
    """Return the edition at this address, if this person may read it. Raises NotHere like `find`.

    Permission is checked each time; the cached entry is the same for everybody who may read it.
    """
    seen = edition_version(slug, label)
    if seen is None:
        return Prepared(find(slug, label, reader))
    if seen[0] == Framework.Visibility.MEMBERS:
        find(slug, label, reader)
    cached = EDITIONS.get((slug, label))
    if cached is None or cached.seen != seen:
        reading = find_unguarded(slug, label)
        cached = Prepared(reading, is_cached=True, seen=seen, former=cached)
        EDITIONS.put((slug, label), cached)
    return cached
