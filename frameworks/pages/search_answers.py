"""What search shows besides results: the box on top, the start page, and near matches."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString

from cpd_site.serving.filter_sets import Loosened
from frameworks.filters.search import SearchFilterSet
from frameworks.pages.doors import Door, doors
from frameworks.pages.search_results import rendered_results
from frameworks.queries.catalogue import OpenCatalogue
from opportunities.grid.vocabulary import KINDS_TO_CHOOSE, NOT_MARKED, Group, StageFamily
from opportunities.search import find
from opportunities.search.catalogue import CatalogueLine
from opportunities.search.roles import MOST, families_meant_by
from opportunities.text.glossary import Entry
from opportunities.text.questions import Question, parse_question

EXAMPLES = ("coaching", "SENCO", "becoming a head", "midday supervisor", "safeguarding")
"""Searches to begin with."""

MOST_NEAR = 3
"""The number of lines to show of each near match."""

type Counted = tuple[str, str, int]
"""A name, its address, and the number of its opportunities."""

type CountedThere = tuple[str, str, str, int]
"""A name, its address, its authority, and the number of its opportunities there."""


@dataclass(frozen=True)
class SearchAnswer:
    """The box above the results: the stages, families, frameworks and terms that the words mean.

    `entries` are the terms, from the glossary.
    """

    stages: tuple[CountedThere, ...] = ()
    families: tuple[Counted, ...] = ()
    frameworks: tuple[CountedThere, ...] = ()
    entries: tuple[Entry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.stages or self.families or self.frameworks or self.entries)

    @property
    def changed(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.today]


def answer(filters: SearchFilterSet) -> SearchAnswer:
    """Return what the words refer to; an empty SearchAnswer without words.

    Stages are those of the authorities that the words name or the filter chooses, if these have
    any.
    """
    if not filters.words:
        return SearchAnswer()
    question, catalogue = filters.question, filters.catalogue
    named = catalogue.named_by(question)
    chosen = filters.cleaned.get("framework", ())
    among = named | {catalogue.number_of[slug] for slug in chosen}
    frameworks = tuple(_framework(number, catalogue) for number in sorted(named)[:MOST])
    unplaced = question.without(frozenset().union(*(catalogue.names[each] for each in named)))
    asked = filter(None, (question, question.whom, unplaced, *question.parts))
    stages, families = _roles(asked, catalogue, among)
    return SearchAnswer(stages, families, frameworks, tuple(question.entries))


def _framework(number: int, catalogue: OpenCatalogue) -> CountedThere:
    source = catalogue.sources[number]
    return source.title, source.url, source.authority, len(catalogue.entries[number])


def _roles(
    questions: Iterable[Question], catalogue: OpenCatalogue, among: Collection[int]
) -> tuple[tuple[CountedThere, ...], tuple[Counted, ...]]:
    """Return the stages and families of the first of these questions that means any."""
    for each in questions:
        stages = _stages_meant(each, catalogue, among) or _stages_meant(each, catalogue)
        families = tuple(_families_meant(each, catalogue))
        if stages or families:
            return stages, families
    return (), ()


def _stages_meant(
    question: Question, catalogue: OpenCatalogue, among: Collection[int] = ()
) -> tuple[CountedThere, ...]:
    found = [
        (role, catalogue.sources[role.entry]) for role in catalogue.roles.meant_by(question, among)
    ]
    return tuple(
        (role.stage.name, source.stage_url(role.stage.slug), source.authority, role.count)
        for role, source in found
    )


def _families_meant(question: Question, catalogue: OpenCatalogue) -> list[Counted]:
    meant = families_meant_by(question)
    counts = _of_families(catalogue) if meant else {}
    if StageFamily.SUPPORT_STAFF in meant:
        counts[StageFamily.SUPPORT_STAFF] = _of_support_staff(catalogue)
    found = [(family.label, _family_url(family), counts.get(family, 0)) for family in meant]
    return [each for each in found if each[2]][:MOST]


@dataclass(frozen=True)
class Start:
    """The start page of search: links by kind of staff and of activity, and some examples."""

    catalogue: OpenCatalogue
    examples: tuple[str, ...] = EXAMPLES

    @property
    def total(self) -> int:
        return self.catalogue.everything.bit_count()

    @property
    def groups(self) -> list[tuple[str, list[Counted]]]:
        counts = _of_families(self.catalogue)
        return [
            (
                group.label,
                [
                    (family.plain, _family_url(family), counts[family])
                    for family in StageFamily
                    if family.group == group and family in counts
                ],
            )
            for group in Group
        ]

    @property
    def doors(self) -> list[Door]:
        return doors(self.catalogue)

    @property
    def kinds(self) -> list[Counted]:
        counts = self.catalogue.counts_of_kinds(self.catalogue.everything)
        return [
            (label, f"?kind={kind}", counts[kind])
            for kind, label in KINDS_TO_CHOOSE.items()
            if kind != NOT_MARKED and counts.get(kind)
        ]


@dataclass(frozen=True)
class Nothing:
    """What to offer if nothing matches: near matches, another spelling, or fewer words."""

    filters: SearchFilterSet

    @property
    def is_so(self) -> bool:
        return bool(self.filters.words) and not self.filters.count

    @property
    def narrowed(self) -> bool:
        """Whether there are filters besides the words."""
        return len(self.filters.cleaned) > 1

    @cached_property
    def loosened(self) -> list[Loosened]:
        """The number left without each of the filters but that of frameworks (`elsewhere`)."""
        if not self.narrowed or self.filters.count:
            return []
        return [each for each in self.filters.loosened if each.name != "framework"]

    @property
    def elsewhere(self) -> int:
        """The number of matching opportunities in the frameworks that were not chosen."""
        if not self.is_so or "framework" not in self.filters.cleaned:
            return 0
        return sum(self.filters.counts["framework"].values())

    @property
    def elsewhere_url(self) -> str:
        return self.filters.query.without("framework")

    @cached_property
    def near(self) -> list[str]:
        """The nearest matches, in the words that frameworks print."""
        return [text for text, _ in self.filters.nearest] if self.is_so else []

    @property
    def near_results(self) -> Iterable[SafeString]:
        listed: set[CatalogueLine] = set()
        queries = dict(self.filters.question.nearest)
        for text, lines in self.filters.nearest:
            catalogue, query = self.filters.catalogue, queries[text]
            page = catalogue.page(catalogue.matching(query)[:2], lines, 0, MOST_NEAR)
            new = [line for line in page if line not in listed]
            listed.update(new)
            yield from rendered_results(new, self.filters, parse_question(text).spoken_of, text)

    @cached_property
    def suggestion(self) -> str:
        """The suggested spelling; "" if there is none."""
        if not self.is_so or self.near:
            return ""
        return find.right_spelling(self.filters.words)

    @property
    def suggestion_url(self) -> str:
        return self.filters.query.with_one("q", self.suggestion)

    @cached_property
    def fewer(self) -> list[Counted]:
        """Fewer of the words that find something, with the number that they find."""
        is_near = self.near and self.filters.question.is_near_whole
        if not self.is_so or self.suggestion or is_near:
            return []
        found = self.filters.fewer_words()
        return [(words, self.filters.query.with_one("q", words), count) for words, count in found]


def _of_families(catalogue: OpenCatalogue) -> dict[str, int]:
    return catalogue.counts("family", catalogue.everything, {})


def _of_support_staff(catalogue: OpenCatalogue) -> int:
    """Return the number of opportunities for support staff in any role."""
    return catalogue.counts("group", catalogue.everything, {}).get(Group.SUPPORT_STAFF, 0)


def _family_url(family: StageFamily) -> str:
    return reverse("family_detail", args=[family])
