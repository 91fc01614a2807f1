"""What two sequences have in common, found in a limited number of steps.

difflib takes cubic time if the same few words repeat. Here it counts its steps; whatever it has not
compared when they are used up counts as different.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate


class Steps:
    """A budget of steps, for one matcher or several."""

    def __init__(self, most: int) -> None:
        self.left = most

    def spend(self, number: int) -> bool:
        """Spend steps and return True, or exhaust the budget and return False."""
        self.left -= number
        return self.left >= 0


class Matcher(SequenceMatcher[str]):
    """difflib's, without its heuristics: it stops matching when `steps` are used up.

    `is_filling`: what never starts a match.
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


def out_of_order[K: Hashable](before: Sequence[K], after: Sequence[K]) -> set[K]:
    """Return the fewest keys of both whose removal leaves the others in the same order."""
    was_at = {key: position for position, key in enumerate(before)}
    common = [key for key in after if key in was_at]
    positions = [was_at[key] for key in common]
    if positions == sorted(positions):
        return set()
    return set(common) - {common[index] for index in _longest_rise(positions)}


def _longest_rise(numbers: Sequence[int]) -> Iterator[int]:
    """Yield the indices of a longest rising subsequence, from its last to its first."""
    lowest: list[int] = []  # for each length, the lowest number at which such a rise can end …
    ends: list[int] = []  # … and its index
    came_from: list[int] = []
    for index, number in enumerate(numbers):
        length = bisect_left(lowest, number)
        came_from.append(ends[length - 1] if length else -1)
        lowest[length : length + 1] = [number]
        ends[length : length + 1] = [index]
    at = ends[-1] if ends else -1
    while at >= 0:
        yield at
        at = came_from[at]
