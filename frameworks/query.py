"""Query strings that a reader can share: the same page with one thing more, or one less."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from opportunities.filters import PlacementFilters


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address of the page without it."""

    label: str
    url: str


class Query:
    """The parameters of a page that mean something to it; all others are left behind.

    Every method gives an address relative to the page: "?group=leaders", or "?" for none.
    """

    def __init__(self, parameters: QueryDict, known: Collection[str]) -> None:
        self._pairs = [
            (name, value)
            for name, values in parameters.lists()
            if name in known
            for value in values
            if value
        ]

    def __str__(self) -> str:
        return _address(self._pairs)

    def with_one(self, name: str, value: str) -> str:
        """The page with this value, instead of any other of the parameter."""
        others = [pair for pair in self._pairs if pair[0] != name]
        return _address([*others, (name, value)])

    def without(self, *names: str) -> str:
        return _address([pair for pair in self._pairs if pair[0] not in names])

    def without_one(self, name: str, value: str) -> str:
        return _address([pair for pair in self._pairs if pair != (name, value)])

    def chips(self, filters: PlacementFilters) -> Iterator[Chip]:
        """One for each value in use, in the order of the form."""
        for name, value in filters.cleaned.items():
            if name in filters.facets:
                labels = dict(filters.facets[name].extra["choices"])
                for item in value:
                    yield Chip(str(labels[item]), self.without_one(name, item))
            else:
                yield Chip(f"{filters.filters[name].label}: {value}", self.without(name))


def _address(pairs: list[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}"
