"""The terms of the glossary that a draft still says and that have ended or are called otherwise."""

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
    """A term as it stands in `lines` lines, what became of it, and the words of today, if any."""

    wanted: Wanted
    instead: str
    fate: Fate
    lines: int


def retired_terms(grid: GridSnapshot) -> list[Retired]:
    """Those in the lines that readers see, the most frequent first."""
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


def words_of_today(words: str) -> str:
    """What a term that is typed is called today; empty where nothing is known."""
    folded = fates.folded(words)
    pairs = (pair for fate in fates.in_texts(words) for pair in fate.entry.instead)
    return next((after for before, after in pairs if fates.folded(before) == folded), "")


def _replacements(line: Opportunity, fate: Fate) -> Iterator[tuple[Wanted, str]]:
    """The names of what has this fate, as the line says them, with those of today.

    The longest that fits: “an NQT mentor” is not “an NQT” too.
    """
    text = "\n".join((line.text, *line.details))
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
    """Capitals count in what is an abbreviation or a name, and nowhere else."""
    return Wanted(name, by_case=not name.islower(), whole_words=True)
