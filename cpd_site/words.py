"""Normalise the words of a search and of an organisation's names to the same form.

Pure: no database here. Both databases match these words exactly.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

type Form = Literal["NFKC", "NFKD"]

MOST_WORDS = 10
"""Further words of a search are ignored: no school's name has so many significant ones."""

LONGEST = 200
"""Further characters are ignored."""

SHORTEST_BEGINNING = 3
"""A word searched for may be a prefix from this many letters on."""

NOT_TELLING = frozenset({"a", "and", "at", "for", "in", "of", "the"})

SAME = {
    "church of england": "ce",
    "c of e": "ce",
    "cofe": "ce",
    "c e": "ce",
    "roman catholic": "catholic",
    "r c": "catholic",
    "rc": "catholic",
    "saint": "st",
    "saints": "ss",
}
"""Variants that schools use of the same words."""

WRITTEN_OTHERWISE = re.compile(rf"\b(?:{'|'.join(sorted(SAME, key=len, reverse=True))})\b")
APOSTROPHES = str.maketrans("", "", "'’‘`´")
WORD = re.compile(r"[^\W_]+")

AT_ONCE = 1000
UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Co"}
JOINERS = "\u200c\u200d"
"""Invisible, but needed to spell other scripts."""

PIECE = re.compile(rf"\s{{1,{AT_ONCE}}}|\S{{1,{AT_ONCE}}}")


def words(text: str) -> list[str]:
    """Return the significant words, in lower case without accents, each in its one spelling."""
    return _significant(_plain(text))


def search_words(text: str) -> list[str]:
    """Return the words that a person searches for; empty if none are significant."""
    return list(dict.fromkeys(words(text[:LONGEST])))[:MOST_WORDS]


def findable(*texts: str, postcode: str = "", urn: int | None = None) -> str:
    """Return the words by which something is found, without repeats, between spaces.

    Words of its names are also included as written, and its postcode with the space and without.
    """
    found: list[str] = []
    for text in dict.fromkeys(texts):
        plain = _plain(text)
        found += _significant(plain)
        found += (word for word in plain.split() if len(word) >= SHORTEST_BEGINNING)
    parts = postcode.casefold().split()
    found += (*parts, "".join(parts), str(urn or ""))
    return " ".join(dict.fromkeys(filter(None, found)))


def clean_name(text: str) -> str:
    """Return a person's name on one line, without invisible characters; "" if it has no letter."""
    spaced = " ".join(text.split())
    visible = "".join(
        letter
        for letter in spaced
        if letter in JOINERS or unicodedata.category(letter) not in UNSEEN
    )
    return visible.strip() if any(letter.isalpha() for letter in visible) else ""


def _significant(plain: str) -> list[str]:
    ours = WRITTEN_OTHERWISE.sub(lambda written: SAME[written[0]], plain)
    return [word for word in ours.split() if word not in NOT_TELLING]


@lru_cache(maxsize=5_000)
def _plain(text: str) -> str:
    """Return the words in lower case without accents and apostrophes, between spaces."""
    if not text.isascii():
        bare = normalized("NFKD", text)
        text = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(WORD.findall(text.translate(APOSTROPHES).casefold()))


def normalized(form: Form, text: str) -> str:
    """Return the text in this Unicode form, word by word and in pieces of limited length.

    Python's time to order combining characters grows with the square of their number.
    """
    if len(text) <= AT_ONCE:
        return unicodedata.normalize(form, text)
    return PIECE.sub(lambda piece: unicodedata.normalize(form, piece[0]), text)
