"""Similarity of two texts: the share of their trigrams that they have in common.

It takes time in proportion to their length, whatever they say; difflib does not.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cpd_site.words import normalized

ABBREVIATION_OR_NUMBER = re.compile(r"\b(?:[A-Z]{2,}s?|[A-Z]?\d+)\b")

SURE = 0.7
"""From this on, one is a rewording of the other, unless they name different things."""

ASKED = 0.4
"""From this on, people are asked."""

LONGEST = 1000
"""Characters compared; the rest is ignored."""

FEW = 1000
"""So many pairs are all compared; of more, only those that share a rare word."""

MOST_CANDIDATES = 10
COMMON = 50
"""A word in more texts than this is not rare."""


@dataclass(frozen=True, slots=True)
class SimilarPair:
    """Two similar texts, by number."""

    one: int
    other: int
    similarity: float
    is_sure: bool


def folded(text: str) -> str:
    """Normalise case, width of letters, spacing and closing punctuation."""
    plain = normalized("NFKC", text).casefold()
    return " ".join(plain.split()).rstrip(" .,;:!")


class _Text:
    """A text, analysed once."""

    def __init__(self, text: str) -> None:
        plain = f" {folded(text[:LONGEST])} "
        self.words = frozenset(plain.split())
        self.pieces = frozenset(plain[at : at + 3] for at in range(len(plain) - 2))
        self.named = frozenset(ABBREVIATION_OR_NUMBER.findall(text[:LONGEST]))

    def similarity(self, other: "_Text") -> float:
        total = len(self.pieces) + len(other.pieces)
        return 2 * len(self.pieces & other.pieces) / total if total else 0.0


def similar_pairs(ones: Sequence[str], others: Sequence[str]) -> list[SimilarPair]:
    """Return similar pairs, the most similar first, then the nearest."""
    left, right = [*map(_Text, ones)], [*map(_Text, others)]
    found = [
        SimilarPair(one, other, share, share >= SURE and left[one].named == right[other].named)
        for one, other in _candidates(left, right)
        if (share := left[one].similarity(right[other])) >= ASKED
    ]
    return sorted(found, key=lambda pair: (-pair.similarity, abs(pair.one - pair.other), pair.one))


def _candidates(left: Sequence[_Text], right: Sequence[_Text]) -> Iterator[tuple[int, int]]:
    if len(left) * len(right) <= FEW:
        yield from ((one, other) for one in range(len(left)) for other in range(len(right)))
        return
    having: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(left):
        for word in text.words:
            having[word].append(number)
    for other, text in enumerate(right):
        found: dict[int, None] = {}
        for word in _rarest_first(text.words, having):
            found |= dict.fromkeys(having[word])
            if len(found) >= MOST_CANDIDATES:
                break
        yield from ((one, other) for one in [*found][:MOST_CANDIDATES])


def _rarest_first(words: Iterable[str], having: dict[str, list[int]]) -> list[str]:
    known = [word for word in words if word in having and len(having[word]) <= COMMON]
    return sorted(known, key=lambda word: (len(having[word]), word))
