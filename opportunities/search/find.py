"""Finds opportunities by words, whichever database answers.

Best first: lines that hold every word themselves; then those where an abbreviation stands for
one of them; then those whose stage or authority does. Shorter lines first in each.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from django.db import connection
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Abs

from opportunities.models import Opportunity, SearchWord
from opportunities.search.words import Query, Term

FIELDS = (("words",), ("words", "meanings"), ("words", "meanings", "places"))
"""Where all the words may stand, the best first."""

CLOSE_ENOUGH = 0.75
"""How like a known word an unknown one has to be to be taken for a slip of it: 1 is the same."""

ALIKE_ENOUGH = 0.6
"""How many of the words of two lines together have to stand in both, for them to be alike."""

MOST_CANDIDATES = 200


def matching(query: Query) -> RawSQL:
    """The primary keys of the opportunities that match every term, for a filter."""
    return _entries([query.terms], FIELDS[-1])


def best_first(query: Query) -> QuerySet[Opportunity]:
    """The opportunities that match every term."""
    better = (
        When(search_entry__in=_entries([query.terms], fields), then=Value(number))
        for number, fields in enumerate(FIELDS[:-1])
    )
    rank = Case(*better, default=Value(len(FIELDS)), output_field=IntegerField())
    return (
        Opportunity.objects.filter(search_entry__in=matching(query))
        .alias(rank=rank)
        .order_by("rank", "search_entry__length", "pk")
    )


def alike(
    opportunity: Opportunity, among: QuerySet[Opportunity], *, most: int = 10
) -> list[Opportunity]:
    """Those that say the same, or nearly: at most one word of this line is not in theirs."""
    words = tuple(dict.fromkeys(opportunity.search_entry.words.split()))
    terms = tuple(map(Term, words))
    one_left_out = [tuple(term for term in terms if term is not left_out) for left_out in terms]
    alternatives = one_left_out if len(terms) > 2 else [terms]
    candidates = (
        among.filter(search_entry__in=_entries(alternatives, FIELDS[0]))
        .exclude(pk=opportunity.pk)
        .order_by(Abs(F("search_entry__length") - len(words)), "pk")
        .select_related("search_entry")[:MOST_CANDIDATES]
    )
    scored = [
        (_likeness(set(words), set(candidate.search_entry.words.split())), candidate)
        for candidate in candidates
    ]
    close = [pair for pair in scored if pair[0] >= ALIKE_ENOUGH]
    return [candidate for _, candidate in sorted(close, key=lambda pair: -pair[0])][:most]


def right_spelling(query: Query) -> str:
    """The words as typed, but known ones for those that are not; empty if that is no help."""
    stems = [term.stem for term in query.terms]
    known = set(SearchWord.objects.filter(stem__in=stems).values_list("stem", flat=True))
    corrected = []
    for term, word in zip(query.terms, query.words, strict=True):
        better = word if term.is_prefix or term.stem in known else _closest(word)
        if not better:
            return ""
        corrected.append(better)
    return " ".join(corrected) if corrected != list(query.words) else ""


def _closest(word: str) -> str:
    """The known word most like this one, if any is like it."""
    known = SearchWord.objects.values_list("word", flat=True)
    return next(iter(get_close_matches(word, known, n=1, cutoff=CLOSE_ENOUGH)), "")


def _likeness(ours: set[str], theirs: set[str]) -> float:
    return len(ours & theirs) / len(ours | theirs)


POSTGRESQL = "SELECT opportunity_id FROM opportunities_searchentry WHERE {} @@ %s::tsquery"
SQLITE = "SELECT rowid FROM opportunities_searchindex WHERE opportunities_searchindex MATCH %s"


def _entries(alternatives: Sequence[tuple[Term, ...]], fields: tuple[str, ...]) -> RawSQL:
    """Primary keys of the entries that hold every term of one alternative in these fields.

    From the full-text index. The terms are parameters, and quoted, so that nothing in them is an
    operator of the index either.
    """
    if connection.vendor == "postgresql":
        every = [" & ".join(map(_for_postgresql, terms)) for terms in alternatives]
        wanted = " | ".join(f"({terms})" for terms in every)
        return RawSQL(POSTGRESQL.format(f"{fields[-1]}_vector"), [wanted])  # noqa: S611
    every = [" AND ".join(map(_for_sqlite, terms)) for terms in alternatives]
    wanted = " OR ".join(f"({terms})" for terms in every)
    return RawSQL(SQLITE, [f"{{{' '.join(fields)}}} : ({wanted})"])  # noqa: S611


def _for_sqlite(term: Term) -> str:
    return '"' + term.stem.replace('"', '""') + '"' + ("*" if term.is_prefix else "")


def _for_postgresql(term: Term) -> str:
    quoted = term.stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'" + (":*" if term.is_prefix else "")
