"""Lines that say nearly the same as one of another framework, or name the same programme."""

from opportunities.grid.snapshot import Wording
from opportunities.models import SearchEntry
from opportunities.search.catalogue import Catalogue, CatalogueLine
from opportunities.text.stems import LONGEST_WORD, Term, query, stems

ALIKE_ENOUGH = 0.6
"""How many of the words of two lines together have to stand in both, for them to be alike."""

MOST_CANDIDATES = 200

MOST_WORDS = 100
"""A line of more words is like no other: each word is looked up."""


def alike(
    catalogue: Catalogue, line: Wording, elsewhere: int, *, most: int = 10
) -> list[CatalogueLine]:
    """Lines among those elsewhere that lack at most one word of this line, the best first."""
    text = "\n".join((line.text, *line.details))
    words = dict.fromkeys(word for word in stems(text) if len(word) <= LONGEST_WORD)
    if len(words) > MOST_WORDS:
        return []
    near = catalogue.nearly_matching([Term(word) for word in words]) & elsewhere
    candidates = catalogue.nearest_in_length(near, len(words), MOST_CANDIDATES)
    theirs = _words(*candidates)
    scored = [(_likeness(words, theirs[other.pk]), other) for other in candidates]
    close = [pair for pair in scored if pair[0] >= ALIKE_ENOUGH]
    return [other for _, other in sorted(close, key=lambda pair: -pair[0])][:most]


def naming(
    catalogue: Catalogue, term: str, elsewhere: int, *, most: int = 10
) -> list[CatalogueLine]:
    """Lines among those elsewhere that hold this term or what it means, the best first."""
    return catalogue.page(catalogue.matching(query(term)), elsewhere, 0, most)


def _words(*lines: CatalogueLine) -> dict[int, dict[str, None]]:
    """The stems of the lines' own words, each once, by the primary keys of the lines."""
    entries = SearchEntry.objects.filter(pk__in=[line.pk for line in lines])
    return {pk: dict.fromkeys(words.split()) for pk, words in entries.values_list("pk", "words")}


def _likeness(ours: dict[str, None], theirs: dict[str, None]) -> float:
    return len(ours.keys() & theirs.keys()) / len(ours.keys() | theirs.keys())
