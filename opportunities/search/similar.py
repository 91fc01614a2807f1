"""Find lines of other frameworks with nearly the same words, or about the same programme."""

from dataclasses import dataclass

from opportunities.grid.snapshot import Wording
from opportunities.models import SearchEntry
from opportunities.search.catalogue import Catalogue, CatalogueLine
from opportunities.text.stems import LONGEST_WORD, SearchQuery, Term, query, stems

ALIKE_ENOUGH = 0.6
"""The share of two lines' words that have to be in both for the lines to be similar."""

MOST_CANDIDATES = 200

MOST_WORDS = 100
"""A line of more words is similar to none: each word is looked up."""

MOST_IN_COMMON = 3
"""Words that are enough to search for similar lines."""


def similar_lines(
    catalogue: Catalogue, line: Wording, elsewhere: int, *, most: int = 10
) -> list[CatalogueLine]:
    """Find the lines in `elsewhere` that lack at most one word of this line, best first."""
    text = line.full_text
    words = dict.fromkeys(word for word in stems(text) if len(word) <= LONGEST_WORD)
    if len(words) > MOST_WORDS:
        return []
    near = catalogue.nearly_matching([Term(word) for word in words]) & elsewhere
    candidates = catalogue.nearest_in_length(near, len(words), MOST_CANDIDATES)
    theirs = _words(*candidates)
    scored = [(_similarity(words, theirs[other.pk]), other) for other in candidates]
    close = [pair for pair in scored if pair[0] >= ALIKE_ENOUGH]
    return [other for _, other in sorted(close, key=lambda pair: -pair[0])][:most]


@dataclass(frozen=True, slots=True)
class ProgrammeLines:
    """The lines that name one programme: the first few, their count, and the number of grids."""

    lines: list[CatalogueLine]
    count: int
    grids: int


def naming(catalogue: Catalogue, term: str, elsewhere: int, *, most: int = 12) -> ProgrammeLines:
    """Find the lines in `elsewhere` with this term or its meaning, grid by grid.

    Not those that merely belong to a stage of that name.
    """
    *_, saying, _ = catalogue.matching(query(term))
    there = saying & elsewhere
    grids = sum(map(bool, catalogue.counts_of_entries(there)))
    return ProgrammeLines(catalogue.page((there,), there, 0, most), there.bit_count(), grids)


def words_in_common(catalogue: Catalogue, text: str) -> str:
    """Return the rarest words of the text that at least one other line has, all of them together.
    Empty if there are none.
    """
    looked_for = query(text)
    holding = {
        word: catalogue.matching(SearchQuery((term,), (word,)))[0]
        for term, word in zip(looked_for.terms, looked_for.words, strict=True)
    }
    chosen: list[str] = []
    left = catalogue.everything
    for word in sorted(holding, key=lambda word: holding[word].bit_count()):
        if len(chosen) < MOST_IN_COMMON and (left & holding[word]).bit_count() > 1:
            chosen.append(word)
            left &= holding[word]
    return " ".join(word for word in holding if word in chosen)


def _words(*lines: CatalogueLine) -> dict[int, dict[str, None]]:
    """Map each line's primary key to the stems of its own words, without repeats."""
    entries = SearchEntry.objects.filter(pk__in=[line.pk for line in lines])
    return {pk: dict.fromkeys(words.split()) for pk, words in entries.values_list("pk", "words")}


def _similarity(ours: dict[str, None], theirs: dict[str, None]) -> float:
    return len(ours.keys() & theirs.keys()) / len(ours.keys() | theirs.keys())
