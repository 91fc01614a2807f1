"""A word-by-word difference of two texts, as data: only a template draws it.

A difference should be readable, not short. So words are never cut, a change of spacing includes the
words around it, and fragments that two texts happen to share (a comma, an "of" between two
rewritten halves) count as rewritten. The difference is complete: kept and removed runs make the
earlier text, kept and added runs the later one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from opportunities.comparing.sequences import Matcher, Steps

TOKEN = re.compile(r"\s+|\w+(?:['’-]\w+)*|[^\w\s]")
"""White space, a word, or one other character; "NQT-specific" and "don’t" are words."""

FIRST_WORD = re.compile(r"^\S+")

MOST_WORK = 200_000
"""How many pairs of words are compared, so that no text takes long; beyond, all is rewritten."""

MOST_STEPS_A_WORD = 50
"""How often each word may be compared; after that, what remains counts as rewritten."""


class DiffRun(NamedTuple):
    """A stretch that both texts have, then what was removed and what was added after it."""

    kept: str = ""
    removed: str = ""
    added: str = ""

    @property
    def is_change(self) -> bool:
        return bool(self.removed or self.added)


class DiffLine(NamedTuple):
    """A line of several, before and after; None if it is missing."""

    before: str | None
    after: str | None
    runs: tuple[DiffRun, ...]

    @property
    def is_change(self) -> bool:
        return self.before != self.after


def compare(before: str, after: str) -> tuple[DiffRun, ...]:
    """Return the two texts in runs. Empty if both are empty."""
    was, now = TOKEN.findall(before), TOKEN.findall(after)
    runs: list[DiffRun] = []
    for run in _with_words_around(_runs(was, now)):
        _put(runs, run)
    return tuple(runs)


def compare_lines(before: Sequence[str], after: Sequence[str]) -> tuple[DiffLine, ...]:
    """Return the lines of both, in order, each in runs. Lines that share a word are one."""
    lines: list[DiffLine] = []
    for same, was, now in _stretches(before, after, is_filling=None):
        if same:
            lines += [DiffLine(line, line, compare(line, line)) for line in was]
        else:
            for old, new in zip_longest(was, now):
                lines += _one_or_two(old, new)
    return tuple(lines)


def only_spacing(before: str, after: str) -> bool:
    """Return whether only white space differs."""
    return before != after and "".join(before.split()) == "".join(after.split())


def _one_or_two(old: str | None, new: str | None) -> Iterator[DiffLine]:
    """Yield one reworded line; or, if they share no word, one removed and one added."""
    runs = compare(old or "", new or "")
    if old is None or new is None or any(_has_words(run.kept) for run in runs):
        yield DiffLine(old, new, runs)
    else:
        yield DiffLine(old, None, compare(old, ""))
        yield DiffLine(None, new, compare("", new))


def _runs(was: Sequence[str], now: Sequence[str]) -> Iterator[DiffRun]:
    kept = ""
    for same, old, new in _stretches(was, now, is_filling=str.isspace):
        if same:
            kept = "".join(old)
        else:
            yield DiffRun(kept, "".join(old), "".join(new))
            kept = ""
    if kept:
        yield DiffRun(kept)


type Stretch = tuple[bool, Sequence[str], Sequence[str]]
"""A part of two sequences: whether it is the same in both, and its content in each."""


def _stretches(
    was: Sequence[str], now: Sequence[str], *, is_filling: Callable[[str], bool] | None
) -> Iterator[Stretch]:
    """Yield both sequences in stretches, alternately same and different. Filling never starts a
    match.
    """
    head = _alike(was, now)
    tail = _alike(was[head:][::-1], now[head:][::-1])
    if head:
        yield True, was[:head], now[:head]
    old, new = was[head : len(was) - tail], now[head : len(now) - tail]
    if len(old) * len(new) > MOST_WORK:
        yield False, old, new
    elif old or new:
        steps = Steps(MOST_STEPS_A_WORD * (len(old) + len(new)))
        for tag, i, j, k, m in Matcher(old, new, steps, is_filling).get_opcodes():
            yield tag == "equal", old[i:j], new[k:m]
    if tail:
        yield True, was[len(was) - tail :], now[len(now) - tail :]


def _alike(was: Sequence[str], now: Sequence[str]) -> int:
    """Return how many of their first items are equal."""
    pairs = enumerate(zip(was, now, strict=False))
    return next((n for n, (old, new) in pairs if old != new), min(len(was), len(now)))


def _with_words_around(runs: Iterator[DiffRun]) -> Iterator[DiffRun]:
    """Yield the runs with the words beside a change that would otherwise be invisible."""
    runs_left = list(runs)
    for number, run in enumerate(runs_left):
        if run.is_change and not (run.removed + run.added).strip():
            before = _last_word(run.kept)
            after = ""
            if number + 1 < len(runs_left):
                following = runs_left[number + 1]
                right = FIRST_WORD.search(following.kept)
                after = right[0] if right else ""
                runs_left[number + 1] = following._replace(kept=following.kept[len(after) :])
            yield DiffRun(
                run.kept[: len(run.kept) - len(before)],
                before + run.removed + after,
                before + run.added + after,
            )
        elif run != DiffRun():
            yield run


def _last_word(text: str) -> str:
    """Return the last word of the text; empty if it ends in white space."""
    return text.rsplit(None, 1)[-1] if text and not text[-1].isspace() else ""


def _put(runs: list[DiffRun], run: DiffRun) -> None:
    """Append the run; merge a fragment between two changes into one change."""
    while runs and run.is_change and runs[-1].is_change and _is_crumb(run.kept, runs[-1], run):
        former = runs.pop()
        run = DiffRun(
            former.kept,
            former.removed + run.kept + run.removed,
            former.added + run.kept + run.added,
        )
    runs.append(run)


def _is_crumb(unchanged: str, left: DiffRun, right: DiffRun) -> bool:
    if not _has_words(unchanged):
        return True
    changed = [max(len(run.removed), len(run.added)) for run in (left, right)]
    return 4 * len(unchanged.strip()) <= min(changed)


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))
