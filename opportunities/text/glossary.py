"""What the abbreviations in the frameworks mean, and what became of the things they name.

The entries are in `glossary.yaml`, which is read once, on first use.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from opportunities.exchange.yaml_nodes import NotReadable, Value, parse

PATH = Path(__file__).with_name("glossary.yaml")

LONGEST_REMEMBERED = 1000
"""Characters of a cached text; longer ones are rare, and would take much memory."""

TWO_CAPITALS = re.compile("[A-Z].*[A-Z]")


class State(StrEnum):
    """What became of the thing that a term names."""

    ENDED = "ended"
    REPLACED = "replaced"
    RENAMED = "renamed"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as printed, and its meaning.

    `forms`: other printed forms; `alike`: names used by people who never saw it in print. `today`:
    what became of it, empty unless there is a `source`; the fields below say the same to programs.
    The head of `glossary.yaml` describes each.
    """

    term: str
    meaning: str
    forms: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    today: str = ""
    source: str = ""
    state: State | None = None
    year: int | None = None
    now: str = ""
    name: str = ""
    spellings: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    teachers_only: bool = False
    instead: tuple[tuple[str, str], ...] = ()

    @property
    def printed(self) -> tuple[str, ...]:
        return self.term, *self.forms

    @property
    def abbreviations(self) -> tuple[str, ...]:
        """The forms that are marked in a grid; full names, such as "teachers.tv", are not."""
        return tuple(
            form
            for form in self.printed
            if " " not in form and (TWO_CAPITALS.search(form) or TWO_CAPITALS.search(self.term))
        )

    @property
    def others(self) -> tuple[str, ...]:
        """The forms that add something: no plural, no other case, not the meaning itself."""
        own_words = {_plain(self.term), _plain(self.meaning)}
        return tuple(form for form in self.forms if _plain(form) not in own_words)

    @property
    def slug(self) -> str:
        """Its anchor on a page."""
        return re.sub(r"[^a-z0-9]+", "-", self.term.lower()).strip("-")

    @property
    def letter(self) -> str:
        """The letter that it is listed under."""
        return self.term[0].upper()


type FoundTerm = tuple[int, int, str, Entry]
"""Start and end in a text of a form, the form, and its entry."""


def _plain(form: str) -> str:
    return form.casefold().removesuffix("s")


@cache
def entries() -> tuple[Entry, ...]:
    """Return every entry, in alphabetical order."""
    return read(PATH.read_text("utf-8"))


@cache
def by_form() -> dict[str, Entry]:
    """Return the entry of every printed form."""
    return {form: entry for entry in entries() for form in entry.printed}


def abbreviations(text: str) -> tuple[FoundTerm, ...]:
    """Return the abbreviations in the text as whole words, in order.

    Cached: pages ask about the lines of a framework whenever they are drawn.
    """
    return (_remembered if len(text) <= LONGEST_REMEMBERED else _abbreviations)(text)


def _abbreviations(text: str) -> tuple[FoundTerm, ...]:
    return tuple(
        (*found.span(), found[0], by_form()[found[0]])
        for found in _any_abbreviation().finditer(text)
    )


_remembered = lru_cache(maxsize=4096)(_abbreviations)


def forms_in(text: str) -> set[str]:
    """Return the forms, of abbreviations and of full names, in the text."""
    return set(_any_form().findall(text))


@cache
def _any_abbreviation() -> re.Pattern[str]:
    return _any_of([form for entry in entries() for form in entry.abbreviations])


@cache
def _any_form() -> re.Pattern[str]:
    return _any_of(by_form())


def _any_of(forms: Collection[str]) -> re.Pattern[str]:
    """Match any of the forms as a whole word, the longest that fits.

    The lookahead is for speed: nearly every word starts like none of them.
    """
    starts = "".join(sorted({form[0] for form in forms}))
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(rf"\b(?=[{starts}])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def read(content: str) -> tuple[Entry, ...]:
    """Return the entries in a file's content. Raises NotReadable with the line and the reason."""
    found: dict[str, Entry] = {}
    for value in parse(content).items():
        entry = _entry(value)
        for form in entry.printed:
            if form in found:
                value.refuse(f"“{form}” stands here twice")
            found[form] = entry
    return tuple(sorted(set(found.values()), key=lambda entry: entry.slug))


BESIDE = {"state", "year", "now", "name", "spellings", "unless", "teachers_only", "instead"}
"""The fields that say to programs what `today` says in a sentence."""


def _entry(value: Value) -> Entry:
    value.name = "the entry"
    fields = value.mapping(
        required={"term", "meaning"},
        optional={"forms", "alike", "today", "source"} | BESIDE,
    )
    if ("today" in fields) != ("source" in fields):
        raise NotReadable(value.line, "“today” and “source” go together")
    if "today" not in fields and (without := BESIDE.intersection(fields)):
        raise NotReadable(value.line, f"“{min(without)}” needs “today” and its “source”")

    def line(name: str) -> str:
        return fields[name].one_line() if name in fields else ""

    def lines(name: str) -> tuple[str, ...]:
        return fields[name].lines() if name in fields else ()

    entry = Entry(
        term=line("term"),
        meaning=line("meaning"),
        forms=lines("forms"),
        alike=lines("alike"),
        today=line("today"),
        source=line("source"),
        state=_state(fields["state"]) if "state" in fields else None,
        year=fields["year"].year() if "year" in fields else None,
        now=line("now"),
        name=line("name"),
        spellings=lines("spellings"),
        unless=lines("unless"),
        teachers_only="teachers_only" in fields and fields["teachers_only"].flag(),
        instead=tuple(_instead(fields["instead"])) if "instead" in fields else (),
    )
    if bool(entry.now) != (entry.state in {State.REPLACED, State.RENAMED}):
        raise NotReadable(value.line, "“now” goes with the states “replaced” and “renamed”")
    return entry


def _instead(value: Value) -> Iterator[tuple[str, str]]:
    for item in value.items():
        before, arrow, after = item.one_line().partition(" → ")
        if not arrow:
            item.refuse(f"“{before}” does not say “words of before → words of today”")
        yield before, after


def _state(value: Value) -> State:
    if (text := value.one_line()) not in list(State):
        value.refuse(f"“{text}” is none of {', '.join(State)}")
    return State(text)
