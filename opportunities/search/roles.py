"""Find stages and families by what people call themselves: "headteacher", "ECT", "SENCO"."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import chain
from operator import or_
from typing import NamedTuple

from opportunities.grid.vocabulary import StageFamily
from opportunities.search import bits
from opportunities.search.entries import GridEntry, StageEntry
from opportunities.text import stems
from opportunities.text.questions import Question, is_phrase
from opportunities.text.stems import SearchQuery, Term
from opportunities.text.synonyms import synonyms

MOST = 3
"""The most stages to name, and the most families."""


@dataclass(frozen=True, slots=True)
class NamedStage:
    """A stage that a search names, with the number of its grid and its number of lines."""

    stage: StageEntry
    entry: int
    count: int


class StageNames:
    """Index the stages of these grids by the stems of their names, roles and families."""

    def __init__(self, entries: Sequence[GridEntry]) -> None:
        self._entries = entries
        self._stages: list[tuple[int, int, int]] = []
        self._by_name: defaultdict[str, int] = defaultdict(int)
        self._by_any: defaultdict[str, int] = defaultdict(int)
        self._by_meaning: defaultdict[str, int] = defaultdict(int)
        for entry, grid in enumerate(entries):
            for number, stage in enumerate(grid.stages):
                self._add(entry, number, stage)

    def _add(self, entry: int, number: int, stage: StageEntry) -> None:
        bit = 1 << len(self._stages)
        family = StageFamily(stage.family)
        name, other = (
            _stems_of(stage.name),
            _stems_of(f"{family.label}\n{family.also}\n{stage.roles}"),
        )
        self._stages.append((len(name.own), entry, number))
        for stem in name.own:
            self._by_name[stem] |= bit
        for stem in name.own | other.own:
            self._by_any[stem] |= bit
        for stem in name.meant | other.meant:
            self._by_meaning[stem] |= bit

    def meant_by(self, question: Question, among: Collection[int] = ()) -> list[NamedStage]:
        """Find the stages that every word of the question names, shortest names first.

        Only in the grids `among` these numbers, if there are any.
        """
        by_name = by_any = 0
        for terms in _whom(question):
            by_name |= self._with(terms, self._by_name)
            by_any |= self._with(terms, self._by_any, self._by_meaning)
        best = (self._shortest(stages, among) for stages in (by_name, by_any & ~by_name))
        return [self._role(*place) for _, *place in chain.from_iterable(best)][:MOST]

    def _shortest(self, stages: int, among: Collection[int]) -> list[tuple[int, int, int]]:
        there = map(self._stages.__getitem__, bits.positions(stages))
        return sorted(place for place in there if not among or place[1] in among)[:MOST]

    def _with(self, terms: Sequence[Term], *indexes: Mapping[str, int]) -> int:
        left = -1
        for term in terms:
            usable = indexes if term.is_name or len(terms) > 1 else indexes[:1]
            left &= reduce(or_, (_holding(term, index) for index in usable))
        return left

    def _role(self, entry: int, number: int) -> NamedStage:
        grid = self._entries[entry]
        return NamedStage(grid.stages[number], entry, grid.lines_at[number])


@lru_cache(maxsize=500)
def families_meant_by(question: Question) -> tuple[StageFamily, ...]:
    """Find the families that every word of the question names."""
    wanted = _whom(question)
    return tuple(
        family for family in StageFamily if any(_speaks_of(terms, family) for terms in wanted)
    )


def _speaks_of(terms: Sequence[Term], family: StageFamily) -> bool:
    family_stems = _stems_of_family(family)
    return all(
        any(map(term.matches, family_stems.own))
        or ((term.is_name or len(terms) > 1) and any(map(term.matches, family_stems.meant)))
        for term in terms
    )


def _holding(term: Term, index: Mapping[str, int]) -> int:
    if term.is_prefix:
        return reduce(or_, (there for stem, there in index.items() if term.matches(stem)), 0)
    return index.get(term.stem, 0)


def _whom(question: Question) -> list[tuple[Term, ...]]:
    """Return the words for whom it is, as typed and as frameworks print them."""
    return list(filter(None, map(_significant, (question.wanted, *question.reworded))))


def _significant(query: SearchQuery) -> tuple[Term, ...]:
    """Return its terms without general words, unless one alone is left of a phrase: a “CPD lead”
    is not every lead.
    """
    singles = tuple(single for term in query.terms for single in term.single)
    significant = tuple(term for term in singles if term.stem not in synonyms().general)
    return singles if len(significant) == 1 and is_phrase(query) else significant


class NameStems(NamedTuple):
    """The stems of a text, including synonyms; and those of what its abbreviations mean.

    A single word matches the meaning of an abbreviation only if it is a name itself.
    """

    own: frozenset[str]
    meant: frozenset[str]


def _stems_of(text: str) -> NameStems:
    lines = text.splitlines()
    own = (
        stem for line in lines for stem in (*stems.stems(line), *stems.plain_synonym_stems(line))
    )
    meant = (stem for line in lines for stem in stems.synonym_stems(line))
    return NameStems(frozenset(own), frozenset(meant))


@cache
def _stems_of_family(family: StageFamily) -> NameStems:
    return _stems_of(f"{family.label}\n{family.also}\n{family.plain}")
