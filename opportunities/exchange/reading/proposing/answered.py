"""Read people's answers defensively: a stale or forged answer counts as none."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


def about(answers: Any, id: str) -> Mapping[str, Any]:
    """Return the answers about the thing with this id; empty if there are none."""
    answer = answers.get(id) if isinstance(answers, Mapping) else None
    return answer if isinstance(answer, Mapping) else {}


def text(answer: Any, name: str) -> str:
    """Return the text under this name; empty if there is none."""
    value = answer.get(name) if isinstance(answer, Mapping) else None
    return value if isinstance(value, str) else ""


def texts(answer: Mapping[str, Any], name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the texts under this name, without empty ones."""
    value = answer.get(name)
    if not isinstance(value, list | tuple):
        return default
    return tuple(each for each in value if isinstance(each, str) and each.strip())


def flag(answer: Mapping[str, Any], name: str, default: bool = False) -> bool:
    """Return whether this was ticked."""
    value = answer.get(name)
    return value if isinstance(value, bool) else default


def one_of[Word: StrEnum](words: type[Word], value: Any) -> Word | None:
    """Return the member of an enumeration with this value; None if there is none."""
    return words(value) if isinstance(value, str) and value in set(words) else None


def rows(answer: Any) -> dict[int, str]:
    """Return the answers about rows or columns, by number."""
    if not isinstance(answer, Mapping):
        return {}
    return {
        int(number): use
        for number, use in answer.items()
        if str(number).isdecimal() and len(str(number)) < LONGEST_NUMBER and isinstance(use, str)
    }


LONGEST_NUMBER = 9
