"""A person's whole plan, as its owner downloads it: the content of each of its files."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """What was written about a step, and when it is due and was done."""

    name: str
    note: str = ""
    evidence: str = ""
    links: tuple[str, ...] = ()
    on: date | None = None
    done_on: date | None = None

    @property
    def when(self) -> str:
        if self.done_on:
            return f"Done on {long_day(self.done_on)}"
        return f"Planned for {long_day(self.on)}" if self.on else "Not done yet"


@dataclass(frozen=True, slots=True)
class WrittenComment:
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line: its words when it was chosen, or a goal of the owner's own."""

    text: str
    details: tuple[str, ...] = ()
    link: str = ""
    source: str = ""
    stage: str = ""
    provider: str = ""
    key: str = ""
    added: date | None = None
    review_on: date | None = None
    standards: tuple[str, ...] = ()
    steps: tuple[WrittenStep, ...] = ()
    comments: tuple[WrittenComment, ...] = ()

    @property
    def where(self) -> str:
        """Where it was chosen, in a sentence."""
        if not self.source:
            return "A goal of my own"
        chosen = f"Chosen at {self.stage}, from {self.source}"
        return f"{self.provider}. {chosen}" if self.provider else chosen


@dataclass(frozen=True, slots=True)
class WrittenShare:
    """With whom the plan is or was shared, and when they opened it."""

    email: str
    may_comment: bool
    until: date
    ended: date | None = None
    opened: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDocument:
    title: str
    owner: str
    begun: date
    written: date
    lines: tuple[WrittenLine, ...] = ()
    shares: tuple[WrittenShare, ...] = ()

    @property
    def under(self) -> str:
        count = len(self.lines)
        return f"{count} line{'' if count == 1 else 's'}, as of {long_day(self.written)}"


def long_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def as_json(document: PlanDocument) -> bytes:
    """Return the plan as data: dates in ISO 8601, empty values included."""
    text = json.dumps(asdict(document), default=_iso, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace")


def _iso(value: date) -> str:
    return value.isoformat()
