"""What people type to find an organisation, and what it is called, brought to the same form.

Pure: no database here. Both databases match these words as they stand.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

type Form = Literal["NFKC", "NFKD"]

MOST_WORDS = 10
"""More words than this in one search are left out: no school's name has so many that tell."""

LONGEST = 200
"""More characters than this are not looked at."""

SHORTEST_BEGINNING = 3
"""From this many letters on, a word looked for may be the beginning of one."""

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
"""What schools write now one way, now the other."""

WRITTEN_OTHERWISE = re.compile(rf"\b(?:{'|'.join(sorted(SAME, key=len, reverse=True))})\b")
APOSTROPHES = str.maketrans("", "", "'’‘`´")
WORD = re.compile(r"[^\W_]+")

AT_ONCE = 1000
UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Co"}
JOINERS = "\u200c\u200d"
"""Other scripts are spelt with them, though nobody sees them."""

PIECE = re.compile(rf"\s{{1,{AT_ONCE}}}|\S{{1,{AT_ONCE}}}")


def words(text: str) -> list[str]:
    """The words that tell, in small letters without accents, each spelt in the one way."""
    return _telling(_plain(text))


def looked_for(text: str) -> list[str]:
    """What a person looks for by these words; empty where they tell nothing."""
    return list(dict.fromkeys(words(text[:LONGEST])))[:MOST_WORDS]


def findable(*texts: str, postcode: str = "", urn: int | None = None) -> str:
    """The words by which something is found, each once, between spaces.

    Those of its names also as they are written, and its postcode with the space and without.
    """
    found: list[str] = []
    for text in dict.fromkeys(texts):
        plain = _plain(text)
        found += _telling(plain)
        found += (word for word in plain.split() if len(word) >= SHORTEST_BEGINNING)
    parts = postcode.casefold().split()
    found += (*parts, "".join(parts), str(urn or ""))
    return " ".join(dict.fromkeys(filter(None, found)))


def a_name(text: str) -> str:
    """What people are called, on one line; nothing in it that nobody sees. "" if no letter is."""
    spaced = " ".join(text.split())
    visible = "".join(
        letter
        for letter in spaced
        if letter in JOINERS or unicodedata.category(letter) not in UNSEEN
    )
    return visible.strip() if any(letter.isalpha() for letter in visible) else ""


def _telling(plain: str) -> list[str]:
    ours = WRITTEN_OTHERWISE.sub(lambda written: SAME[written[0]], plain)
    return [word for word in ours.split() if word not in NOT_TELLING]


@lru_cache(maxsize=5_000)
def _plain(text: str) -> str:
    """The words in small letters without accents and apostrophes, between spaces."""
    if not text.isascii():
        bare = normalized("NFKD", text)
        text = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(WORD.findall(text.translate(APOSTROPHES).casefold()))


def normalized(form: Form, text: str) -> str:
    """The text in this Unicode form, word by word and at most so many characters at once.

    Python puts combining characters in order in a time that grows with the square of their number.
    """
    if len(text) <= AT_ONCE:
        return unicodedata.normalize(form, text)
    return PIECE.sub(lambda piece: unicodedata.normalize(form, piece[0]), text)
