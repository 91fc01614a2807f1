"""What people answered, read with care: an answer that is stale or forged counts as none."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


def about(answers: Any, id: str) -> Mapping[str, Any]:
    """What was said of the thing with this id; nothing where nothing was."""
    answer = answers.get(id) if isinstance(answers, Mapping) else None
    return answer if isinstance(answer, Mapping) else {}


def text(answer: Any, name: str) -> str:
    """The words said under this name; empty where there are none."""
    value = answer.get(name) if isinstance(answer, Mapping) else None
    return value if isinstance(value, str) else ""


def texts(answer: Mapping[str, Any], name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The texts said under this name, without empty ones."""
    value = answer.get(name)
    if not isinstance(value, list | tuple):
        return default
    return tuple(each for each in value if isinstance(each, str) and each.strip())


def flag(answer: Mapping[str, Any], name: str, default: bool = False) -> bool:
    """Whether this was ticked."""
    value = answer.get(name)
    return value if isinstance(value, bool) else default


def one_of[Word: StrEnum](words: type[Word], value: Any) -> Word | None:
    """The word of a vocabulary with this value, if it has it."""
    return words(value) if isinstance(value, str) and value in set(words) else None


def rows(answer: Any) -> dict[int, str]:
    """What was said of rows, or of columns, by their numbers."""
    if not isinstance(answer, Mapping):
        return {}
    return {
        int(number): use
        for number, use in answer.items()
        if str(number).isdecimal() and len(str(number)) < LONGEST_NUMBER and isinstance(use, str)
    }


LONGEST_NUMBER = 9
