"""What became of the things a line names: notes beside its words, which never change.

All of it comes from the glossary, and only what is certain there. A line without a note may still
be out of date.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from opportunities.grid.snapshot import Stage, Wording
from opportunities.grid.vocabulary import Group
from opportunities.text import glossary
from opportunities.text.glossary import LONGEST_REMEMBERED, Entry, State

APOSTROPHES = "’'‘ʼ`´"
TIME_OF_DAY = r"\d[\d.:]{0,4} ?PM"
"""A time, not performance management."""

LITTLE = frozenset({"access", "attend", "join", "read", "see", "the", "use", "visit", "watch"})
"""Words that a line may have besides a name and still be little but the name."""

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Fate:
    """A note beside a line, in a few words; the entry has the sentence and its source."""

    words: str
    entry: Entry

    @property
    def has_ended(self) -> bool:
        return self.entry.state == State.ENDED

    @property
    def is_offered(self) -> bool:
        return self.entry.state == State.OFFERED


type Fates = tuple[Fate, ...]


def of_line(line: Wording, groups: Collection[Group]) -> Fates:
    """Return every fate of what a line names. `groups`: the kinds of staff it is for."""
    for_teachers = any(group != Group.SUPPORT_STAFF for group in groups)
    return tuple(fate for fate in _of(line) if for_teachers or not fate.entry.teachers_only)


def of_stage(stage: Stage) -> Fates:
    """Return the fates of what the name of a stage mentions, shown once above its lines."""
    return tuple(fate for fate in in_texts(stage.name) if not fate.is_offered)


def at_stage(line: Wording, stage: Stage) -> Fates:
    """Return the notes beside the line at this stage: without what is still offered, and what the
    stage's name notes already.
    """
    fates = of_line(line, [stage.group])
    if not fates:
        return ()
    in_heading = {fate.entry for fate in of_stage(stage)}
    return tuple(fate for fate in fates if not fate.is_offered and fate.entry not in in_heading)


def programme_in(line: Wording) -> Entry | None:
    """Return the first programme, qualification or body that the line names, whatever its fate."""
    entries = (fate.entry for fate in _of(line) if fate.entry.state != State.RENAMED)
    return next(entries, None)


def has_ended(line: Wording) -> bool:
    """Return whether the line names something that has ended, and nothing current."""
    fates = _of(line)
    return any(fate.has_ended for fate in fates) and not any(fate.is_offered for fate in fates)


def is_renamed(line: Wording, groups: Collection[Group]) -> bool:
    """Return whether it names, for these kinds of staff, something that was renamed or replaced."""
    return any(fate.entry.now for fate in of_line(line, groups))


def _of(line: Wording) -> Fates:
    return in_texts(*line.texts)


def in_texts(*texts: str) -> Fates:
    """Return the different fates of what these texts name. Cached."""
    short = sum(map(len, texts)) <= LONGEST_REMEMBERED
    return (_remembered if short else _in_texts)(*texts)


def _in_texts(*texts: str) -> Fates:
    named = dict.fromkeys(entry for text in texts for entry in _named(text))
    is_one = len(named) == 1
    alone = is_one and _is_little_but_a_name(" ".join(texts))
    fates: dict[str, Fate] = {}
    for entry in named:
        words = _words(entry, alone, is_one)
        fates.setdefault(words, Fate(words, entry))
    return tuple(fates.values())


_remembered = lru_cache(maxsize=4096)(_in_texts)


def _words(entry: Entry, alone: bool, is_one: bool) -> str:
    """Return a few words. `alone`: the line is little but its name, which is not repeated.
    `is_one`: nothing else is known about what it names.
    """
    name = entry.name or entry.term
    if entry.state == State.OFFERED:
        return "Still offered" if is_one else f"{name} still offered"
    if entry.now:
        return f"Now: {entry.now}"
    when = f" {entry.year}" if entry.year else ""
    return f"Ended{when}" if alone else f"{name} ended{when}"


def _is_little_but_a_name(text: str) -> bool:
    rest = _any_name().sub(" ", text)
    return LITTLE.issuperset(word.casefold() for word in WORD.findall(rest))


def _named(text: str) -> Iterator[Entry]:
    """Yield the entries with fates that the text names, in order."""
    for found in _any_name().finditer(text):
        entry = _entries()[0].get(_plain(found[0])) or _entries()[1].get(folded(found[0]))
        if entry:
            yield entry


@cache
def _entries() -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Return entries by printed form, case-sensitive; and by other spellings, folded."""
    known = [entry for entry in glossary.entries() if entry.state]
    printed = {_plain(form): entry for entry in known for form in entry.printed}
    others = {folded(form): entry for entry in known for form in entry.spellings}
    return printed, others


@cache
def _any_name() -> re.Pattern[str]:
    """Match any name as a whole word, the longest that fits; or what only resembles one."""
    printed, others = _entries()
    unless = {folded(form) for entry in printed.values() for form in entry.unless}
    names = [(len(form), pattern(form)) for form in printed]
    names += [(len(form), f"(?i:{pattern(form)})") for form in (*others, *unless)]
    longest_first = [pattern for _, pattern in sorted(names, key=lambda name: -name[0])]
    return re.compile(rf"(?<!\w)(?:{'|'.join([TIME_OF_DAY, *longest_first])})(?!\w)")


def pattern(form: str) -> str:
    return re.escape(form).replace("'", f"[{APOSTROPHES}]").replace(r"\ ", r"\s+")


def _plain(form: str) -> str:
    """Normalise spaces and apostrophes."""
    return re.sub(f"[{APOSTROPHES}]", "'", " ".join(form.split()))


def folded(form: str) -> str:
    """Fold case like `casefold`: `re.IGNORECASE` takes “İ” and “ı” for an i."""
    return _plain(form).replace("İ", "i").replace("ı", "i").casefold()
