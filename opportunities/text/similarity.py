"""Which lines are the same, or nearly the same: for checks before publishing.

Two lines are the same if only case, spacing and closing punctuation differ. They are nearly the
same if they are long and differ in a word or two, or if they differ in spelling only ("Adviser",
"Advisor"). Short lines that differ in a significant word ("Visit other schools", "Visit other
settings") are different lines, and so are lines about different abbreviations or numbers ("other
NQTs", "other RQTs").
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from cpd_site.words import normalized
from opportunities.comparing.sequences import Matcher, Steps
from opportunities.comparing.similarity import ABBREVIATION_OR_NUMBER

WORD = re.compile(r"[^\W_]+")

LONG = 10
"""From this many words on, a line may differ in a word and still be nearly the same."""

LONGEST = 1000
"""Lines of more characters are not compared: a warning about their length covers them."""

FEWEST = 3
SHARED = 0.55
ALIKE = 0.88
ALIKE_WORDS = 0.75

MOST_PAIRS = 100
MOST_COMPARED = 5_000
MOST_LOOKED_AT = 100_000
MOST_STEPS = 5_000_000
"""Bounds the time for a grid with much the same words throughout."""

type Words = tuple[str, ...]


def words(text: str) -> Words:
    plain = normalized("NFKC", text).casefold().replace("&", " and ")
    return tuple(WORD.findall(plain))


def nearly_the_same(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of lines, by number, that are nearly the same; at most MOST_PAIRS."""
    words_of_lines = [words(line) if len(line) <= LONGEST else () for line in lines]
    special = [frozenset(ABBREVIATION_OR_NUMBER.findall(line[:LONGEST])) for line in lines]
    counted = [Counter(line) for line in words_of_lines]
    steps = Steps(MOST_STEPS)
    likely = (
        (one, other)
        for one, other in islice(_sharing_words(words_of_lines, steps), MOST_LOOKED_AT)
        if special[one] == special[other]
        and steps.spend(len(counted[one]) + len(counted[other]))
        and 2 * (counted[one] & counted[other]).total()
        >= SHARED * (len(words_of_lines[one]) + len(words_of_lines[other]))
    )
    alike = (
        (one, other)
        for one, other in islice(likely, MOST_COMPARED)
        if _alike(words_of_lines[one], words_of_lines[other], steps)
    )
    return islice(alike, MOST_PAIRS)


def _sharing_words(words_of_lines: Sequence[Words], steps: Steps) -> Iterator[tuple[int, int]]:
    """Yield pairs that can share half of their words.

    Any such pair shares one of each other's rarest words, so that looking these up finds it without
    comparing all with all.
    """
    frequency = Counter(word for line in words_of_lines for word in set(line))
    with_word: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(words_of_lines):
        if len(line) < FEWEST:
            continue
        rarest = sorted(set(line), key=lambda word: (frequency[word], word))
        rarest = rarest[: len(rarest) - len(rarest) // 2 + 1]
        if not steps.spend(sum(len(with_word[word]) for word in rarest)):
            return
        for other in sorted({other for word in rarest for other in with_word[word]}):
            yield other, number
        for word in rarest:
            with_word[word].append(number)


def _alike(one: Words, other: Words, steps: Steps) -> bool:
    matcher = Matcher(one, other, steps)
    if max(len(one), len(other)) >= LONG and matcher.ratio() >= ALIKE:
        return True
    return all(
        code == "equal" or _spelt_alike("".join(one[a:b]), "".join(other[c:d]), steps)
        for code, a, b, c, d in matcher.get_opcodes()
    )


def _spelt_alike(one: str, other: str, steps: Steps) -> bool:
    """Return whether these differ only in spelling: "in house" and "inhouse" too."""
    matcher = Matcher(one, other, steps)
    return matcher.real_quick_ratio() >= ALIKE_WORDS and matcher.ratio() >= ALIKE_WORDS
