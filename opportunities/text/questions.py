"""Parse a search: the terms wanted, the words left out, and rewordings.

Pure: it says what to search for, and `opportunities.search` searches.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from opportunities.text import glossary, stems
from opportunities.text.glossary import Entry
from opportunities.text.stems import SearchQuery, Term
from opportunities.text.synonyms import OtherWords, synonyms

MOST_ENTRIES = 3

LONGEST_PART = 4
"""Words. Nobody is called by more."""

FOR = re.compile(r"\bfor\b", re.IGNORECASE)

ASKING = frozenset(
    {"i", "me", "my", "we", "us", "our", "you", "your", "am", "are", "do", "can"}
    | {"how", "what", "where", "which"}
)
"""Among the stop words, those of questions. Other stop words, such as "of", go unmentioned."""


type QuerySpan = tuple[int, int, tuple[str, ...]]
"""Start and end in a query of words with alternatives, and the alternatives."""


@dataclass(frozen=True)
class Question:
    """What was typed, as search takes it.

    `wanted`: what every result has to have; `full`: the same with the words left out, which ranks
    the best first.
    """

    typed: str
    wanted: SearchQuery
    full: SearchQuery

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """The words without significance for the search, as typed, if others remain."""
        if not self.wanted:
            return ()
        wanted = {piece for word in self.wanted.words for piece in word.strip('"').split()}
        out = [word for word in stems.all_words(self.typed) if word not in wanted]
        fillers = ASKING | synonyms().dropped | synonyms().dropped_last
        return tuple(dict.fromkeys(word for word in out if word in fillers))

    @cached_property
    def reworded(self) -> tuple[SearchQuery, ...]:
        """Rewordings of the question in words that frameworks print."""
        return tuple(_rewordings(self.wanted, synonyms().same))

    @cached_property
    def nearest(self) -> tuple[tuple[str, SearchQuery], ...]:
        """The nearest to a thing that no framework lists: its printed name, and a query."""
        texts = self._nearest_place[2]
        return tuple((text, stems.query(text)) for text in texts)

    @property
    def is_near_whole(self) -> bool:
        """Whether that is near to the whole question, not only to some of its words."""
        start, stop, _ = self._nearest_place
        return stop - start == len(self.wanted.terms)

    @cached_property
    def _nearest_place(self) -> QuerySpan:
        return next(_places(self.wanted, synonyms().nearest), (0, 0, ()))

    @cached_property
    def entries(self) -> list[Entry]:
        """Return the glossary entries under a typed name, first those of the whole question."""
        typed = tuple(single.stem for term in self.wanted.terms for single in term.single)
        found = {
            entry: length
            for length in range(1, len(typed) + 1)
            for start in range(len(typed) - length + 1)
            for entry in _by_name().get(typed[start : start + length], ())
            if length > 1 or len(typed) == 1 or entry.abbreviations
        }
        return sorted(found, key=lambda entry: -found[entry])[:MOST_ENTRIES]

    @cached_property
    def whom(self) -> "Question | None":
        """What follows “for”, as in “training for office managers”; None if nothing does."""
        *before, whom = FOR.split(self.typed)
        return parse_question(whom) if before and whom.strip() else None

    @property
    def parts(self) -> "Iterator[Question]":
        """Yield what two and more words beside each other ask, most words first.

        In “coaching a middle leader” that is “coaching middle” and “middle leader”. Of a phrase
        that has other words, a general word is no part: a “professional development lead” is not
        every lead.
        """
        general = synonyms().general if is_phrase(self.wanted) else frozenset()
        words = self.wanted.words
        for length in range(min(LONGEST_PART, len(words) - 1), 1, -1):
            for start in range(len(words) - length + 1):
                terms = self.wanted.terms[start : start + length]
                if not any(term.stem in general for term in terms):
                    yield parse_question(" ".join(words[start : start + length]))

    def without(self, unwanted: Collection[str]) -> "Question | None":
        """Return the question without words of these stems; None if it has none or no others."""
        pairs = list(zip(self.wanted.terms, self.wanted.words, strict=True))
        others = [word for term, word in pairs if term.stem not in unwanted]
        return parse_question(" ".join(others)) if 0 < len(others) < len(pairs) else None

    @cached_property
    def spoken_of(self) -> SearchQuery:
        """All the terms by which a line may have been found, to mark them in it."""
        queries = (self.wanted, *self.reworded)
        return SearchQuery(
            tuple(dict.fromkeys(term for query in queries for term in query.terms)),
            self.wanted.words,
        )


@lru_cache(maxsize=500)
def parse_question(typed: str) -> Question:
    """Parse what somebody typed. Cached for common questions.

    No word is left out of a phrase that has other words: a “CPD lead” is no lead of another kind.
    """
    full = stems.query(typed)
    pairs = list(zip(full.terms, full.words, strict=True))
    in_phrase = {
        full.words[at]
        for start, stop, _ in _places(full, synonyms().same)
        for at in range(start, stop)
        if stop - start > 1
    }
    dropped, last = synonyms().dropped - in_phrase, synonyms().dropped_last - in_phrase
    naming = [pair for pair in pairs if pair[1] not in dropped]
    chosen = [pair for pair in naming if pair[1] not in last] or naming or pairs
    wanted = SearchQuery(tuple(term for term, _ in chosen), tuple(word for _, word in chosen))
    return Question(typed, wanted, full)


def is_phrase(query: SearchQuery) -> bool:
    """Return whether it is as a whole a phrase that frameworks print in other words."""
    return len(query.terms) > 1 and tuple(term.stem for term in query.terms) in synonyms().same


@cache
def _by_name() -> Mapping[tuple[str, ...], list[Entry]]:
    """Return the glossary entries by the stems of each of their names, the main name first."""
    by_name: defaultdict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for names in ("printed", "meant"):
        for entry in glossary.entries():
            own = entry.printed if names == "printed" else (entry.meaning, *entry.alike)
            for name in own:
                if entry not in by_name[stems.stems(name)]:
                    by_name[stems.stems(name)].append(entry)
    return by_name


def _rewordings(query: SearchQuery, others: OtherWords) -> Iterator[SearchQuery]:
    """Yield the query with alternatives for some of its words, one place at a time."""
    for start, stop, texts in _places(query, others):
        for text in texts:
            instead = stems.query(text)
            yield SearchQuery(
                (*query.terms[:start], *instead.terms, *query.terms[stop:]),
                (*query.words[:start], *instead.words, *query.words[stop:]),
            )


def _places(query: SearchQuery, others: OtherWords) -> Iterator[QuerySpan]:
    """Yield the places of the query with alternatives, the longest first.

    None is a part of another.
    """
    plain = ["" if _is_special(term) else term.stem for term in query.terms]
    for length in range(len(plain), 0, -1):
        for start in range(len(plain) - length + 1):
            if texts := others.get(tuple(plain[start : start + length])):
                yield start, start + length, texts
                plain[start : start + length] = [""] * length


def _is_special(term: Term) -> bool:
    return term.is_prefix or term.is_phrase
