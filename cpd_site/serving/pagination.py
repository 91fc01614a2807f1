"""Links to the pages of a list, with the rest of the query string kept."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.http import QueryDict


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
    """Gives the address of another page of what was asked, all the rest of it kept.

    `name` is the parameter that says which page.
    """

    def address_of(number: int) -> str:
        there = asked.copy()
        there[name] = str(number)
        return f"?{there.urlencode()}"

    return address_of
