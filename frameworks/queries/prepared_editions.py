"""Published editions, ready to be read and filtered.

What a page of the matrix needs of its edition alone is made once: the grid, the tally of its
lines, the fields of its filters, the grid spread over its columns. A published edition never
changes, so it stays good for as long as `reading.edition_version` sees the same.
"""

from functools import cached_property, lru_cache
from itertools import count
from typing import Any

from django.http import QueryDict

from cpd_site.serving.fragments import NONE_KEPT, Drawings, fragments
from frameworks.models import Framework
from frameworks.queries.reading import NOBODY, Reading, edition_version, find, find_unguarded
from frameworks.rules import Person
from opportunities.filters import GridFilterSet
from opportunities.grid.snapshot import GridSnapshot
from opportunities.layout.grid_index import GridIndex
from opportunities.layout.matrix import MatrixLayout

NUMBERS = count()

MOST_EDITIONS = 16


class Prepared:
    """An edition with what was made of it. `number` is its own, in keys of its drawings.

    Without drawings of its own to remember, everything is drawn anew each time: for what may
    change, such as a draft.
    """

    def __init__(self, reading: Reading, drawings: Drawings = NONE_KEPT) -> None:
        self.reading = reading
        self.drawings = drawings
        self.number = next(NUMBERS)
        self._spreads: dict[tuple[bool, bool], MatrixLayout] = {}

    @property
    def grid(self) -> GridSnapshot:
        return self.reading.grid

    @cached_property
    def grid_index(self) -> GridIndex:
        return GridIndex(self.grid)

    def filters(self, data: QueryDict) -> GridFilterSet:
        return GridFilterSet(data, self.grid_index)

    def spread(self, *, by_tier: bool, folded: bool) -> MatrixLayout:
        if (by_tier, folded) not in self._spreads:
            marks = self.reading.marks
            spread = MatrixLayout(self.grid_index, by_tier=by_tier, folded=folded, marks=marks)
            self._spreads[by_tier, folded] = spread
        return self._spreads[by_tier, folded]


def prepared(slug: str, label: str | None = None, reader: Person = NOBODY) -> Prepared:
    """The edition at this address, for who may read it. Raises NotHere like `find`.

    Whether this person may is asked each time; what is remembered is the same for all who may.
    """
    seen = edition_version(slug, label)
    if seen is None:
        return Prepared(find(slug, label, reader))
    if seen[0] == Framework.Visibility.MEMBERS:
        find(slug, label, reader)
    return _prepared(slug, label, seen)


@lru_cache(maxsize=MOST_EDITIONS)
def _prepared(slug: str, label: str | None, seen: tuple[Any, ...]) -> Prepared:
    return Prepared(find_unguarded(slug, label), fragments())
