"""What speaks against replacing words in a text: where they may be meant otherwise."""

import re
from collections.abc import Iterator, Sequence

from opportunities.comparing.word_diff import DiffRun
from opportunities.grid.web_address import WEB_ADDRESS

OTHER_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w.-]++|www\.\S+", re.IGNORECASE)

NEAR = 60
"""Characters on either side that are looked at."""

WORD_BEFORE, WORD_AFTER = re.compile(r"\w+$"), re.compile(r"^\w+")
GOES_ON = re.compile(r"\s+(?:(?:and|or|of|for|&)\s+)?(\w+)(?:\s+[A-Z]\w+)*")
"""A word behind, or a little word and another one; and more that begin with a capital."""

LEADS_IN = re.compile(r"(?<=\s)(\w+)\s+$")
"""The word before that is not the first."""


def doubts_of(runs: Sequence[DiffRun]) -> Iterator[str]:
    """What speaks against this change of a text."""
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
    """Whether what is to be put there stands around it."""
    if not put:
        return False
    return text.find(put, max(0, end - len(put)), start + len(put)) >= 0


def _word_around(text: str, start: int, end: int) -> str:
    """The word of which it is only a part; empty where it ends as words end."""
    left, right = _around(text, start, end)
    before = WORD_BEFORE.search(left) if text[start].isalnum() else None
    behind = WORD_AFTER.search(right) if text[end - 1].isalnum() else None
    if not (before or behind):
        return ""
    return (before[0] if before else "") + text[start:end] + (behind[0] if behind else "")


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - NEAR) : start], text[end : end + NEAR]


def _is_a_plural(word: str, run: DiffRun) -> bool:
    """Whether an abbreviation in the plural becomes another one in the plural."""
    is_plural = word == f"{run.removed}s" and run.removed[-1].isupper()
    return is_plural and run.added[-1:].isupper()


def _name_around(text: str, start: int, end: int) -> str:
    """The longer name that this may be part of: capitals go on around it.

    The capital of the first word of a text says nothing.
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
    """Whether it begins with a capital and goes on in small letters, as no abbreviation does."""
    return word[:1].isupper() and word[1:2].islower()
