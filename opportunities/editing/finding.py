"""Find words in a text literally, as an editor looks for them.

Keyboard characters also find their typographic variants: a straight quotation mark finds curly
ones, a hyphen any dash, three dots an ellipsis, "fi" the ligature. A special character finds only
itself. A space finds any white space.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from opportunities.editing.lines import cleaned

APOSTROPHES = "’‘ʼ′`´"
QUOTES = "“”„″«»"
DASHES = "‐‑‒–—−"
PLAIN = {"'": APOSTROPHES, '"': QUOTES, "-": DASHES}

TOGETHER = {
    "ffi": "ﬃ|ﬀi|fﬁ",
    "ffl": "ﬄ|ﬀl|fﬂ",
    "...": "…",
    "ff": "ﬀ",
    "fi": "ﬁ",
    "fl": "ﬂ",
}
"""Sequences and how else they may be printed; longer ones first."""

LONGEST_WANTED = 200
"""Characters. Longer words are not searched for."""

PARTS = re.compile("|".join([*map(re.escape, TOGETHER), r"\s+", r"."]), re.IGNORECASE | re.DOTALL)

NOT_ALONE = ("Mn", "Me", "Mc")
"""Categories of characters that combine with the one before."""

JOINER = "\N{ZERO WIDTH JOINER}"

type Span = tuple[int, int]
"""Start and end in a text."""


@dataclass(frozen=True)
class Wanted:
    """The words to find, as typed, and whether to match case and whole words."""

    words: str
    by_case: bool = True
    whole_words: bool = False

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = unicodedata.normalize("NFC", cleaned(self.words[:LONGEST_WANTED]))
        if not words:
            return None
        found = "".join(self._part(part[0]) for part in PARTS.finditer(words))
        around = rf"(?<!\w){found}(?!\w)" if self.whole_words else found
        return re.compile(around, 0 if self.by_case else re.IGNORECASE)

    def _part(self, part: str) -> str:
        """Return a pattern for a part of what was typed."""
        if part.isspace():
            return r"\s+"
        if part in PLAIN:
            return f"[{re.escape(part + PLAIN[part])}]"
        if together := TOGETHER.get(part if self.by_case else part.lower()):
            return f"(?:{re.escape(part)}|{together})"
        apart = unicodedata.normalize("NFD", part)
        return re.escape(part) if apart == part else f"(?:{re.escape(part)}|{re.escape(apart)})"

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the matches in the text, from left to right. No letter is split from its accent."""
        if self._pattern is None:
            return
        for found in self._pattern.finditer(text):
            if not (_goes_on(text, found.start()) or _goes_on(text, found.end())):
                yield found.span()

    def is_in(self, text: str) -> bool:
        return next(self.spans(text), None) is not None


def _goes_on(text: str, at: int) -> bool:
    """Return whether the characters before and after this index combine."""
    if not 0 < at < len(text):
        return False
    behind = text[at]
    return JOINER in (behind, text[at - 1]) or unicodedata.category(behind) in NOT_ALONE
