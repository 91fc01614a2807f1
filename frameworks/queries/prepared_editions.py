"""Published editions, ready to be read and filtered.

What a page of the matrix needs of its grid alone is made once: the index of its lines, and the
grid laid out over its columns. That stays good for as long as the grid has the same fingerprint;
what is said around it, as long as `reading.edition_version` sees the same.
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
    """What only the grid that readers see decides, and of a copy whose each row is.

    `fingerprint` is all that it depends on. It is read at once: of an edition that is kept here for
    long, the rows may be gone, as where a backup was restored beneath this worker.
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
    """An edition with what was made of it. `number` is its own, in keys of fragments.

    Of one that `is_cached`, fragments are kept too; of others, which may change, such as a draft,
    everything is rendered each time. `seen` is what `edition_version` saw of it. What only its grid
    decides is taken over from the `former` one at its address, if the grid is the same.
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
"""By their addresses: the slug of the framework, and of a pinned edition its own."""


def prepared(slug: str, label: str | None = None, reader: Person = NOBODY) -> Prepared:
    """The edition at this address, for who may read it. Raises NotHere like `find`.

    Whether this person may is asked each time; what is remembered is the same for all who may.
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
