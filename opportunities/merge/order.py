"""Order: the sequence of keys in a cell, and of stages, columns and sections (note 2).

It needs no questions. Positions are not compared as numbers, so adding a line moves none.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from opportunities.merge.cases import Three


def reordered(before: Sequence[object], after: Sequence[object], among: Collection[object]) -> bool:
    """Return whether the keys in both sequences have a different order."""
    rank = {key: number for number, key in enumerate(before)}
    ranks = (rank[key] for key in after if key in among and key in rank)
    return any(first > second for first, second in pairwise(ranks))


def merged[K](sequences: Three[Sequence[K]], present: Collection[K]) -> list[K]:
    """Return the keys that are present, in an order merged from the three sequences.

    Ours leads if we reordered what all three have (21), else theirs (20). Then keys that only we
    have are inserted, then keys that only they have, each after the nearest before it in its own
    sequence. Keys in neither (a line moved there by a choice) come last.
    """
    ours, theirs = sequences.ours, sequences.theirs
    in_both = set(present) & set(ours) & set(theirs)
    leading = ours if reordered(sequences.base, ours, in_both) else theirs
    order = [key for key in leading if key in in_both]
    for own in (ours, theirs):
        order = _with_own(order, own, set(present))
    placed = set(order)
    return [*order, *(key for key in present if key not in placed)]


def _with_own[K](order: Sequence[K], own: Iterable[K], present: Collection[K]) -> list[K]:
    """Insert each present and missing key of this sequence after the nearest before it."""
    following: defaultdict[K | None, list[K]] = defaultdict(list, {key: [] for key in order})
    before: K | None = None
    for key in own:
        if key in following:
            before = key
        elif key in present:
            following[before].append(key)
    return [*following[None], *(each for key in order for each in (key, *following[key]))]
