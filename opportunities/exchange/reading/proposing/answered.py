"""What people answered, read with care: an answer that is stale or forged counts as none."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


def about(answers: Any, id: str) -> Mapping[str, Any]:
    """What was said of the thing with this id; nothing where nothing was."""
    said = answers.get(id) if isinstance(answers, Mapping) else None
    return said if isinstance(said, Mapping) else {}


def text(said: Any, name: str) -> str:
    """The words said under this name; empty where there are none."""
    value = said.get(name) if isinstance(said, Mapping) else None
    return value if isinstance(value, str) else ""


def texts(said: Mapping[str, Any], name: str, unsaid: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The texts said under this name, without empty ones."""
    value = said.get(name)
    if not isinstance(value, list | tuple):
        return unsaid
    return tuple(each for each in value if isinstance(each, str) and each.strip())


def flag(said: Mapping[str, Any], name: str, unsaid: bool = False) -> bool:
    """Whether this was ticked."""
    value = said.get(name)
    return value if isinstance(value, bool) else unsaid


def one_of[Word: StrEnum](words: type[Word], value: Any) -> Word | None:
    """The word of a vocabulary with this value, if it has it."""
    return words(value) if isinstance(value, str) and value in set(words) else None


def rows(said: Any) -> dict[int, str]:
    """What was said of rows, or of columns, by their numbers."""
    if not isinstance(said, Mapping):
        return {}
    return {
        int(number): use
        for number, use in said.items()
        if str(number).isdecimal() and len(str(number)) < LONGEST_NUMBER and isinstance(use, str)
    }


LONGEST_NUMBER = 9
