"""Stems: brings typed and printed words to the same form. No database here.

A text becomes stems: "Mentoring NQTs" and "mentor an NQT" share theirs. Both databases match
these stems as they stand, so that the same words find the same lines on either.
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

MOST_WORDS = 12
"""More words than this in one search are left out: no line is found by so many."""

LONGEST_WORD = 80
"""Letters. What is longer is no word that anybody looks for."""

TOO_COMMON = frozenset(
    {"a", "an", "and", "as", "at", "be", "by", "for", "from", "in", "into", "is", "it", "its"}
    | {"of", "on", "or", "the", "their", "this", "to", "with", "etc", "eg", "ie"}
    | {"i", "me", "my", "we", "us", "our", "you", "your", "am", "are", "do", "can"}
    | {"how", "what", "where", "which"}
)
"""Words that stand everywhere and tell nothing, or that people put around what they look for.

They are neither kept nor looked for.
"""

JOINED = r"head[- ](?=teacher)|well[- ](?=being\b)|on-(?=line\b)|e-(?=learn)|co-(?=op|ord)"
"""What is written as one word by some, and as two by others. It counts as one."""

TOKEN = re.compile(rf"(?:{JOINED})?[^\W_]+(?:['’][^\W_]+)*\*?", re.IGNORECASE)
PLURAL_OF_CAPITALS = re.compile(r"(?<![A-Z])([A-Z]{2,}+)s\b")
QUOTED = re.compile('["“”]([^"“”]+)["“”]')
FOR_EXAMPLE = re.compile(r"\b(?:e\. ?g|i\. ?e)\b", re.IGNORECASE)
NARROWER = str.maketrans("", "", "'’- ")

PLAINLY = {
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
"""Words that frameworks print, and others by which people look for the same."""

NO_FORM_OF_ANOTHER = frozenset({"attendance"})
"""Words that mean another thing than those whose stem they have: pupils’ attendance, not attending
a course."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word looked for: its stem, or the beginning of one ("mentor*").

    Of several words in quotes it is their stems, with spaces between: they stand side by side.
    """

    stem: str
    is_prefix: bool = False

    @property
    def is_phrase(self) -> bool:
        return " " in self.stem

    @property
    def single(self) -> "tuple[Term, ...]":
        """It, or each word of a phrase by itself."""
        return tuple(map(Term, self.stem.split())) if self.is_phrase else (self,)

    @property
    def whole(self) -> str:
        """The stem that it is as a whole word: "mentoring*" is to find "mentor" too."""
        return stem(self.stem) if self.is_prefix else self.stem

    @property
    def is_name(self) -> bool:
        """Whether it alone names a thing in the glossary, as abbreviations do."""
        return any(name == (self.stem,) for name, _ in _telling().get(self.stem, ()))

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
    """The query that a person means by what they typed. Empty where nothing of it can be found."""
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
    """Whether it is the name of a thing in the glossary, or several: "TA", which no "take" is."""
    terms = query(typed).terms
    return bool(terms) and all(term.is_name for term in terms)


def stems(text: str) -> tuple[str, ...]:
    """The stems of a printed text, in order, without the words that are too common."""
    return tuple(stem(word) for word in plain_words(text))


def plain_words(text: str) -> Iterator[str]:
    """The words of a printed text in small letters, without those that are too common."""
    for token in _tokens(text):
        if (word := token.rstrip("*")) not in TOO_COMMON:
            yield word


def all_words(text: str) -> Iterator[str]:
    """Every word of what was typed, in small letters."""
    return (token.rstrip("*") for token in _tokens(text))


def stem(word: str) -> str:
    """The stem of a word in small letters. What is too long to be one stays as it is."""
    return _stem(word) if len(word) <= LONGEST_WORD else word


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    if word in NO_FORM_OF_ANOTHER:
        return word
    return str(_stemmer().stemWord(word))


class Marker:
    """Finds what matches in the texts of one page, most of which stand in several.

    A word matches in any of its forms, and by what it means: by that, of an `exact` marker, only
    where a name is looked for. `parts` match wherever they stand, in any case and with either
    apostrophe.
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
        """From where to where something matches, in order. Those that overlap are one."""
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
    """Those of a word, and of all that it means: by these too its line was found."""
    return stems(printed), synonym_stems(printed)


@dataclass(frozen=True, slots=True)
class TermNames:
    """The names of one thing, as stems. A text that has one of `telling` means that thing.

    `all` may hold more: "training" is another name of CPD, but a text that says it may mean less.
    """

    telling: tuple[tuple[str, ...], ...]
    all: tuple[tuple[str, ...], ...]


def names(of_one_thing: Iterable[str]) -> TermNames:
    """A name tells if it is made of capitals or of several words."""
    listed = [(name, stems(name)) for name in of_one_thing]
    telling = (form for name, form in listed if len(form) > 1 or name != name.lower())
    return TermNames(tuple(telling), tuple(form for _, form in listed))


def plainly(text: str) -> tuple[str, ...]:
    """The stems of plainer synonyms of the text."""
    return tuple(plain for word in stems(text) for plain in _plainer().get(word, ()))


def synonym_stems(text: str) -> tuple[str, ...]:
    """Stems of the other names of what the text names, and of plainer words for its own."""
    here = stems(text)
    others: dict[str, None] = {}
    for at, word in enumerate(here):
        others.update(dict.fromkeys(_plainer().get(word, ())))
        for name, thing in _telling().get(word, ()):
            if here[at : at + len(name)] == name:
                for other in thing.all:
                    others.update(dict.fromkeys(other))
    return tuple(other for other in others if other not in here)


@cache
def _telling() -> dict[str, list[tuple[tuple[str, ...], TermNames]]]:
    """The names by which a text tells of a thing in the glossary, by the first of their stems."""
    telling = defaultdict(list)
    for entry in glossary.entries():
        thing = names((*entry.printed, entry.meaning, *entry.alike))
        for name in thing.telling:
            telling[name[0]].append((name, thing))
    return dict(telling)


def _tokens(text: str) -> Iterator[str]:
    """The words in small letters, without accents; a plural of capitals as one of them."""
    singular = PLURAL_OF_CAPITALS.sub(r"\1", text)
    bare = normalized("NFKD", FOR_EXAMPLE.sub(" ", singular))
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    for match in TOKEN.finditer(bare):
        token = match[0].casefold().translate(NARROWER)
        is_plural = token.endswith("s") and token[:-1] in _abbreviations()
        yield token[:-1] if is_plural else token


@cache
def _abbreviations() -> frozenset[str]:
    """Those that the glossary knows, in small letters: "nqts" is the plural of one."""
    return frozenset(form.casefold() for form in glossary.by_form() if form.isupper())


@cache
def _plainer() -> dict[str, tuple[str, ...]]:
    return {stems(printed)[0]: stems(plain) for printed, plain in PLAINLY.items()}


@cache
def _stemmer() -> "snowballstemmer.EnglishStemmer":
    return snowballstemmer.stemmer("english")
