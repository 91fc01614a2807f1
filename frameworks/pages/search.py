"""The page of search, put together from parts that templates draw.

No two answers are the same, but they are made of a few shapes: a result at one stage, at two, at
many; a box that is ticked or not. Each shape is drawn once, as a stencil, and filled in with what
is found.
"""

from collections.abc import Hashable, Mapping
from functools import cache, cached_property
from html import escape

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from cpd_site.serving.fragments import Stencil, draw, fragments, hole
from cpd_site.serving.pagination import PageLink, PageLinks, links_to
from cpd_site.serving.query_string import PageQuery
from frameworks.filters.search import Facet, SearchFilters
from frameworks.pages.search_results import Result, page_of, results
from opportunities.grid.fields import BESIDE
from opportunities.search import find

PAGE = "search/opportunity_list.html"
STAGES_NAMED = 3
"""So many stages of a result are named; more are counted."""


class SearchPage:
    """One answer."""

    def __init__(self, request: HttpRequest, filters: SearchFilters) -> None:
        self.request, self.filters = request, filters
        self.query = PageQuery(filters)
        self.page, self.past_the_end = page_of(request, filters)

    def whole(self) -> bytes:
        return self._frame.fill(
            {"title": _plain(self._title), "form": self._form(), "results": self._results()}
        )

    @property
    def _title(self) -> str:
        typed = self.filters.cleaned.get("q", "") if self.filters.query else ""
        looked_for = " ".join("".join(filter(_is_shown, typed)).split())
        page = f" (page {self.page.number})" if self.page.number > 1 else ""
        return f"{looked_for}{': ' if looked_for else ''}Search opportunities{page}"

    @property
    def _frame(self) -> Stencil:
        """All of the page but its title, the form and the results."""
        request = self.request
        if request.user.is_authenticated or get_messages(request):
            return self._draw_frame()
        address = (
            request.scheme,
            request.get_host(),
            request.path,
            bool(request.META["QUERY_STRING"]),
        )
        return fragments().recall((PAGE, *address), self._draw_frame)

    def _draw_frame(self) -> Stencil:
        holes = {name: hole(name) for name in ("title", "form", "results")}
        return Stencil.cut(render_to_string(PAGE, {**holes, "section": "search"}, self.request))

    # --- The form ---

    def _form(self) -> bytes:
        facets = b"".join(map(self._facet, self.filters.facets()))
        values = {"facets": facets, "typed": _plain(self.filters.typed)}
        if error := self.filters.error("q"):
            values["error"] = _plain(error)
        unknown = tuple(hole(f"unknown{at}") for at in range(len(self.filters.unknown)))
        for at, said in enumerate(self.filters.unknown.values()):
            values[f"unknown{at}"] = _plain(*said)
        return _filled("search/_search_filter.html", values, unknown=unknown)

    def _facet(self, facet: Facet) -> bytes:
        values = {
            "name": facet.name.encode(),
            "label": _plain(facet.label),
            "value": _plain(facet.value),
        }
        all_shown = len(facet.options) == facet.number
        options = []
        for number, (value, label, ticked, count) in enumerate(facet.options):
            values[f"n{number}"] = b"%d" % count
            if not all_shown:  # which are shown depends on the answer
                values[f"v{number}"], values[f"l{number}"] = _plain(value), _plain(label)
                value, label = hole(f"v{number}"), hole(f"l{number}")
            options.append((value, label, ticked, hole(f"n{number}")))
        if facet.error:
            values["error"] = _plain(facet.error)
        if not all_shown:
            values["more"] = b"%d" % facet.number
            values["address"] = _plain(self.query.with_one("all", facet.name))
        return _filled(
            "search/_search_facet.html",
            values,
            options=tuple(options),
            ticked=bool(facet.chosen),
            opened=facet.opened,
        )

    # --- The results ---

    def _results(self) -> bytes:
        filters, page = self.filters, self.page
        found = results(page, filters.catalogue, filters.query)
        values = {
            "count": f"{page.paginator.count:,}".encode(),
            "number": b"%d" % page.number,
            "last": f"{page.paginator.num_pages:,}".encode(),
            "start": b"%d" % page.start_index(),
            "dataurl": _plain(f"{reverse('opportunity_data')}{self.query}"),
        }
        if found:
            values["results"] = b"".join(map(self._result, found))
        if self.past_the_end:
            values["past"] = self.past_the_end.encode()
        if self._suggestion:
            values["suggestion"] = _plain(self._suggestion)
            values["suggestionurl"] = _plain(self.query.with_one("q", self._suggestion))
        fewer = self._fewer_words(values)
        chips = list(self.query.chips())
        for number, chip in enumerate(chips):
            values[f"chip{number}"], values[f"without{number}"] = map(
                _plain, (chip.label, chip.url)
            )
        return _filled(
            "search/_search_results.html",
            values,
            one=page.paginator.count == 1,
            several_pages=page.paginator.num_pages > 1,
            chips=tuple((hole(f"chip{n}"), hole(f"without{n}")) for n in range(len(chips))),
            only_common_words=filters.only_common_words,
            fewer=fewer,
            pages=self._pages(values),
        )

    def _pages(self, values: dict[str, bytes]) -> PageLinks | None:
        """The links to the other pages, to be filled in with values that are added here."""
        links = links_to(self.page, lambda page: self.query.with_one("page", str(page)))
        if links is None:
            return None
        values["before"], values["after"] = _plain(links.before), _plain(links.after)
        numbers = []
        for at, (number, url, is_here) in enumerate(links.numbers):
            values[f"page{at}"], values[f"to{at}"] = _plain(number), _plain(url)
            numbers.append(PageLink(hole(f"page{at}"), url and hole(f"to{at}"), is_here))
        before, after = links.before and hole("before"), links.after and hole("after")
        return PageLinks(tuple(numbers), before, after)

    @cached_property
    def _suggestion(self) -> str:
        """The right spelling, where nothing matches."""
        return find.right_spelling(self.filters.query) if self._nothing_matches else ""

    @property
    def _nothing_matches(self) -> bool:
        return bool(self.filters.query) and not self.filters.count

    def _fewer_words(self, values: dict[str, bytes]) -> tuple[tuple[str, str, str, bool], ...]:
        """The links to what fewer words find, to be filled in with values that are added here."""
        if not self._nothing_matches or self._suggestion:
            return ()
        links = []
        for at, (words, count) in enumerate(self.filters.fewer_words()):
            values[f"fewer{at}"] = _plain(words)
            values[f"fewerurl{at}"] = _plain(self.query.with_one("q", words))
            values[f"found{at}"] = f"{count:,}".encode()
            links.append(
                (hole(f"fewer{at}"), hole(f"fewerurl{at}"), hole(f"found{at}"), count == 1)
            )
        return tuple(links)

    @cached_property
    def _match(self) -> Stencil:
        return _stencil("search/_search_match.html", ("text",))

    def _marked(self, result: Result) -> bytes:
        """The words of a result, those that match marked. Links are plain: it is inside one."""
        return b"".join(
            self._match.fill({"text": _plain(text)}) if match else _plain(text)
            for text, match in result.stretches
        )

    def _result(self, result: Result) -> bytes:
        stages, carried = result.stages, result.carried_to
        values = {
            "url": f"{self.request.path}{result.key}/".encode(),
            "text": self._marked(result),
            "details": _details(result),
            "link": _link(result),
            "authority": _plain(result.source.authority),
        }
        if len(stages) > STAGES_NAMED:
            values["many"] = b"%d" % len(stages)
            stages = [stages[0], stages[-1]]
        if len(carried) > STAGES_NAMED:
            values["more"] = b"%d" % len(carried)
            carried = []
        for number, stage in enumerate([*stages, *carried]):
            name, url = result.link_to(stage)
            values[f"name{number}"], values[f"url{number}"] = _plain(name), _plain(url)
        return _filled(
            "search/_search_result.html",
            values,
            stages=_holes(0, len(stages)),
            carried=_holes(len(stages), len(carried)),
            tiers=tuple(result.tiers),
        )


def _filled(template: str, values: Mapping[str, bytes], **shape: Hashable) -> bytes:
    """The template, drawn of this shape, with these values; they are escaped or drawn already."""
    return _stencil(template, tuple(values), **shape).fill(values)


def _stencil(template: str, names: tuple[str, ...], **shape: Hashable) -> Stencil:
    """The template, drawn of this shape, with holes of these names."""

    def cut() -> Stencil:
        holes = {name: hole(name) for name in names}
        return Stencil.cut(draw(template, {**shape, **holes}).strip())

    return fragments().recall((template, names, *shape.values()), cut)


@cache
def _holes(start: int, number: int) -> tuple[tuple[str, str], ...]:
    """Links to be filled in: their names and addresses."""
    return tuple((hole(f"name{n}"), hole(f"url{n}")) for n in range(start, start + number))


def _is_shown(character: str) -> bool:
    """Not what only says in which direction to read, or shows as a box."""
    return character.isprintable() or character.isspace()


def _plain(text: str) -> bytes:
    return escape(text).encode()


def _details(result: Result) -> bytes:
    if not result.details:
        return b""
    return draw("search/_search_details.html", {"details": result.details_with_runs}).encode()


def _link(result: Result) -> bytes:
    if not any(field.of(result.wording) for field in BESIDE.values()):
        return b""
    return draw("search/_search_link.html", {"line": result}).encode()
