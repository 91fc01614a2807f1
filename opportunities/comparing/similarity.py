"""How like two texts are: the share of their groups of three characters that they have in common.

It takes a time in proportion to their length, whatever they say; difflib does not.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cpd_site.words import normalized

ABBREVIATION_OR_NUMBER = re.compile(r"\b(?:[A-Z]{2,}s?|[A-Z]?\d+)\b")

SURE = 0.7
"""From here on one is taken for a rewording of the other, unless they name another thing."""

ASKED = 0.4
"""From here on people are asked."""

LONGEST = 1000
"""What stands after so many characters is not compared."""

FEW = 1000
"""So many pairs are all compared; of more, those that share one of their rarer words."""

MOST_CANDIDATES = 10
COMMON = 50
"""A word in more texts than this finds none."""


@dataclass(frozen=True, slots=True)
class SimilarPair:
    """Two texts, by their numbers, that are like each other."""

    one: int
    other: int
    similarity: float
    is_sure: bool


def folded(text: str) -> str:
    """The text without what case, width of letters, spacing and closing punctuation tell."""
    plain = normalized("NFKC", text).casefold()
    return " ".join(plain.split()).rstrip(" .,;:!")


class _Text:
    """A text, taken to pieces once."""

    def __init__(self, text: str) -> None:
        plain = f" {folded(text[:LONGEST])} "
        self.words = frozenset(plain.split())
        self.pieces = frozenset(plain[at : at + 3] for at in range(len(plain) - 2))
        self.named = frozenset(ABBREVIATION_OR_NUMBER.findall(text[:LONGEST]))

    def similarity(self, other: "_Text") -> float:
        total = len(self.pieces) + len(other.pieces)
        return 2 * len(self.pieces & other.pieces) / total if total else 0.0


def similar_pairs(ones: Sequence[str], others: Sequence[str]) -> list[SimilarPair]:
    """Pairs that are like each other, the most alike first, then those that stand nearest."""
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
