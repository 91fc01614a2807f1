"""Restrict text to the glyphs in the font of our PDF: Latin, Greek and Cyrillic.

PDF/UA forbids a character without a glyph: one missing from the font is an error, not a box.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).with_name("pdf") / "fonts"

LACKING = "[?]"
"""Replaces letters missing from the font."""

ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2043", "-"),
        "\u2012": "–",
        "\u2015": "—",
        "‣": "•",
        "▪": "•",
        "●": "•",
        "∙": "·",
        "→": "->",
        "←": "<-",
        "⇒": "=>",
        "≤": "<=",
        "≥": ">=",
        "≠": "=/=",
    }
)
"""Characters that people or Word type, with their equivalent in the font."""

LONGEST = 30
"""A longer word may be broken, or it would exceed its column."""

_TOO_LONG = re.compile(rf"[^\s/-]{{{LONGEST + 1},}}")
_HALF = re.compile(rf".{{{LONGEST // 2}}}")
_BREAK = "\u200b"


def printable(text: str) -> str:
    """Return the text as printed: nothing is lost silently, and every character has a glyph."""
    if text.isascii() and text.isprintable():
        return text
    return _shaped(unicodedata.normalize("NFC", text.translate(ALIKE)))


def lacking(values: Any) -> str:
    """Return `LACKING` if it is anywhere in these printable values, which a file then explains."""
    match values:
        case str():
            return LACKING if LACKING in values else ""
        case dict():
            return next(filter(None, map(lacking, values.values())), "")
        case list() | tuple():
            return next(filter(None, map(lacking, values)), "")
        case _:
            return ""


def breakable(text: str) -> str:
    """Return the text with break points in words that are too long."""
    return _TOO_LONG.sub(lambda word: _HALF.sub(rf"\g<0>{_BREAK}", word[0]), text)


def _shaped(text: str) -> str:
    shaped: list[str] = []
    for letter in text:
        shape = _shape(letter)
        if shape != LACKING or shaped[-1:] != [LACKING]:  # one per word, or per family of 4
            shaped += [shape] if shape else []
    return "".join(shaped)


@cache
def _shape(letter: str) -> str:
    if letter.isspace():
        return "\n" if letter == "\n" else " "
    if unicodedata.category(letter) in ("Cc", "Cf") or letter in "\ufe0e\ufe0f":
        return ""
    if letter in letters():
        return letter
    alike = unicodedata.normalize("NFKC", letter).translate(ALIKE)
    return alike if alike and all(part in letters() for part in alike) else LACKING


@cache
def letters() -> frozenset[str]:
    """Return every character of the font."""
    ranges = (line.split("-") for line in (FONTS / "letters.txt").read_text("ascii").split())
    return frozenset(
        chr(code) for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1)
    )
