"""What search is narrowed by, straight from the query string, and how many lines that leaves.

No FilterSet, whose form is built anew for each request: that takes longer than the whole search.
The same fields as in the matrix say what is refused, and how.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.http import QueryDict

from cpd_site.serving.filter_bar import WordsField
from cpd_site.serving.filter_sets import ChoicesField
from cpd_site.serving.parameters import unknown_names
from frameworks.queries.catalogue import OpenCatalogue
from opportunities.filters import LABELS
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily
from opportunities.search.catalogue import FIELDS, CatalogueLine, Wanted
from opportunities.text import stems

HOW_SHOWN = ("page", "all")
"""What else search reads of its query string."""

FEW_OPTIONS = 20
"""So many options are shown at once. Where there are more, those that would leave the most."""

FEW_PARTS = 3
"""So many ways to leave out a word are offered where all of them together find nothing."""

type Choices = tuple[tuple[str, str], ...]


class SearchFields:
    """The fields of search. Checking a value changes nothing in them: they serve every request."""

    def __init__(self, authorities: Choices) -> None:
        choices: dict[str, Choices] = {
            "framework": authorities,
            "family": tuple((family, family.label) for family in StageFamily),
            "group": tuple((group, group.label) for group in Group),
            "tier": tuple((tier, tier.label) for tier in ProviderTier),
        }
        self.labels = {"framework": "Authority", **LABELS}
        self.values = {name: dict(offered) for name, offered in choices.items()}
        self.checks: dict[str, ChoicesField | WordsField] = {
            name: ChoicesField(choices=offered, required=False) for name, offered in choices.items()
        }
        self.checks["q"] = WordsField(required=False)


class FacetOption(NamedTuple):
    """A box to tick: what it stands for, and how many opportunities it would leave."""

    value: str
    label: str
    ticked: bool
    leaves: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with boxes to tick. `number`: how many there are, whether or not all are shown."""

    name: str
    label: str
    chosen: list[str]
    options: list[FacetOption]
    number: int
    opened: bool
    error: str

    @property
    def value(self) -> str:
        """What it is set to: "All 16", the one option, "2 of 3"."""
        if not self.chosen:
            return f"All {self.number}"
        return self.chosen[0] if len(self.chosen) == 1 else f"{len(self.chosen)} of {self.number}"


class SearchFilters:
    """What a query string asks of every framework that everybody may read.

    A value that is not known is in `errors`, the others are in `cleaned`; empty ones in neither.
    A name that is not known is in `unknown`, and in `errors` too.
    """

    def __init__(self, data: QueryDict, catalogue: OpenCatalogue) -> None:
        self.catalogue = catalogue
        self.fields = _fields(catalogue.authorities)
        self.typed = data.get("q", "").replace("\x00", "")
        self.opened = data.get("all", "")
        self.cleaned: dict[str, Any] = {}
        self.errors: dict[str, list[str]] = {}
        for name, field in self.fields.checks.items():
            if name in data:
                value = data["q"] if name == "q" else data.getlist(name)
                try:
                    if cleaned := field.clean(value):
                        once = cleaned if name == "q" else list(dict.fromkeys(cleaned))
                        self.cleaned[name] = once
                except ValidationError as error:
                    self.errors[name] = error.messages
        names = [name for name in data if name not in HOW_SHOWN]
        self.unknown = unknown_names(names, self.fields.checks)
        self.errors |= self.unknown

    def error(self, name: str) -> str:
        """What is wrong with a field; empty if nothing is."""
        return next(iter(self.errors.get(name, ())), "")

    def said(self, name: str, value: str) -> str:
        """A value in use, as a chip says it."""
        labels = self.fields.values.get(name)
        return labels[value] if labels else f"{self.fields.labels[name]}: {value}"

    @cached_property
    def query(self) -> stems.SearchQuery:
        """What is looked for, as search understands it."""
        return stems.query(self.cleaned.get("q", ""))

    @property
    def only_common_words(self) -> bool:
        """Whether words were typed of which none can be looked for."""
        return "q" in self.cleaned and not self.query

    def fewer_words(self) -> list[tuple[str, int]]:
        """Where nothing matches all words: some of them, and how many opportunities match those.

        Without the words that nothing matches; or else each time without one of the others.
        """
        asked = list(zip(self.query.terms, self.query.words, strict=True))
        known = [pair for pair in asked if self._matching(pair)]
        parts = [known]
        if len(known) == len(asked) or not self._matching(*known):
            parts = [known[:at] + known[at + 1 :] for at in range(len(known))]
        found = [(_typed(part), self._matching(*part)) for part in parts if part]
        return sorted((each for each in found if each[1]), key=lambda each: -each[1])[:FEW_PARTS]

    def _matching(self, *pairs: tuple[stems.Term, str]) -> int:
        """How many opportunities match these, of those that the filters leave."""
        terms = stems.SearchQuery(
            tuple(term for term, _ in pairs), tuple(word for _, word in pairs)
        )
        matching = self.catalogue.matching(terms)[-1]
        return (matching & self._in_frameworks & self._with_values).bit_count()

    @cached_property
    def _levels(self) -> tuple[int, ...]:
        return (0,) if self.only_common_words else self.catalogue.matching(self.query)

    @cached_property
    def _wanted(self) -> Wanted:
        return {name: self.cleaned[name] for name in FIELDS if name in self.cleaned}

    @cached_property
    def _in_frameworks(self) -> int:
        if "framework" not in self.cleaned:
            return self.catalogue.everything
        chosen = [self.catalogue.number_of[slug] for slug in self.cleaned["framework"]]
        return self.catalogue.on_shelves(chosen)

    @cached_property
    def _with_values(self) -> int:
        return self.catalogue.with_values(self._wanted)

    @cached_property
    def count(self) -> int:
        """How many opportunities are left."""
        return (self._levels[-1] & self._in_frameworks & self._with_values).bit_count()

    def lines(self, start: int, size: int) -> list[CatalogueLine]:
        """Some of those that are left: the best first, or in the order of the grids."""
        left = self._in_frameworks & self._with_values
        return self.catalogue.page(self._levels, left, start, size)

    def facets(self) -> list[Facet]:
        """Beside each option, how many it would leave, given the other fields."""
        found = self._levels[-1]
        on_shelves = self.catalogue.counts_on_shelves(found & self._with_values)
        counts: dict[str, Mapping[str, int]] = {
            "framework": dict(zip(self.catalogue.number_of, on_shelves, strict=True))
        }
        for name in FIELDS:
            counts[name] = self.catalogue.counts(name, found & self._in_frameworks, self._wanted)
        return [self._facet(name, of_values) for name, of_values in counts.items()]

    def _facet(self, name: str, counts: Mapping[str, int]) -> Facet:
        labels = self.fields.values[name]
        ticked = self.cleaned.get(name, ())
        shown = list(labels)
        if len(labels) > FEW_OPTIONS and name != self.opened:
            shown.sort(key=counts.__getitem__, reverse=True)
            others = [value for value in shown[:FEW_OPTIONS] if value not in ticked]
            shown = [*ticked, *others][: max(FEW_OPTIONS, len(ticked))]
        return Facet(
            name=name,
            label=self.fields.labels[name],
            chosen=[labels[value] for value in ticked],
            options=[
                FacetOption(value, labels[value], value in ticked, counts.get(value, 0))
                for value in shown
            ],
            number=len(labels),
            opened=name == self.opened,
            error=self.error(name),
        )


def _typed(pairs: Sequence[tuple[stems.Term, str]]) -> str:
    return " ".join(f"{word}*" if term.is_prefix else word for term, word in pairs)


@lru_cache(maxsize=2)
def _fields(authorities: Choices) -> SearchFields:
    return SearchFields(authorities)
