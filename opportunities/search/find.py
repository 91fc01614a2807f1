"""Asks the full-text index of whichever database answers.

Best are lines that hold every word themselves; then those where an abbreviation stands for one of
them; then those whose stage or authority does (`catalogue` puts them in this order). A term is a
parameter, and quoted, so that nothing in it is an operator of the index either.
"""

from collections.abc import Collection
from difflib import get_close_matches
from itertools import batched, pairwise
from uuid import UUID

from django.db import connection

from opportunities import store
from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import Opportunity, Wording
from opportunities.models import SearchEntry, SearchWord
from opportunities.text.stems import SearchQuery, Term, stem
from opportunities.text.synonyms import synonyms

TEXTS = ("words", "meanings", "places")
"""Where a word may stand, the best first."""

TEXTS_AT_ONCE = 500
"""A query asks for so many opportunities: databases take only so many parameters."""

FEWEST_PAIRS = 4
"""One in so many pairs of neighbouring letters is in the right word too, or it is not looked at."""

CLOSE_ENOUGH = 0.85
"""How like a known word an unknown one has to be to be taken for a slip of it: 1 is the same."""

SHORTEST_SLIP = 5
"""Letters. A shorter word is like too many others."""


def holding(term: Term) -> tuple[list[int], ...]:
    """Primary keys of the opportunities that the term matches: by each of the `TEXTS` in turn.

    Where a text before it matches too, the key may stand among those of both.
    """
    if term.is_phrase:
        return _holding_phrase(term), [], []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL, {"term": _for_postgresql(term)})
            found = cursor.fetchall()
            return (
                [pk for pk, by_words, _ in found if by_words],
                [pk for pk, by_words, by_meanings in found if by_meanings and not by_words],
                [pk for pk, _, by_meanings in found if not by_meanings],
            )
        of_texts = []
        for text in TEXTS:
            cursor.execute(SQLITE, [f"{text} : {_for_sqlite(term)}"])
            of_texts.append([pk for (pk,) in cursor.fetchall()])
        return tuple(of_texts)


def _holding_phrase(phrase: Term) -> list[int]:
    """Those that say these words side by side, of those that hold each of them."""
    likely = set.intersection(*(set(holding(term)[0]) for term in phrase.single))
    return [
        pk
        for few in batched(sorted(likely), TEXTS_AT_ONCE)
        for pk, words in SearchEntry.objects.filter(pk__in=few).values_list("pk", "words")
        if f" {phrase.stem} " in f" {words} "
    ]


def texts_of(pks: Collection[int]) -> dict[int, tuple[str, Wording]]:
    """The keys of these opportunities and what they say, by their primary keys.

    Without the ORM, which would take longer than to find them.
    """
    found: dict[int, tuple[str, Wording]] = {}
    with connection.cursor() as cursor:
        for few in batched(pks, TEXTS_AT_ONCE):
            cursor.execute(TEXTS_OF.format(CONTENT, ", ".join(["%s"] * len(few))), few)
            for pk, key, *said in cursor.fetchall():
                found[pk] = str(UUID(str(key))), store.wording(said)
    return found


def right_spelling(query: SearchQuery) -> str:
    """The words as typed, but known ones for those that match nothing; empty if that is no help."""
    corrected = []
    for term, word in zip(query.terms, query.words, strict=True):
        better = word if term.is_prefix or any(holding(term)) else _closest(word)
        if not better:
            return ""
        corrected.append(better)
    return " ".join(corrected) if corrected != list(query.words) else ""


def _closest(word: str) -> str:
    """The known word most like this one, if any is so like it that it must be meant.

    What is ordinary English, or known to search by other words, is meant as it is typed.
    """
    if len(word) < SHORTEST_SLIP or word in synonyms().ordinary or (stem(word),) in _asked_for():
        return ""
    pairs = set(pairwise(word))
    alike = [
        known
        for known in SearchWord.objects.filter(word__startswith=word[0]).values_list(
            "word", flat=True
        )
        if len(pairs & set(pairwise(known))) * FEWEST_PAIRS >= len(pairs)
    ]
    return next(iter(get_close_matches(word, alike, n=1, cutoff=CLOSE_ENOUGH)), "")


def _asked_for() -> Collection[tuple[str, ...]]:
    return synonyms().same.keys() | synonyms().nearest.keys()


CONTENT = ", ".join(f'"{field.name}"' for field in FIELDS[Opportunity])
TEXTS_OF = "SELECT id, key, {} FROM opportunities_opportunity WHERE id IN ({})"

SQLITE = "SELECT rowid FROM opportunities_searchindex WHERE opportunities_searchindex MATCH %s"

# Each vector also holds the texts before its own, so that the last one, the indexed, holds all.
POSTGRESQL = """
    SELECT opportunity_id, words_vector @@ %(term)s::tsquery, meanings_vector @@ %(term)s::tsquery
    FROM opportunities_searchentry WHERE places_vector @@ %(term)s::tsquery
"""


def _for_sqlite(term: Term) -> str:
    whole, beginning = (said.replace('"', '""') for said in (term.whole, term.stem))
    return f'("{whole}" OR "{beginning}"*)' if term.is_prefix else f'"{whole}"'


def _for_postgresql(term: Term) -> str:
    whole, beginning = (
        said.replace("\\", "\\\\").replace("'", "''") for said in (term.whole, term.stem)
    )
    return f"'{whole}' | '{beginning}':*" if term.is_prefix else f"'{whole}'"
