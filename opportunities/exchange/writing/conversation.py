"""The sheet for a conversation: up to six lines of a framework, with what people write about each.

What people write on it belongs to no grid and is not stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MOST_LINES = 6
"""As many as fit on one side of A4."""

LONGEST_LINE = 150
"""Characters of a framework's line; longer ones are cut."""

MOST_ROOMY = 400
"""Characters in usual size, summed over the longest text of each row."""

FIELDS = ("why", "when", "whom", "support", "agreed")
"""The fields to write for each line, from left to right."""


@dataclass(frozen=True, slots=True)
class SheetUse:
    """What a sheet is for: its name, and its labels.

    `who`: labels above the table. `headings`: those of the columns after the lines, in the order of
    FIELDS. `signed`: labels of signatures beneath it.
    """

    name: str
    label: str
    hint: str
    title: str
    who: Mapping[str, str]
    headings: tuple[str, ...]
    signed: tuple[str, ...]
    foot: str = ""

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a field and its heading."""
        return tuple(zip(FIELDS, self.headings, strict=True))

    def text_of(self, line: "SheetLine") -> str:
        """Return what is written about a line, each under its heading; empty if nothing is."""
        pairs = zip(self.headings, line.written, strict=True)
        return "\n".join(f"{heading}: {text}" for heading, text in pairs if text)


_PEOPLE = {"name": "Name", "job": "Job", "talk": "Talking with", "date": "Date"}
_AGREED = ("Agreed by", "and", "Look again on")

USES = {
    use.name: use
    for use in (
        SheetUse(
            "appraisal",
            "Appraisal",
            "The yearly review, with your appraiser or line manager",
            "Appraisal: professional development",
            _PEOPLE,
            ("Why", "By when", "With whom", "Support", "Agreed"),
            _AGREED,
        ),
        SheetUse(
            "interim",
            "Interim review",
            "Partway to the next one: what is under way, what to change",
            "Interim review: professional development",
            _PEOPLE,
            ("How it is going", "By when", "With whom", "Support", "What changes"),
            _AGREED,
        ),
        SheetUse(
            "development",
            "Development discussion",
            "With a colleague, a mentor or whoever leads professional development",
            "Development discussion",
            _PEOPLE,
            ("Why", "By when", "With whom", "Support", "First step"),
            ("Talked over by", "and", "Look again on"),
        ),
        SheetUse(
            "interview",
            "After an interview: next steps",
            "For whoever gives feedback to a candidate",
            "Next steps after an interview",
            {"job": "Post", "talk": "Given by", "date": "Date"},
            ("Why we suggest it", "By when", "Whom to ask", "Support", "A first step"),
            ("Given by", "Date"),
            "Suggestions, not conditions.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line, where it comes from, and what is written about it, in the order of FIELDS."""

    words: str
    where: str = ""
    written: tuple[str, ...] = ("",) * len(FIELDS)

    @property
    def shortened(self) -> str:
        """As many of its words as there is room for."""
        if len(self.words) <= LONGEST_LINE:
            return self.words
        return self.words[:LONGEST_LINE].rsplit(" ", 1)[0] + "…"


BLANK = SheetLine("")


@dataclass(frozen=True, slots=True)
class ConversationSheet:
    """A sheet. `who`: what is written above the table, by the labels of its use."""

    use: SheetUse
    lines: tuple[SheetLine, ...]
    who: Mapping[str, str]
    address: str
    made_on: date

    @property
    def rows(self) -> tuple[SheetLine, ...]:
        """Its lines; if there are none, blank rows to write into."""
        return self.lines or (BLANK,) * MOST_LINES

    @property
    def cells(self) -> tuple[tuple[SheetLine, tuple[tuple[str, str], ...]], ...]:
        """Each row with pairs of a heading and what is written under it."""
        return tuple(
            (line, tuple(zip(self.use.headings, line.written, strict=True))) for line in self.rows
        )

    @property
    def is_dense(self) -> bool:
        """Whether it needs smaller letters to stay on one side of paper."""
        return (
            sum(max(map(len, (line.shortened, *line.written))) for line in self.lines) > MOST_ROOMY
        )

    @property
    def above(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a label and what is written there."""
        return tuple((label, self.who.get(name, "")) for name, label in self.use.who.items())

    @property
    def foot(self) -> str:
        day = f"{self.made_on.day} {self.made_on:%B %Y}"
        these = f" These lines: {self.address}." if self.lines and self.address else ""
        return f"{self.use.foot}{these} CPD Frameworks, {day}.".strip()
