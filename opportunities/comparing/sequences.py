"""What two sequences have in common, found in a limited number of steps.

The time of difflib grows with the cube of what it compares, where the same few words come again
and again. Here it counts its steps; what it has not compared when they are used up is different.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate


class Steps:
    """A number of steps to spend, by one matcher or by several."""

    def __init__(self, most: int) -> None:
        self.left = most

    def spend(self, number: int) -> bool:
        """Whether there are so many left; then they are spent. Otherwise none is left any more."""
        self.left -= number
        return self.left >= 0


class Matcher(SequenceMatcher[str]):
    """As difflib’s, without its guesses: it stops looking when `steps` are used up.

    `is_filling` says what never starts a match.
    """

    def __init__(
        self,
        one: Sequence[str],
        other: Sequence[str],
        steps: Steps,
        is_filling: Callable[[str], bool] | None = None,
    ) -> None:
        super().__init__(is_filling, one, other, autojunk=False)
        often = Counter(other)
        self._steps = steps
        self._until = [0, *accumulate(1 + often[item] for item in one)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        ahi = len(self._until) - 1 if ahi is None else ahi
        if not self._steps.spend(self._until[ahi] - self._until[alo]):
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)
