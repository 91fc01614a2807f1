"""Query strings that a reader can share: the same page with one thing more, or one less."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import QueryDict


class Filters(Protocol):
    """What a page is filtered by."""

    @property
    def cleaned(self) -> Mapping[str, Any]:
        """The values in use, by field: a list of them, or words."""

    def said(self, name: str, value: str) -> str:
        """A value in use, as a chip says it."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address of the page without it."""

    label: str
    url: str


class Query:
    """What a page is filtered by, and how it is shown; whatever else was asked is left behind.

    Every method gives an address relative to the page: "?group=leaders", or "?" for none.
    """

    def __init__(self, filters: Filters, shown: Mapping[str, str] | None = None) -> None:
        self._filters = filters
        self._shown = tuple((shown or {}).items())
        self._filtered = tuple(
            (name, value)
            for name, values in filters.cleaned.items()
            for value in ([values] if isinstance(values, str) else values)
        )
        self.pairs = (*self._filtered, *self._shown)

    def __str__(self) -> str:
        return address(self.pairs)

    def with_one(self, name: str, value: str) -> str:
        """The page with this value, instead of any other of the parameter."""
        others = [pair for pair in self.pairs if pair[0] != name]
        return address([*others, (name, value)])

    def without(self, *names: str) -> str:
        return address([pair for pair in self.pairs if pair[0] not in names])

    def without_one(self, name: str, value: str) -> str:
        return address([pair for pair in self.pairs if pair != (name, value)])

    def unfiltered(self) -> str:
        """The page shown as it is, without any filter."""
        return address(self._shown)

    def chips(self) -> Iterator[Chip]:
        """One for each value in use, in the order of the form."""
        for name, value in self._filtered:
            yield Chip(self._filters.said(name, value), self.without_one(name, value))


class PageLink(NamedTuple):
    """A page of a list, by its number; or “…”, without an address, for pages that are left out."""

    number: str
    url: str
    is_here: bool = False


class PageLinks(NamedTuple):
    """The pages of a list to be linked. `before` and `after`: addresses; empty at either end."""

    numbers: tuple[PageLink, ...]
    before: str
    after: str


def links_to(page: Page[Any], address_of: Callable[[int], str]) -> PageLinks | None:
    """The first page, the last, this one and its neighbours; nothing where there is but one."""
    if not page.has_other_pages():
        return None
    here = page.number
    shown = page.paginator.get_elided_page_range(here, on_each_side=1, on_ends=1)
    return PageLinks(
        numbers=tuple(
            PageLink(str(each), address_of(each), each == here)
            if isinstance(each, int)
            else PageLink(str(each), "")
            for each in shown
        ),
        before=address_of(here - 1) if page.has_previous() else "",
        after=address_of(here + 1) if page.has_next() else "",
    )


def with_page(asked: QueryDict, name: str = "page") -> Callable[[int], str]:
    """Gives the address of another page of what was asked, all the rest of it kept.

    `name` is the parameter that says which page.
    """

    def address_of(number: int) -> str:
        there = asked.copy()
        there[name] = str(number)
        return f"?{there.urlencode()}"

    return address_of


def address(pairs: Iterable[tuple[str, str]]) -> str:
    """The query string of these parameters: "?" for none."""
    return f"?{urlencode([*pairs])}"
