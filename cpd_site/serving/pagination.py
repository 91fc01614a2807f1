"""Links to the pages of a list that keep the rest of the query string."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.http import QueryDict


class PageLink(NamedTuple):
    """The number and address of a page; or “…” without an address for skipped pages."""

    number: str
    url: str
    is_here: bool = False


class PageLinks(NamedTuple):
    """The links to the pages of a list. `before` and `after`: addresses; empty at either end."""

    numbers: tuple[PageLink, ...]
    before: str
    after: str


def links_to(page: Page[Any], address_of: Callable[[int], str]) -> PageLinks | None:
    """Return the first page, the last, this one and its neighbours; None if there is only one."""
    if not page.has_other_pages():
        return None
    here = page.number
    pages = page.paginator.get_elided_page_range(here, on_each_side=1, on_ends=1)
    return PageLinks(
        numbers=tuple(
            PageLink(str(each), address_of(each), each == here)
            if isinstance(each, int)
            else PageLink(str(each), "")
            for each in pages
        ),
        before=address_of(here - 1) if page.has_previous() else "",
        after=address_of(here + 1) if page.has_next() else "",
    )


def with_page(asked: QueryDict, name: str = "page") -> Callable[[int], str]:
    """Return a function from a number to the address of that page, with all other parameters kept.

    `name` is the parameter for the page.
    """

    def address_of(number: int) -> str:
        there = asked.copy()
        there[name] = str(number)
        return f"?{there.urlencode()}"

    return address_of
