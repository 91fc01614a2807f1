"""Finding words in a text, letter by letter, as an editor looks for them.

What a keyboard has no key for is found by the key that stands for it: a straight quotation mark
finds curly ones, a hyphen any dash, three dots an ellipsis, "fi" the ligature. Who types the
special character finds only that. A space finds any stretch of white space.
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
"""Several characters, and how else they can be printed; longer ones first."""

LONGEST_WANTED = 200
"""Characters. Longer words are not looked for."""

PARTS = re.compile("|".join([*map(re.escape, TOGETHER), r"\s+", r"."]), re.IGNORECASE | re.DOTALL)

NOT_ALONE = ("Mn", "Me", "Mc")
"""Characters that are drawn on the one before them."""

JOINER = "\N{ZERO WIDTH JOINER}"

type Span = tuple[int, int]
"""From where to where in a text."""


@dataclass(frozen=True)
class Wanted:
    """The words to find, as typed; how their capitals and their ends count."""

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
        """A pattern for a part of what was typed."""
        if part.isspace():
            return r"\s+"
        if part in PLAIN:
            return f"[{re.escape(part + PLAIN[part])}]"
        if together := TOGETHER.get(part if self.by_case else part.lower()):
            return f"(?:{re.escape(part)}|{together})"
        apart = unicodedata.normalize("NFD", part)
        return re.escape(part) if apart == part else f"(?:{re.escape(part)}|{re.escape(apart)})"

    def spans(self, text: str) -> Iterator[Span]:
        """Where they stand in the text, from left to right. No letter is parted from its accent."""
        if self._pattern is None:
            return
        for found in self._pattern.finditer(text):
            if not (_goes_on(text, found.start()) or _goes_on(text, found.end())):
                yield found.span()

    def is_in(self, text: str) -> bool:
        return next(self.spans(text), None) is not None


def _goes_on(text: str, at: int) -> bool:
    """Whether what stands before this place and what stands behind it are drawn as one."""
    if not 0 < at < len(text):
        return False
    behind = text[at]
    return JOINER in (behind, text[at - 1]) or unicodedata.category(behind) in NOT_ALONE
