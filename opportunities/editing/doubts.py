"""Doubts about replacing words in a text: where they may have another meaning."""

import re
from collections.abc import Iterator, Sequence

from opportunities.comparing.word_diff import DiffRun
from opportunities.grid.web_address import WEB_ADDRESS

OTHER_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w.-]++|www\.\S+", re.IGNORECASE)

NEAR = 60
"""Characters to look at on either side."""

WORD_BEFORE, WORD_AFTER = re.compile(r"\w+$"), re.compile(r"^\w+")
GOES_ON = re.compile(r"\s+(?:(?:and|or|of|for|&)\s+)?(\w+)(?:\s+[A-Z]\w+)*")
"""A following word, perhaps after a short connective; and further capitalised words."""

LEADS_IN = re.compile(r"(?<=\s)(\w+)\s+$")
"""The preceding word, unless it is the first."""


def doubts_of(runs: Sequence[DiffRun]) -> Iterator[str]:
    """Yield the doubts about this change of a text."""
    text = "".join(run.kept + run.removed for run in runs)
    in_address = bytearray(len(text))
    for address in (*WEB_ADDRESS.finditer(text), *OTHER_ADDRESS.finditer(text)):
        in_address[slice(*address.span())] = bytes([1]) * len(address[0])
    at = 0
    for run in runs:
        start, end = at + len(run.kept), at + len(run.kept + run.removed)
        at = end
        if not run.removed:
            continue
        if any(in_address[start:end]):
            yield "It stands in an address, which may lead nowhere then."
        elif _stands_there(text, start, end, run.added):
            yield f"It says “{run.added}” already."
        elif word := _word_around(text, start, end):
            if not _is_a_plural(word, run):
                yield f"It is only part of “{word}”."
        elif name := _name_around(text, start, end):
            yield f"The name may go on: “{name}”."


def _stands_there(text: str, start: int, end: int, put: str) -> bool:
    """Return whether the replacement already surrounds the words."""
    if not put:
        return False
    return text.find(put, max(0, end - len(put)), start + len(put)) >= 0


def _word_around(text: str, start: int, end: int) -> str:
    """Return the word of which this is only a part; empty if it is a whole word."""
    left, right = _around(text, start, end)
    before = WORD_BEFORE.search(left) if text[start].isalnum() else None
    behind = WORD_AFTER.search(right) if text[end - 1].isalnum() else None
    if not (before or behind):
        return ""
    return (before[0] if before else "") + text[start:end] + (behind[0] if behind else "")


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - NEAR) : start], text[end : end + NEAR]


def _is_a_plural(word: str, run: DiffRun) -> bool:
    """Return whether one plural abbreviation becomes another."""
    is_plural = word == f"{run.removed}s" and run.removed[-1].isupper()
    return is_plural and run.added[-1:].isupper()


def _name_around(text: str, start: int, end: int) -> str:
    """Return the longer capitalised name that this may be part of.

    The capital of a text's first word means nothing.
    """
    found = text[start:end]
    words = found.split()[start == 0 :]
    left, right = _around(text, start, end)
    behind = GOES_ON.match(right) if words and _is_name(words[-1]) else None
    before = LEADS_IN.search(left) if words and _is_name(words[0]) else None
    first = before[1] if before and _is_name(before[1]) else ""
    last = behind[0] if behind and _is_name(behind[1]) else ""
    return f"{first}{' ' if first else ''}{found}{last}" if first or last else ""


def _is_name(word: str) -> bool:
    """Return whether the word is capitalised, not all capitals like an abbreviation."""
    return word[:1].isupper() and word[1:2].islower()
