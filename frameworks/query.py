"""Query strings that a reader can share: the same page with one thing more, or one less."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from opportunities.filters import PlacementFilters


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address of the page without it."""

    label: str
    url: str


class Query:
    """What a page is filtered by, and how it is shown; whatever else was asked is left behind.

    Every method gives an address relative to the page: "?group=leaders", or "?" for none.
    """

    def __init__(self, filters: PlacementFilters, shown: Mapping[str, str] | None = None) -> None:
        self._filters = filters
        self._pairs = [
            (name, value)
            for name, values in {**filters.cleaned, **(shown or {})}.items()
            for value in ([values] if isinstance(values, str) else values)
        ]

    def __str__(self) -> str:
        return address(self._pairs)

    def with_one(self, name: str, value: str) -> str:
        """The page with this value, instead of any other of the parameter."""
        others = [pair for pair in self._pairs if pair[0] != name]
        return address([*others, (name, value)])

    def without(self, *names: str) -> str:
        return address([pair for pair in self._pairs if pair[0] not in names])

    def without_one(self, name: str, value: str) -> str:
        return address([pair for pair in self._pairs if pair != (name, value)])

    def chips(self) -> Iterator[Chip]:
        """One for each value in use, in the order of the form."""
        filters = self._filters
        for name, value in filters.cleaned.items():
            if name in filters.facets:
                labels = dict(filters.facets[name].extra["choices"])
                for item in value:
                    yield Chip(str(labels[item]), self.without_one(name, item))
            else:
                yield Chip(f"{filters.filters[name].label}: {value}", self.without(name))


def address(pairs: Iterable[tuple[str, str]]) -> str:
    """The query string of these parameters: "?" for none."""
    return f"?{urlencode([*pairs])}"
