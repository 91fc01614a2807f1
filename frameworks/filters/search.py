"""The filters of search, over every framework that everybody may read.

The lines are in memory: the FilterSet asks the catalogue which lines match, and how many lines
each option would leave.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar, Self

from django.http import QueryDict

from cpd_site.serving.filter_sets import (
    ChoicesFilter,
    Counts,
    Facet,
    FacetForm,
    IndexedFilterSet,
    WordsFilter,
)
from frameworks.queries.catalogue import OpenCatalogue
from opportunities.filters import LABELS, by_role
from opportunities.grid.vocabulary import (
    ENDED_TO_CHOOSE,
    KINDS_TO_CHOOSE,
    Group,
    ProviderTier,
    StageFamily,
)
from opportunities.search.catalogue import FIELDS, CatalogueLine, FieldValues
from opportunities.text import stems
from opportunities.text.questions import Question, parse_question

FEW_OPTIONS = 20
"""Options of a facet to show at once: of more, those that would leave the most lines."""

FEW_PARTS = 5
"""Suggestions with fewer words to show where all words together find nothing."""

CHOICES: Mapping[str, Mapping[str, str]] = {
    "family": {family: family.label for family in StageFamily},
    "group": {group: group.label for group in Group},
    "tier": {tier: tier.label for tier in ProviderTier},
    "kind": KINDS_TO_CHOOSE,
    "ended": ENDED_TO_CHOOSE,
}
"""The choices that do not depend on the frameworks."""

HEADINGS = {"family": {family.value: family.group.label for family in StageFamily}}


class SearchFilterForm(FacetForm):
    css_class = "cpd-narrowing"
    title = "Narrow the results"
    button = "Narrow"
    template = "search/_narrow.html"
    facet_template = "cpd/facet_beside.html"
    beside = ("page", "all")
    carries = ("group",)

    @property
    def is_open(self) -> bool:
        """Whether the filters are open on a phone: to show errors, or all options of a facet."""
        return bool(self.errors) or "all" in self.data

    def facet_key(self, name: str) -> tuple[Hashable, ...]:
        return (*super().facet_key(name), self._is_opened(name), self._more(name))

    def facet(self, name: str) -> Facet:
        """Return the facet: only the best of many options, unless the address asks for all."""
        facet = super().facet(name)
        opened, more = self._is_opened(name), self._more(name)
        if not more:
            return replace(facet, opened=opened)
        best = sorted(facet.options, key=lambda option: option.leaves or 0, reverse=True)
        asked = self.data.getlist(name)  # type: ignore[attr-defined] # a query string
        ticked = [option for option in facet.options if option.ticked]
        ticked.sort(key=lambda option: asked.index(option.value))
        others = [option for option in best[:FEW_OPTIONS] if not option.ticked]
        displayed = [*ticked, *others][: max(FEW_OPTIONS, len(ticked))]
        return replace(facet, options=tuple(displayed), more=more)

    def _is_opened(self, name: str) -> bool:
        """Return whether the address asks for all options of this facet."""
        return bool(name == self.data.get("all", ""))

    def _more(self, name: str) -> str:
        """Return the address that asks for all options; "" if all are shown."""
        few = len(self.choices_of(name)) <= FEW_OPTIONS
        if few or self._is_opened(name) or self.filter_set is None:
            return ""
        return self.filter_set.query.with_one("all", name)


class SearchFilterSet(IndexedFilterSet):
    """The filters of search. `qs` is the set of matching lines, as the bits of an integer."""

    things: ClassVar[tuple[str, str]] = ("found", "found")

    framework = ChoicesFilter(label="Authority")
    family = ChoicesFilter(label=LABELS["family"])
    group = ChoicesFilter(label=LABELS["group"])
    tier = ChoicesFilter(label=LABELS["tier"])
    kind = ChoicesFilter(label=LABELS["kind"])
    ended = ChoicesFilter(label=LABELS["ended"])
    q = WordsFilter(label=LABELS["q"])

    class Meta:
        form = SearchFilterForm

    def __init__(self, data: QueryDict, catalogue: OpenCatalogue) -> None:
        data = by_role(data, catalogue.families)
        super().__init__(data, {"framework": dict(catalogue.authorities), **CHOICES})
        self.headings = HEADINGS
        self.catalogue = catalogue

    def again(self, data: QueryDict) -> Self:
        return type(self)(data, self.catalogue)

    @property
    def left(self) -> int:
        return self.count

    def filter_queryset(self, queryset: object) -> int:
        return self._levels[-1] & self._left

    @cached_property
    def question(self) -> Question:
        """The parsed question."""
        return parse_question(self.cleaned.get("q", ""))

    @property
    def words(self) -> stems.SearchQuery:
        """The words that every line must have."""
        return self.question.wanted

    @property
    def printable_words(self) -> str:
        """The typed words without characters that do not print, such as marks of direction."""
        typed = filter(_is_printable, self.cleaned.get("q", ""))
        return " ".join("".join(typed).split())

    @property
    def only_by_place(self) -> bool:
        """Whether the words match only the names of stages or authorities, not the lines."""
        of_words = self.catalogue.matching(self.words)
        if not self.words or self.question.reworded or of_words[1] & self._left:
            return False
        return bool(of_words[-1] & self._left)

    @property
    def only_common_words(self) -> bool:
        """Whether all typed words are too common to search for."""
        return "q" in self.cleaned and not self.words

    def fewer_words(self) -> list[tuple[str, int]]:
        """Return some of the words, for where no line has all, with the number of matches of each.

        Without the words that match nothing, or else without one word at a time; and each word by
        itself. The most words come first; among as many, those with fewer matches.
        """
        typed = list(zip(self.words.terms, self.words.words, strict=True))
        known = [pair for pair in typed if self._matching(pair)]
        parts = [known] if len(known) < len(typed) else []
        if len(known) > 2:
            parts += [known[:at] + known[at + 1 :] for at in range(len(known))]
        parts += [[pair] for pair in known]
        found = {_typed(part): (len(part), self._matching(*part)) for part in parts if part}
        ordered = sorted(found.items(), key=lambda each: (-each[1][0], each[1][1]))
        return [(words, count) for words, (_, count) in ordered if count][:FEW_PARTS]

    @cached_property
    def nearest(self) -> list[tuple[str, int]]:
        """The nearest wordings by the list of synonyms, each with its set of matching lines."""
        looked_up = [
            (text, self.catalogue.matching(query)[1] & self._left)
            for text, query in self.question.nearest
        ]
        return [(text, lines) for text, lines in looked_up if lines]

    def _matching(self, *pairs: tuple[stems.Term, str]) -> int:
        """Return the number of opportunities that match these words and the filters."""
        terms = stems.SearchQuery(
            tuple(term for term, _ in pairs), tuple(word for _, word in pairs)
        )
        return (self.catalogue.matching(terms)[-1] & self._left).bit_count()

    @cached_property
    def _levels(self) -> tuple[int, ...]:
        return (0,) if self.only_common_words else self.catalogue.answering(self.question)

    @cached_property
    def wanted(self) -> FieldValues:
        """The chosen families, groups and tiers."""
        return {name: self.cleaned[name] for name in FIELDS if name in self.cleaned}

    @cached_property
    def _in_frameworks(self) -> int:
        if "framework" not in self.cleaned:
            return self.catalogue.everything
        chosen = [self.catalogue.number_of[slug] for slug in self.cleaned["framework"]]
        return self.catalogue.in_entries(chosen)

    @cached_property
    def _with_values(self) -> int:
        return self.catalogue.with_values(self.wanted)

    @cached_property
    def _of_kinds(self) -> int:
        if "kind" not in self.cleaned:
            return self.catalogue.everything
        return self.catalogue.with_kinds(self.cleaned["kind"])

    @cached_property
    def _not_ended(self) -> int:
        if "ended" not in self.cleaned:
            return self.catalogue.everything
        return self.catalogue.with_ended(self.cleaned["ended"])

    @cached_property
    def count(self) -> int:
        """The number of results."""
        return int(self.qs.bit_count())

    def lines(self, start: int, size: int) -> list[CatalogueLine]:
        """Return a page of the matching lines: best first, or in the order of the grids."""
        return self.catalogue.page(self._levels, self._left, start, size)

    @cached_property
    def _left(self) -> int:
        """The lines that match the filters, whatever words were typed."""
        return self._in_frameworks & self._with_values & self._of_kinds & self._not_ended

    @cached_property
    def counts(self) -> Counts:
        found = self._levels[-1] & self._of_kinds & self._not_ended
        of_frameworks = self.catalogue.counts_of_entries(found & self._with_values)
        in_frameworks = self._levels[-1] & self._in_frameworks
        of_values = {
            name: self.catalogue.counts(name, found & self._in_frameworks, self.wanted)
            for name in FIELDS
        }
        others = in_frameworks & self._with_values
        of_kinds = self.catalogue.counts_of_kinds(others & self._not_ended)
        of_ended = self.catalogue.counts_of_ended(others & self._of_kinds)
        counts: dict[str, Mapping[str, int]] = {
            "framework": dict(zip(self.catalogue.number_of, of_frameworks, strict=True))
        }
        for name, having in (*of_values.items(), ("kind", of_kinds), ("ended", of_ended)):
            counts[name] = dict.fromkeys(CHOICES[name], 0) | having
        return counts


def _is_printable(character: str) -> bool:
    """Return whether the character is white space or has a glyph."""
    return character.isprintable() or character.isspace()


def _typed(pairs: Sequence[tuple[stems.Term, str]]) -> str:
    return " ".join(f"{word}*" if term.is_prefix else word for term, word in pairs)
