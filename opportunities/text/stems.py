"""Stems: normalise typed and printed words to the same form. No database here.

A text becomes stems: "Mentoring NQTs" and "mentor an NQT" share theirs. Both databases match these
stems exactly, so that the same words find the same lines on either.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from cpd_site.words import normalized
from opportunities.text import glossary

MOST_WORDS = 20
"""Further words of a search are ignored: no line needs so many."""

LONGEST_WORD = 80
"""Letters. Nobody searches for longer words."""

TOO_COMMON = frozenset(
    {"a", "an", "and", "as", "at", "be", "by", "for", "from", "in", "into", "is", "it", "its"}
    | {"of", "on", "or", "the", "their", "this", "to", "with", "etc", "eg", "ie"}
    | {"i", "me", "my", "we", "us", "our", "you", "your", "am", "are", "do", "can"}
    | {"how", "what", "where", "which"}
)
"""Stop words: words that are everywhere, or that people put around what they search for.

They are neither indexed nor searched for.
"""

JOINED = r"head[- ](?=teacher)|well[- ](?=being\b)|on-(?=line\b)|e-(?=learn)|co-(?=op|ord)"
"""Words that some write as one and others as two. They count as one."""

TOKEN = re.compile(rf"(?:{JOINED})?[^\W_]+(?:['’][^\W_]+)*\*?", re.IGNORECASE)
PLURAL_OF_CAPITALS = re.compile(r"(?<![A-Z])([A-Z]{2,}+)s\b")
QUOTED = re.compile('["“”]([^"“”]+)["“”]')
FOR_EXAMPLE = re.compile(r"\b(?:e\. ?g|i\. ?e)\b", re.IGNORECASE)
NARROWER = str.maketrans("", "", "'’- ")

SYNONYMS = {
    "headteacher": "head",
    "maths": "mathematics",
    "mathematics": "maths",
    "marker": "marking",
    "premises": "caretaker",
    "midday": "lunchtime dinner",
    "administration": "admin office secretary",
    "other": "another",
    "trainee": "student teacher",
    "representative": "rep",
    "appraisal": "performance management",
    "international": "abroad overseas",
    **dict.fromkeys(("NPQEL", "NPQH", "NPQML", "NPQSL", "NPQCL", "NPSML", "NPSQL"), "NPQ"),
}
"""Words that frameworks print, and synonyms by which people search for them."""

OWN_STEMS = {"attendance": "attendance"} | dict.fromkeys(("excellent", "excellence"), "excellence")
"""Words whose meaning differs from others with the same stem: pupils’ attendance is not attending a
course, and who asks for Excel does not ask for excellence.
"""


@dataclass(frozen=True, slots=True)
class Term:
    """A word searched for: its stem, or a prefix ("mentor*").

    For a quoted phrase, the stems of its words with spaces between: they must be adjacent.
    """

    stem: str
    is_prefix: bool = False

    @property
    def is_phrase(self) -> bool:
        return " " in self.stem

    @property
    def single(self) -> "tuple[Term, ...]":
        """Return it, or each word of a phrase separately."""
        return tuple(map(Term, self.stem.split())) if self.is_phrase else (self,)

    @property
    def whole(self) -> str:
        """The stem of its prefix as a whole word: "mentoring*" should find "mentor" too."""
        return stem(self.stem) if self.is_prefix else self.stem

    @property
    def is_name(self) -> bool:
        """Whether it alone names a thing in the glossary, as abbreviations do."""
        return any(name == (self.stem,) for name, _ in _distinctive_names().get(self.stem, ()))

    def matches(self, stem: str) -> bool:
        return stem == self.whole or (self.is_prefix and stem.startswith(self.stem))


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A parsed query: every term must match, in any order. `words` are as typed."""

    terms: tuple[Term, ...]
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)


def query(text: str) -> SearchQuery:
    """Parse what a person typed. Empty if nothing in it can be searched for."""
    terms: dict[Term, str] = {}
    for at, part in enumerate(QUOTED.split(text)):
        if at % 2 and len(phrase := stems(part)) > 1:
            terms.setdefault(Term(" ".join(phrase)), f'"{part}"')
            continue
        for token in _tokens(part):
            word = token.rstrip("*")
            if word not in TOO_COMMON:
                is_prefix = token.endswith("*")
                terms.setdefault(Term(word if is_prefix else stem(word), is_prefix), word)
    first_terms = list(terms.items())[:MOST_WORDS]
    return SearchQuery(
        tuple(term for term, _ in first_terms), tuple(word for _, word in first_terms)
    )


def is_name(typed: str) -> bool:
    """Return whether it is the name of a thing in the glossary, or of several: "TA" is, "take" is
    not.
    """
    terms = query(typed).terms
    return bool(terms) and all(term.is_name for term in terms)


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a printed text, in order, without stop words."""
    return tuple(stem(word) for word in plain_words(text))


def plain_words(text: str) -> Iterator[str]:
    """Yield the words of a printed text in lower case, without stop words."""
    for token in _tokens(text):
        if (word := token.rstrip("*")) not in TOO_COMMON:
            yield word


def all_words(text: str) -> Iterator[str]:
    """Yield every word of what was typed, in lower case."""
    return (token.rstrip("*") for token in _tokens(text))


def stem(word: str) -> str:
    """Return the stem of a lower-case word. A word that is too long stays as it is."""
    return _stem(word) if len(word) <= LONGEST_WORD else word


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return OWN_STEMS.get(word) or str(_stemmer().stemWord(word))


class Marker:
    """Finds matches in the texts of one page, most of which occur several times.

    A word matches in any of its forms, and by its meaning; an `exact` marker matches meanings only
    for names. `parts` match anywhere, in any case and with either apostrophe.
    """

    def __init__(
        self, looked_for: SearchQuery, parts: Iterable[str] = (), *, exact: bool = False
    ) -> None:
        self._terms = [single for term in looked_for.terms for single in term.single]
        self._meant = [term for term in self._terms if term.is_name or not exact]
        self._known: dict[str, bool] = {}
        patterns = (re.sub("['’]", "['’]", re.escape(part)) for part in parts)
        self._part = re.compile("|".join(sorted(patterns, key=len, reverse=True)), re.IGNORECASE)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the spans that match, in order. Overlapping ones are merged."""
        words = [word.span() for word in TOKEN.finditer(text) if self._matches(word[0])]
        if not self._part.pattern:
            return words
        parts = [part.span() for part in self._part.finditer(text)]
        spans: list[tuple[int, int]] = []
        for start, stop in sorted(words + parts):
            if spans and start < spans[-1][1]:
                spans[-1] = spans[-1][0], max(stop, spans[-1][1])
            else:
                spans.append((start, stop))
        return spans

    def _matches(self, printed: str) -> bool:
        known = self._known.get(printed)
        if known is None:
            is_word = self._terms and len(printed) <= LONGEST_WORD
            own, meant = _stems_of(printed) if is_word else ((), ())
            known = any(term.matches(form) for form in own for term in self._terms) or any(
                term.matches(form) for form in meant for term in self._meant
            )
            self._known[printed] = known
        return known


@lru_cache(maxsize=20_000)
def _stems_of(printed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the stems of a word, and of all its meanings, by which search may find its line."""
    return stems(printed), synonym_stems(printed)


@dataclass(frozen=True, slots=True)
class TermNames:
    """The names of one thing, as stems. A text with one of `distinctive` means that thing.

    `all` may have more: "training" is another name of CPD, but a text with it may mean less.
    """

    distinctive: tuple[tuple[str, ...], ...]
    all: tuple[tuple[str, ...], ...]


def term_names(of_one_thing: Iterable[str]) -> TermNames:
    """Return the names; a distinctive one is made of capitals or of several words."""
    listed = [(name, stems(name)) for name in of_one_thing]
    distinctive = (form for name, form in listed if len(form) > 1 or name != name.lower())
    return TermNames(tuple(distinctive), tuple(form for _, form in listed))


def plain_synonym_stems(text: str) -> tuple[str, ...]:
    """Return the stems of synonyms of the text."""
    return tuple(plain for word in stems(text) for plain in _plainer().get(word, ()))


def synonym_stems(text: str) -> tuple[str, ...]:
    """Return the stems of other names of what the text names, and of synonyms of its words."""
    here = stems(text)
    others: dict[str, None] = {}
    for at, word in enumerate(here):
        others.update(dict.fromkeys(_plainer().get(word, ())))
        for name, thing in _distinctive_names().get(word, ()):
            if here[at : at + len(name)] == name:
                for other in thing.all:
                    others.update(dict.fromkeys(other))
    return tuple(other for other in others if other not in here)


@cache
def _distinctive_names() -> dict[str, list[tuple[tuple[str, ...], TermNames]]]:
    """Return the distinctive names of things in the glossary, by the first of their stems."""
    distinctive = defaultdict(list)
    for entry in glossary.entries():
        thing = term_names((*entry.printed, entry.meaning, *entry.alike))
        for name in thing.distinctive:
            distinctive[name[0]].append((name, thing))
    return dict(distinctive)


def _tokens(text: str) -> Iterator[str]:
    """Yield the words in lower case, without accents; plurals of abbreviations in the singular."""
    singular = PLURAL_OF_CAPITALS.sub(r"\1", text)
    bare = normalized("NFKD", FOR_EXAMPLE.sub(" ", singular))
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    for match in TOKEN.finditer(bare):
        token = match[0].casefold().translate(NARROWER)
        is_plural = token.endswith("s") and token[:-1] in _abbreviations()
        yield token[:-1] if is_plural else token


@cache
def _abbreviations() -> frozenset[str]:
    """Return the abbreviations of the glossary, in lower case: "nqts" is the plural of one."""
    return frozenset(form.casefold() for form in glossary.by_form() if form.isupper())


@cache
def _plainer() -> dict[str, tuple[str, ...]]:
    return {stems(printed)[0]: stems(plain) for printed, plain in SYNONYMS.items()}


@cache
def _stemmer() -> "snowballstemmer.EnglishStemmer":
    return snowballstemmer.stemmer("english")
