"""Keep all findable lines in memory, so that a search queries the database for words only.

A line has a number: its place among all the lines, grid after grid. Sets of lines are integers
(`bits`). The full-text index of the database finds the lines with a word, once for each word;
recent words are cached.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from itertools import accumulate, chain, islice, pairwise
from operator import and_, or_
from sys import getsizeof

from cpd_site.serving.caches import Cache
from opportunities.grid.vocabulary import HIDE, ONLY
from opportunities.search import bits, find
from opportunities.search.entries import FilterTriple, GridEntry
from opportunities.text.questions import Question
from opportunities.text.stems import SearchQuery, Term

FIELDS = ("family", "group", "tier")
"""The fields of `Values`, in order."""

FEW = 400
"""Up to so many lines are sorted one by one. Beyond, those of each length are looked up."""

MOST_BYTES = 6 * 1024 * 1024
"""For cached words: one takes 10 to 30 KB for 80,000 lines."""

type Levels = tuple[int, ...]
"""Matching lines, the best first: each level includes the one before it."""

type FieldValues = Mapping[str, Collection[str]]
"""The values wanted of some fields; other fields may have any value."""


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """A line that was found: its primary key, the number of its grid, and its number there."""

    pk: int
    entry: int
    number: int


class Catalogue:
    """The lines of these grids, in order."""

    def __init__(self, entries: Sequence[GridEntry]) -> None:
        self.entries = tuple(entries)
        sizes = [(len(entry) + 7) // 8 for entry in self.entries]
        self._bytes = [0, *accumulate(sizes)]  # where each grid begins, in bytes, and the end
        self._starts = [start * 8 for start in self._bytes]
        self._by_values = self._joined([entry.by_values for entry in self.entries])
        self._by_kind = self._joined([entry.by_kind for entry in self.entries])
        self._ended = self._joined([{ONLY: entry.ended} for entry in self.entries]).get(ONLY, 0)
        self._pks, self._numbers = self._by_primary_key()
        self._lengths, self._by_length = self._by_number_of_words()
        self.everything = reduce(or_, self._by_length.values(), 0)
        self._words = Cache[Term, Levels](MOST_BYTES, _size)

    def _joined[Key: (int, str, FilterTriple)](
        self, of_entries: Sequence[Mapping[Key, int]]
    ) -> dict[Key, int]:
        """Concatenate the sets of each grid into sets of the whole catalogue, by sorted key."""
        keys = sorted({key for sets in of_entries for key in sets})
        sizes = [end - start for start, end in pairwise(self._bytes)]
        return {
            key: bits.from_bytes(
                b"".join(
                    bits.as_bytes(sets.get(key, 0), size)
                    for sets, size in zip(of_entries, sizes, strict=True)
                )
            )
            for key in keys
        }

    def _by_primary_key(self) -> "tuple[array[int], array[int]]":
        """Return all primary keys in order, and beside each the number of its line.

        A dictionary of them would take 7 MB for 80,000 lines: these take one.
        """
        pks = array("q", chain.from_iterable(entry.pks for entry in self.entries))
        numbers = array("I")
        for entry, start in zip(self.entries, self._starts, strict=False):
            numbers.extend(range(start, start + len(entry)))
        order = sorted(range(len(pks)), key=pks.__getitem__)
        return array("q", map(pks.__getitem__, order)), array("I", map(numbers.__getitem__, order))

    def _by_number_of_words(self) -> "tuple[array[int], dict[int, int]]":
        """Return how many words each line has, and the lines of each length, shortest first."""
        lengths = array("H", bytes(2 * self._starts[-1]))
        of_length: defaultdict[int, array[int]] = defaultdict(partial(array, "I"))
        for entry, start in zip(self.entries, self._starts, strict=False):
            lengths[start : start + len(entry)] = entry.lengths
            for number, length in enumerate(entry.lengths, start):
                of_length[length].append(number)
        return lengths, {
            length: bits.from_positions(of_length[length], below=self._starts[-1])
            for length in sorted(of_length)
        }

    def matching(self, query: SearchQuery) -> Levels:
        """Find the lines that match every term, best first; without any term, all lines."""
        if not query:
            return (self.everything,)
        of_terms = [self._of_term(term) for term in query.terms]
        return tuple(reduce(and_, level) for level in zip(*of_terms, strict=True))

    def answering(self, question: Question) -> Levels:
        """Find the lines that answer a question, best first.

        Lines with all the typed words come before those with only the significant ones; lines with
        the same in other words come before those that merely belong to a stage or authority of that
        name.
        """
        levels = list(self.matching(question.wanted))
        if question.reworded:
            *reworded, by_place = map(
                partial(reduce, or_), zip(*map(self.matching, question.reworded), strict=True)
            )
            levels[-1:] = levels[-2] | reworded[-1], levels[-1] | reworded[-1]
            levels.append(levels[-1] | by_place)
        if question.full != question.wanted:
            own, meant, _ = self.matching(question.full)
            levels = [own, meant, *(level | meant for level in levels)]
        return tuple(levels)

    def nearly_matching(self, terms: Sequence[Term]) -> int:
        """Find the lines whose own words include every term but one, or all of one or two terms."""
        every = one_missing = self.everything
        for holding in (self._of_term(term)[0] for term in terms):
            one_missing = one_missing & holding | every
            every &= holding
        return one_missing if len(terms) > 2 else every

    def with_values(self, wanted: FieldValues) -> int:
        """Find the lines with a placement where each of these fields has a wanted value."""
        fitting = (lines for values, lines in self._by_values.items() if _fit(values, wanted))
        return reduce(or_, fitting, 0) if wanted else self.everything

    def with_kinds(self, wanted: Collection[str]) -> int:
        """Find the lines of any of these kinds of activity."""
        return reduce(or_, (self._by_kind.get(kind, 0) for kind in wanted), 0)

    def counts_of_kinds(self, lines: int) -> dict[str, int]:
        """Count the lines of each kind of activity."""
        return {kind: (there & lines).bit_count() for kind, there in self._by_kind.items()}

    def with_ended(self, wanted: Collection[str]) -> int:
        """Find the lines that name a programme that has ended, the others, or both."""
        return reduce(or_, (self._fated[each] for each in wanted), 0)

    def counts_of_ended(self, lines: int) -> dict[str, int]:
        """Count the lines that name nothing that has ended, and those that do."""
        return {each: (there & lines).bit_count() for each, there in self._fated.items()}

    @cached_property
    def _fated(self) -> dict[str, int]:
        return {HIDE: self.everything & ~self._ended, ONLY: self._ended}

    def in_entries(self, wanted: Collection[int]) -> int:
        """Return the lines of the grids with these numbers."""
        packed = bytearray(self._bytes[-1])
        for entry in wanted:
            start, end = self._bytes[entry : entry + 2]
            packed[start:end] = b"\xff" * (end - start)
        return bits.from_bytes(packed) & self.everything

    def counts(self, field: str, lines: int, wanted: FieldValues) -> dict[str, int]:
        """Count the lines with each value of the field, given the wanted values of the other
        fields.
        """
        others = {name: values for name, values in wanted.items() if name != field}
        having = self._by_field(field, others) if others else self._of_field[field]
        return {value: (there & lines).bit_count() for value, there in having.items()}

    @cached_property
    def families(self) -> frozenset[str]:
        """The career stages and roles for which some framework has a stage with lines."""
        return frozenset(self._of_field["family"])

    @cached_property
    def _of_field(self) -> dict[str, dict[str, int]]:
        return {field: self._by_field(field, {}) for field in FIELDS}

    def _by_field(self, field: str, others: FieldValues) -> dict[str, int]:
        """Find the lines with each value of the field, given those wanted of the other fields."""
        which = FIELDS.index(field)
        having: dict[str, int] = {}
        for values, lines in self._by_values.items():
            if _fit(values, others):
                having[values[which]] = having.get(values[which], 0) | lines
        return having

    def counts_of_entries(self, lines: int) -> list[int]:
        """Count the lines of each grid."""
        packed = bits.as_bytes(lines, self._bytes[-1])
        return [
            int.from_bytes(packed[start:end], "little").bit_count()
            for start, end in pairwise(self._bytes)
        ]

    def page(self, levels: Levels, left: int, start: int, size: int) -> list[CatalogueLine]:
        """Return one page of the lines that match and pass the filters: best first, then shortest.

        Equal ones are in the order of the catalogue, as all are without a query.
        """
        if len(levels) == 1:
            numbers = bits.positions(levels[0] & left)
        else:
            numbers = chain.from_iterable(self._by_level(levels, left))
        return [self._line(number) for number in islice(numbers, start, start + size)]

    def nearest_in_length(self, lines: int, length: int, most: int) -> list[CatalogueLine]:
        """Return the lines whose number of words is nearest to `length`."""
        found = sorted(bits.positions(lines), key=lambda line: abs(self._lengths[line] - length))
        return [self._line(number) for number in found[:most]]

    def line(self, pk: int) -> CatalogueLine | None:
        """Return the line with this primary key, if it is in the catalogue."""
        number = self._number(pk)
        return None if number is None else self._line(number)

    def _number(self, pk: int) -> int | None:
        """Return the number of the line with this primary key, if it is in the catalogue."""
        at = bisect_left(self._pks, pk)
        return self._numbers[at] if at < len(self._pks) and self._pks[at] == pk else None

    def _by_level(self, levels: Levels, left: int) -> Iterator[Iterator[int]]:
        before = 0
        for level in levels:
            lines = level & left & ~before
            before |= level
            if lines:
                yield self._shortest_first(lines)

    def _shortest_first(self, lines: int) -> Iterator[int]:
        if lines.bit_count() <= FEW:
            yield from sorted(bits.positions(lines), key=self._lengths.__getitem__)
            return
        for of_length in self._by_length.values():
            if here := lines & of_length:
                yield from bits.positions(here)

    def _line(self, number: int) -> CatalogueLine:
        entry = bisect_right(self._starts, number) - 1
        here = number - self._starts[entry]
        return CatalogueLine(self.entries[entry].pks[here], entry, here)

    def _of_term(self, term: Term) -> Levels:
        """Find the lines with a term: in their own words, by a meaning, or by their place."""
        levels = self._words.get(term)
        return self._learn(term, find.holding(term)) if levels is None else levels

    def look_up(self, questions: Iterable[Question]) -> None:
        """Query the index once for every term of these questions that is not cached yet."""
        terms = dict.fromkeys(
            term
            for question in questions
            for query in (question.full, question.wanted, *question.reworded)
            for term in query.terms
        )
        unknown = [term for term in terms if not term.is_phrase and self._words.get(term) is None]
        for term, found in zip(unknown, find.holding_each(unknown) if unknown else (), strict=True):
            self._learn(term, found)

    def _learn(self, term: Term, found: find.Holding) -> Levels:
        levels = tuple(accumulate(map(self._set_of, found), _joined))
        self._words.put(term, levels)
        return levels

    def _set_of(self, pks: Collection[int]) -> int:
        """Make the set of the lines with these primary keys, without lines of other grids."""
        numbers = map(self._number, pks)
        return bits.from_positions(
            (number for number in numbers if number is not None), below=self._starts[-1]
        )


def _fit(values: FilterTriple, wanted: FieldValues) -> bool:
    return all(
        value in wanted[field]
        for field, value in zip(FIELDS, values, strict=True)
        if field in wanted
    )


def _joined(some: int, more: int) -> int:
    """Unite two sets. Return the same object if nothing is added, to store it once."""
    both = some | more
    return some if both == some else both


def _size(levels: Levels) -> int:
    return sum(map(getsizeof, {id(level): level for level in levels}.values()))
