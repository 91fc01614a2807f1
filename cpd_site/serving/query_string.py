"""Query strings that readers can share: the same page with one value more, or one less."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode


class Filters(Protocol):
    """The filters of a page."""

    @property
    def cleaned(self) -> Mapping[str, Any]:
        """The values in use, by field: a list of them, or words."""

    def chip_label(self, name: str, value: str) -> str:
        """Return the label of a value for its chip."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address of the page without it."""

    label: str
    url: str


class PageQuery:
    """The filters and display of a page; all other parameters are dropped.

    Every method returns an address relative to the page: "?group=leaders", or "?" for none.
    """

    def __init__(self, filters: Filters, displayed: Mapping[str, str] | None = None) -> None:
        self._filters = filters
        self._displayed = tuple((displayed or {}).items())
        self._filtered = tuple(
            (name, value)
            for name, values in filters.cleaned.items()
            for value in ([values] if isinstance(values, str) else values)
        )
        self.pairs = (*self._filtered, *self._displayed)

    def __str__(self) -> str:
        return address(self.pairs)

    def with_one(self, name: str, value: str) -> str:
        """Return the page with this value in place of all others of the parameter."""
        others = [pair for pair in self.pairs if pair[0] != name]
        return address([*others, (name, value)])

    def without(self, *names: str) -> str:
        return address([pair for pair in self.pairs if pair[0] not in names])

    def without_one(self, name: str, value: str) -> str:
        return address([pair for pair in self.pairs if pair != (name, value)])

    def unfiltered(self) -> str:
        """Return the page displayed as it is, without any filter."""
        return address(self._displayed)

    def chips(self) -> Iterator[Chip]:
        """Yield a chip for each value in use, in the order of the form."""
        for name, value in self._filtered:
            yield Chip(self._filters.chip_label(name, value), self.without_one(name, value))


def address(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the query string of these parameters: "?" for none."""
    return f"?{urlencode([*pairs])}"
