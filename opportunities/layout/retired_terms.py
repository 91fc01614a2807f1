"""Glossary terms in a draft that have ended or been renamed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from opportunities.editing.finding import Wanted
from opportunities.grid.snapshot import GridSnapshot, Opportunity
from opportunities.grid.visible import as_followers_see
from opportunities.grid.vocabulary import Group
from opportunities.text import fates
from opportunities.text.fates import Fate


@dataclass(frozen=True, slots=True)
class Retired:
    """A term as printed in `lines` lines, what became of it, and the current words, if any."""

    wanted: Wanted
    instead: str
    fate: Fate
    lines: int


def retired_terms(grid: GridSnapshot) -> list[Retired]:
    """Return those in the visible lines, the most frequent first."""
    visible = as_followers_see(grid)
    groups = {stage.key: stage.group for stage in visible.stages}
    of_line: dict[UUID, set[Group]] = {}
    for placement in visible.placements:
        of_line.setdefault(placement.opportunity, set()).add(groups[placement.stage])
    found: Counter[tuple[Wanted, str, Fate]] = Counter()
    for line in visible.opportunities:
        for fate in fates.of_line(line, of_line.get(line.key, ())):
            if not fate.is_offered:
                found.update(
                    {(wanted, instead, fate) for wanted, instead in _replacements(line, fate)}
                )
    return [Retired(*term, lines) for term, lines in found.most_common()]


def current_name(words: str) -> str:
    """Return the current name of a typed term; empty if none is known."""
    folded = fates.folded(words)
    pairs = (pair for fate in fates.in_texts(words) for pair in fate.entry.instead)
    return next((after for before, after in pairs if fates.folded(before) == folded), "")


def _replacements(line: Opportunity, fate: Fate) -> Iterator[tuple[Wanted, str]]:
    """Yield the names of this fate's subject in the line, with the current ones.

    The longest match wins: “an NQT mentor” is not “an NQT” too.
    """
    text = line.full_text
    named = False
    for before, after in sorted(fate.entry.instead, key=lambda pair: -len(pair[0])):
        wanted = _as_printed(before)
        for start, end in reversed([*wanted.spans(text)]):
            text = f"{text[:start]}\n{text[end:]}"
            named = True
            yield wanted, after
    forms = map(_as_printed, (*fate.entry.printed, *fate.entry.spellings))
    if not named:
        yield from [(wanted, "") for wanted in forms if wanted.is_in(text)][:1]


def _as_printed(name: str) -> Wanted:
    """Return the words to find; case matters for abbreviations and names only."""
    return Wanted(name, by_case=not name.islower(), whole_words=True)
