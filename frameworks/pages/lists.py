"""The pages of a list. A list is stored nowhere but in its address."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from frameworks.filters.search import SearchFilterSet
from frameworks.pages.search_results import ON_A_PAGE, Result, results
from frameworks.queries import catalogue
from frameworks.queries.lists import MOST, LineState, ListLine, resolve
from frameworks.queries.reading import Reading
from frameworks.rules import Person
from opportunities.exchange.writing.conversation import MOST_LINES, USES
from opportunities.grid import short_keys
from opportunities.grid.short_keys import Chosen
from opportunities.grid.snapshot import Stage, Wording
from opportunities.layout.stage import lines_at

KEY = "k"
"""The parameter of an address for the key of a line, with the stage at which it was chosen, if that
is known: once for each line."""

MOST_STAGES = 6
"""The number of stages to name from which more lines can be added."""


class ListQuery:
    """The query string of a page of a list.

    Django's QueryDict refuses thousands of parameters; this counts the keys beyond `MOST` instead.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.pairs = parse_qsl(request.META.get("QUERY_STRING", ""))
        given = [value for name, value in self.pairs if name == KEY]
        read = short_keys.read_places(given)
        self.not_keys = sum(not short_keys.read_places([value]) for value in given)
        self.chosen: Chosen = dict(islice(read.items(), MOST))
        self.left_out = len(read) - len(self.chosen)

    def get(self, name: str) -> str:
        """Return the last value of this name, as Django's QueryDict does; "" if there is none."""
        return next((value for asked, value in reversed(self.pairs) if asked == name), "")


@dataclass(frozen=True)
class LinesOfList:
    """The lines that an address names, as this reader may read them."""

    asked: ListQuery
    reader: Person

    @cached_property
    def lines(self) -> list[ListLine]:
        return resolve(self.asked.chosen, self.reader)

    @cached_property
    def readable(self) -> list[ListLine]:
        return [line for line in self.lines if line.is_readable]

    @property
    def first_ticked(self) -> set[UUID]:
        """The lines that a sheet begins with."""
        return {line.key for line in self.readable[:MOST_LINES]}

    @property
    def unknown(self) -> int:
        return sum(line.state == LineState.UNKNOWN for line in self.lines)

    @property
    def not_yours(self) -> int:
        return sum(line.state == LineState.NOT_YOURS for line in self.lines)

    @property
    def url(self) -> str:
        return address(self.asked.chosen)

    @property
    def query(self) -> str:
        return query(self.asked.chosen)

    @property
    def is_full(self) -> bool:
        return len(self.asked.chosen) >= MOST

    @property
    def stages(self) -> list[tuple[str, str]]:
        """The stages of its lines, each with the address of the page to add more from there."""
        named: dict[str, tuple[str, str]] = {}
        for line in self.readable:
            if line.edition and line.state == LineState.CURRENT:
                framework = line.edition.framework
                for place in line.places:
                    name = f"{place.stage}, {framework.organisation.short_name}"
                    path = reverse("list_more_stage", args=[framework.slug, place.stage_slug])
                    named.setdefault(path, (name, f"{path}?{query(self.asked.chosen)}"))
        return list(named.values())[:MOST_STAGES]


def query(chosen: Chosen) -> str:
    return urlencode([(KEY, short_keys.of_place(*each)) for each in chosen.items()])


def address(chosen: Chosen) -> str:
    """Return the address of the list of these lines."""
    return f"{reverse('my_list')}?{query(chosen)}" if chosen else reverse("my_list")


def context(request: HttpRequest) -> dict[str, Any]:
    listed = LinesOfList(ListQuery(request), request.user)
    return {"listed": listed, "most": MOST, "uses": USES.values(), "section": "list"}


@dataclass(frozen=True)
class MoreLine:
    """A line that can be added to a list; `where` says in a few words where it stands."""

    key: UUID
    wording: Wording
    where: str
    is_listed: bool
    stage: UUID | None = None

    @property
    def in_address(self) -> str:
        return short_keys.of_place(self.key, self.stage)


def of_search(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the lines that the typed words find, to add to a list."""
    asked = ListQuery(request)
    typed = QueryDict(urlencode({"q": asked.get("q")}))
    filters = SearchFilterSet(typed, catalogue.current())
    wrong = filters.errors_by_name.get("q", [])
    found = filters.lines(0, ON_A_PAGE) if asked.get("q").strip() and not wrong else []
    listed = results(found, filters.catalogue)
    return _to_add(
        request,
        asked,
        (
            (UUID(each.key), each.wording, _where(each), each.found_at and each.found_at.key)
            for each in listed
        ),
    ) | {
        "field": filters.form["q"],
        "wrong": wrong,
        "looked_for": filters.printable_words,
        "number": filters.count if found else 0,
    }


def _where(result: Result) -> str:
    stages = result.stages
    if len(stages) > 1:
        return f"{result.source.authority}, {len(stages)} stages"
    return f"{result.source.authority}, {stages[0].name}"


def of_stage(request: HttpRequest, reading: Reading, stage: Stage) -> dict[str, Any]:
    """Return the context of the lines of a stage, to add to a list."""
    placed = {placement.opportunity: placement for placement in lines_at(reading.grid, stage)}
    lines = (
        (key, reading.grid.opportunity_by_key[key], where.tier.label, where.stage)
        for key, where in placed.items()
    )
    return _to_add(request, ListQuery(request), lines) | {"stage": stage, "reading": reading}


def _to_add(
    request: HttpRequest, asked: ListQuery, lines: Iterable[tuple[UUID, Wording, str, UUID | None]]
) -> dict[str, Any]:
    listed = LinesOfList(asked, request.user)
    more = [
        MoreLine(key, wording, where, key in asked.chosen, stage)
        for key, wording, where, stage in lines
    ]
    return {"listed": listed, "more": more, "most": MOST, "section": "list"}
