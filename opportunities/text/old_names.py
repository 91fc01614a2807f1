"""For editors: outdated names in a line, certain or doubtful, and their current names.

Readers see none of this: see `fates` for what they see.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from opportunities.exchange.yaml_nodes import Value, parse
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import Group
from opportunities.text.fates import TIME_OF_DAY, folded, of_line, pattern

PATH = Path(__file__).with_name("unsure.yaml")


@dataclass(frozen=True, slots=True)
class NameDoubt:
    """Something that may have closed or changed: its names, and what we believe about it."""

    names: tuple[str, ...]
    belief: str


@cache
def doubts() -> tuple[NameDoubt, ...]:
    """Return every doubt. Raises NotReadable with the line and the reason."""
    return tuple(map(_doubt, parse(PATH.read_text("utf-8")).items()))


def doubts_of(line: Wording) -> dict[str, NameDoubt]:
    """Return the doubts about what a line names, by the first name in the line."""
    any_name, doubt_of = _doubtful()
    found: dict[NameDoubt, str] = {}
    for name in any_name.findall(line.full_text):
        found.setdefault(doubt_of[folded(name)], name)
    return {name: doubt for doubt, name in found.items()}


def with_current_names(line: Wording, groups: Collection[Group]) -> Wording | None:
    """Return the line with current names for what was renamed or replaced; None without any."""
    instead = {
        folded(before): after
        for fate in of_line(line, groups)
        for before, after in fate.entry.instead
    }
    if not instead:
        return None
    names = sorted(instead, key=len, reverse=True)
    any_name = re.compile(
        rf"(?<!\w)(?:(?P<time>{TIME_OF_DAY})|{'|'.join(map(pattern, names))})(?!\w)", re.IGNORECASE
    )

    def renamed(text: str) -> str:
        return any_name.sub(lambda found: _renamed(found, instead), text)

    after = replace(line, text=renamed(line.text), details=tuple(map(renamed, line.details)))
    return None if after == line else after


def _renamed(found: re.Match[str], instead: dict[str, str]) -> str:
    """Return the current name, capitalised at the beginning of a text."""
    if found["time"]:
        return found[0]
    after = instead[folded(found[0])]
    begins = found.start() == 0 and found[0][0].isupper()
    return after[0].upper() + after[1:] if begins else after


def _doubt(value: Value) -> NameDoubt:
    value.name = "the entry"
    fields = value.mapping(required={"names", "belief"})
    return NameDoubt(fields["names"].lines(), fields["belief"].one_line())


@cache
def _doubtful() -> tuple[re.Pattern[str], dict[str, NameDoubt]]:
    """Match any of their names as a whole word; abbreviations are case-sensitive."""
    doubt_of = {folded(name): doubt for doubt in doubts() for name in doubt.names}
    names = sorted((name for doubt in doubts() for name in doubt.names), key=len, reverse=True)
    patterns = (f"(?i:{pattern(name)})" if " " in name else pattern(name) for name in names)
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)"), doubt_of
