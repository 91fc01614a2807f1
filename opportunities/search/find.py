"""Query the full-text index of SQLite or PostgreSQL.

The best lines have every word themselves; next come those in which an abbreviation stands for one
of them; then those whose stage or authority does (`catalogue` puts them in this order). A term is a
quoted parameter, so that nothing in it is an operator of the index.
"""

from collections.abc import Collection, Sequence
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
"""Where a word may be, the best first."""

TEXTS_AT_ONCE = 500
"""Opportunities per query: databases limit the number of parameters."""

FEWEST_PAIRS = 4
"""Compare only words that share at least one in so many pairs of neighbouring letters."""

CLOSE_ENOUGH = 0.85
"""The minimum similarity of an unknown word to a known one to count as a typing error; 1 is
equality.
"""

SHORTEST_SLIP = 5
"""Letters. A shorter word is similar to too many others."""


type Holding = tuple[list[int], ...]
"""Primary keys of the opportunities that a term matches: by each of the `TEXTS` in turn.

If an earlier text matches too, the key may be among those of both.
"""


def holding(term: Term) -> Holding:
    if term.is_phrase:
        return _holding_phrase(term), [], []
    (found,) = holding_each([term])
    return found


def holding_each(terms: Sequence[Term]) -> list[Holding]:
    """Find the lines with each of these terms, none of them a phrase, in one query."""
    ask = _ask_postgresql if connection.vendor == "postgresql" else _ask_sqlite
    queries, parameters = ask(terms)
    found: list[Holding] = [([], [], []) for _ in terms]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), parameters)
        for number, by, pk in cursor:  # one at a time: there may be 100,000
            found[number][by].append(pk)
    return found


def _holding_phrase(phrase: Term) -> list[int]:
    """Filter the lines that have every word of a phrase to those that have them side by side."""
    likely = set.intersection(*(set(holding(term)[0]) for term in phrase.single))
    return [
        pk
        for few in batched(sorted(likely), TEXTS_AT_ONCE)
        for pk, words in SearchEntry.objects.filter(pk__in=few).values_list("pk", "words")
        if f" {phrase.stem} " in f" {words} "
    ]


def texts_of(pks: Collection[int]) -> dict[int, tuple[str, Wording]]:
    """Read the keys and words of these opportunities, by primary key.

    Without the ORM, which would take longer than to find them.
    """
    found: dict[int, tuple[str, Wording]] = {}
    with connection.cursor() as cursor:
        for few in batched(pks, TEXTS_AT_ONCE):
            cursor.execute(TEXTS_OF.format(CONTENT, ", ".join(["%s"] * len(few))), few)
            for pk, key, *values in cursor.fetchall():
                found[pk] = str(UUID(str(key))), store.wording(values)
    return found


def right_spelling(query: SearchQuery) -> str:
    """Replace typed words that match nothing by known ones; empty if none is better."""
    corrected = []
    for term, word in zip(query.terms, query.words, strict=True):
        better = word if term.is_prefix or any(holding(term)) else _closest(word)
        if not better:
            return ""
        corrected.append(better)
    return " ".join(corrected) if corrected != list(query.words) else ""


def _closest(word: str) -> str:
    """Return the known word most similar to this one, if it is similar enough.

    Most similar is one with two letters beside each other changed round: “saftey”. Ordinary
    English, and words that search knows by other words, are taken as typed.
    """
    if len(word) < SHORTEST_SLIP or word in synonyms().ordinary or (stem(word),) in _asked_for():
        return ""
    swapped = [
        f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1)
    ]
    if known := SearchWord.objects.filter(word__in=swapped).order_by("word").first():
        return known.word
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

SQLITE = (
    "SELECT {}, {}, rowid FROM opportunities_searchindex WHERE opportunities_searchindex MATCH %s"
)

# Each vector includes the texts before its own, so that the last one, which is indexed, has all.
POSTGRESQL = """
    SELECT {0}, CASE
        WHEN words_vector @@ %(term{0})s::tsquery THEN 0
        WHEN meanings_vector @@ %(term{0})s::tsquery THEN 1
        ELSE 2 END, opportunity_id
    FROM opportunities_searchentry WHERE places_vector @@ %(term{0})s::tsquery
"""


def _ask_sqlite(terms: Sequence[Term]) -> tuple[list[str], list[str]]:
    """Build the queries and their parameters."""
    asked = [
        (SQLITE.format(number, by), f"{text} : {_for_sqlite(term)}")
        for number, term in enumerate(terms)
        for by, text in enumerate(TEXTS)
    ]
    return [query for query, _ in asked], [parameter for _, parameter in asked]


def _ask_postgresql(terms: Sequence[Term]) -> tuple[list[str], dict[str, str]]:
    parameters = {f"term{number}": _for_postgresql(term) for number, term in enumerate(terms)}
    return [POSTGRESQL.format(number) for number in range(len(terms))], parameters


def _for_sqlite(term: Term) -> str:
    whole, beginning = (text.replace('"', '""') for text in (term.whole, term.stem))
    return f'("{whole}" OR "{beginning}"*)' if term.is_prefix else f'"{whole}"'


def _for_postgresql(term: Term) -> str:
    whole, beginning = (
        text.replace("\\", "\\\\").replace("'", "''") for text in (term.whole, term.stem)
    )
    return f"'{whole}' | '{beginning}':*" if term.is_prefix else f"'{whole}'"
