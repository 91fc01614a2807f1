"""What the page of search needs, for the templates that draw it.

A result is cached by what it shows, and so is a facet: most were drawn before.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from cpd_site.serving.fragments import get_or_render
from cpd_site.serving.pagination import links_to
from frameworks.filters.search import SearchFilterSet
from frameworks.pages import search_table
from frameworks.pages.search_results import Result, page_of, results
from opportunities.exchange.writing.formats import Format, formats
from opportunities.exchange.writing.table import WRITERS
from opportunities.search import find
from opportunities.search.catalogue import CatalogueLine

PAGE = "search/opportunity_list.html"

LONGEST_WORDS = 60
"""Results of longer words are drawn each time: nobody asks for them again."""


def context(request: HttpRequest, filters: SearchFilterSet) -> dict[str, Any]:
    page, past_the_end = page_of(request, filters)
    return {
        "section": "search",
        "title": _title(filters, page),
        "filters": filters,
        "chips": list(filters.chips),
        "page": page,
        "past_the_end": past_the_end,
        "results": _results(filters, page),
        "pages": links_to(page, lambda number: filters.query.with_one("page", str(number))),
        "nothing": Nothing(filters),
        "data_url": f"{reverse('opportunity_data')}{filters.query}",
        "files": files(),
        "too_many": search_table.too_many(filters),
    }


@cache
def files() -> tuple[tuple[Format, str], ...]:
    """The formats in which the results can be downloaded, with their addresses."""
    return tuple((formats()[name], reverse("opportunity_file", args=[name])) for name in WRITERS)


def _title(filters: SearchFilterSet, page: Page[CatalogueLine]) -> str:
    typed = filters.cleaned.get("q", "") if filters.words else ""
    looked_for = " ".join("".join(filter(_is_shown, typed)).split())
    number = f" (page {page.number})" if page.number > 1 else ""
    return f"{looked_for}{': ' if looked_for else ''}Search opportunities{number}"


def _is_shown(character: str) -> bool:
    """Not what only says in which direction to read, or shows as a box."""
    return character.isprintable() or character.isspace()


def _results(filters: SearchFilterSet, page: Page[CatalogueLine]) -> list[SafeString]:
    words, today = filters.cleaned.get("q", ""), localdate()
    return [
        get_or_render(_key(result, words, today), "search/_search_result.html", {"result": result})
        for result in results(page, filters.catalogue, filters.words)
    ]


def _key(result: Result, words: str, today: date) -> tuple[object, ...] | None:
    if len(words) > LONGEST_WORDS:
        return None
    places = tuple(result.places)
    return result.key, result.wording, result.source, places, words, today


@dataclass(frozen=True)
class Nothing:
    """What is suggested if nothing matches: another spelling, or fewer words."""

    filters: SearchFilterSet

    @property
    def is_so(self) -> bool:
        return bool(self.filters.words) and not self.filters.count

    @cached_property
    def suggestion(self) -> str:
        """The suggested spelling, if there is one."""
        return find.right_spelling(self.filters.words) if self.is_so else ""

    @property
    def suggestion_url(self) -> str:
        return self.filters.query.with_one("q", self.suggestion)

    @cached_property
    def fewer(self) -> list[tuple[str, str, int]]:
        """Fewer words that find something: those words, the address, how many it finds."""
        if not self.is_so or self.suggestion:
            return []
        found = self.filters.fewer_words()
        return [(words, self.filters.query.with_one("q", words), count) for words, count in found]
