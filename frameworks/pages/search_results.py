"""The results of search: opportunities with their places, for pages and data."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from cpd_site.serving import fragments
from frameworks.filters.search import SearchFilterSet
from frameworks.queries.catalogue import OpenCatalogue, Source
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import Group, ProviderTier
from opportunities.search import find
from opportunities.search.catalogue import FIELDS, CatalogueLine, FieldValues
from opportunities.search.entries import EntryPlace, StageEntry
from opportunities.text import annotate, fates
from opportunities.text.stems import Marker, SearchQuery

ON_A_PAGE = 25

LONGEST_WORDS = 60
"""Results of longer words are not cached: nobody asks for them again."""

type NamedAddress = tuple[str, str]
"""A name and its address."""


@dataclass(frozen=True)
class Result:
    """An opportunity and its places, in the order of its grid; `wanted` has the filters in use."""

    line: CatalogueLine
    key: str
    wording: Wording
    source: Source
    places: list[EntryPlace]
    marker: Marker
    wanted: FieldValues = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.wording.text

    @property
    def details(self) -> tuple[str, ...]:
        return self.wording.details

    @property
    def link(self) -> str:
        return self.wording.link

    @property
    def href(self) -> str:
        return self.wording.href

    @property
    def fates(self) -> fates.Fates:
        """What became of the schemes that it names."""
        return fates.of_line(self.wording, {Group(place.stage.group) for place in self.places})

    @property
    def stretches(self) -> Iterable[tuple[str, bool]]:
        """The text in stretches, each with whether it matches; web addresses are shortened."""
        return [(run.text, run.match) for run in self.runs or (annotate.TextRun(self.text),)]

    @property
    def runs(self) -> tuple[annotate.TextRun, ...]:
        return self._runs(self.text)

    @property
    def details_with_runs(self) -> list[tuple[str, tuple[annotate.TextRun, ...]]]:
        return [(detail, self._runs(detail)) for detail in self.details]

    @cached_property
    def _stages(self) -> dict[str, StageEntry]:
        return {place.stage.slug: place.stage for place in self.places}

    @property
    def stages(self) -> list[StageEntry]:
        """The stages that print it, each once."""
        return list(self._stages.values())

    @property
    def found_at(self) -> StageEntry | None:
        """The stage at which the filters find it, if there is only one."""
        stages = {place.stage for place in self.places if self._is_wanted(place)}
        return stages.pop() if len(stages) == 1 else None

    def _is_wanted(self, place: EntryPlace) -> bool:
        values = place.stage.family, place.stage.group, place.tier
        return all(
            value in self.wanted.get(name, (value,))
            for name, value in zip(FIELDS, values, strict=True)
        )

    @property
    def stage_links(self) -> list[NamedAddress]:
        return [self.link_to(stage) for stage in self.stages]

    @property
    def carried_links(self) -> list[NamedAddress]:
        return [self.link_to(stage) for stage in self.carried_to]

    @property
    def carried_to(self) -> list[StageEntry]:
        """The later stages that carry the line on because they print PLUS or As above."""
        goes_on = {stage.slug: stage for place in self.places for stage in place.carried_to}
        return [stage for slug, stage in goes_on.items() if slug not in self._stages]

    def link_to(self, stage: StageEntry) -> NamedAddress:
        return stage.name, self.source.stage_url(stage.slug)

    @property
    def tiers(self) -> list[ProviderTier]:
        here = {place.tier for place in self.places}
        return [tier for tier in ProviderTier if tier in here]

    def _runs(self, text: str) -> tuple[annotate.TextRun, ...]:
        """Return the text in runs, with links and matches; nothing if it is plain."""
        return annotate.annotate(text, self.marker)


def results(
    lines: Iterable[CatalogueLine],
    catalogue: OpenCatalogue,
    looked_for: SearchQuery | None = None,
    wanted: FieldValues | None = None,
) -> list[Result]:
    """Return the lines as results, in their order. One query for each 500."""
    listed = list(lines)
    texts = find.texts_of([line.pk for line in listed])
    marker = Marker(looked_for or SearchQuery((), ()))
    found = []
    for line in listed:
        if line.pk in texts:
            key, wording = texts[line.pk]
            source, places = catalogue.sources[line.entry], catalogue.places(line)
            found.append(Result(line, key, wording, source, places, marker, wanted or {}))
    return found


def rendered_results(
    lines: Iterable[CatalogueLine],
    filters: SearchFilterSet,
    looked_for: SearchQuery,
    words: str,
    *,
    to_plan: bool = False,
) -> list[SafeString]:
    """Render the lines as results for these words. Cached results are not read again.

    `to_plan`: add a link that puts a result into the plan of a signed-in person.
    """
    template, today = "search/_search_result.html", localdate()
    catalogue, wanted = filters.catalogue, filters.wanted
    places = tuple(tuple(wanted.get(name, ())) for name in FIELDS)
    keys: dict[CatalogueLine, Hashable] = {
        line: (catalogue.sources[line.entry], line.pk, words, places, to_plan, today)
        if len(words) <= LONGEST_WORDS
        else None
        for line in lines
    }
    rendered = {line: fragments.get(key, template) for line, key in keys.items()}
    new = [line for line in keys if not rendered[line]]
    for result in results(new, catalogue, looked_for, wanted):
        values = {"result": result, "to_plan": to_plan}
        rendered[result.line] = fragments.get_or_render(keys[result.line], template, values)
    return list(filter(None, rendered.values()))


def page_of(request: HttpRequest, filters: SearchFilterSet) -> tuple[Page[CatalogueLine], str]:
    """Return the requested page, else the nearest one; and the number asked for, if it is past the
    end, else "".
    """
    asked = request.GET.get("page", "")[:9]
    number = int(asked) if asked.isdecimal() else 1
    page = _pages(filters).get_page(max(number, 1))
    return page, asked if number > page.number else ""


class NoSuchPage(Exception):
    """Raised if the page number is past the last page. The message says so."""


class NoNumber(Exception):
    """Raised if the page parameter is not a number. The message says so."""


def exact_page(asked: str, filters: SearchFilterSet) -> Page[CatalogueLine]:
    """Return the page with this number and no other: a program asks until there is none.

    An empty text asks for the first. Raises NoSuchPage or NoNumber.
    """
    if not asked:
        return _pages(filters).page(1)
    if not (asked.isascii() and asked.isdecimal() and asked.strip("0")):
        printable = "".join(filter(str.isprintable, asked))[:40]
        raise NoNumber(f"“{printable}” is not the number of a page. The first page is 1.")
    pages = _pages(filters)
    number = int(asked[:19])
    if number > pages.num_pages:
        raise NoSuchPage(f"There is no page {asked[:19]}: the last one is {pages.num_pages}.")
    return pages.page(number)


def _pages(filters: SearchFilterSet) -> "Paginator[CatalogueLine]":
    return Paginator(cast("Sequence[CatalogueLine]", _Found(filters)), ON_A_PAGE)


class _Found:
    """The filtered results as a sequence for Django's Paginator."""

    def __init__(self, filters: SearchFilterSet) -> None:
        self.filters = filters

    def __len__(self) -> int:
        return self.filters.count

    def __getitem__(self, part: slice) -> list[CatalogueLine]:
        return self.filters.lines(part.start, part.stop - part.start)
