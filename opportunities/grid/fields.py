"""The registry of compared fields, which diff, merge, edits, forms and files read.

Positions are not fields: order is the sequence of keys, of stages, columns and sections and of the
lines in a cell. Nor are keys, addresses and `derived_from`, which people do not write. A test fails
if a field of the models is missing here; another fails if pages do not draw a field, or files do
not contain it, without a reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import EnumType
from typing import Any

from opportunities.grid.snapshot import (
    Column,
    Continuation,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
    Wording,
)
from opportunities.grid.vocabulary import (
    ActivityKind,
    ContinuationWord,
    Cost,
    Group,
    ProviderTier,
    StageFamily,
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: its name, its label, and whether it is compared word by word.

    `is_beside`: it is beside the words of a line. `is_address`: it is a web address. `is_list`: it
    has several values. `made_of` parses a value, or one of several, from its plain text. `place` of
    a placement is a single field made of its stage and column.
    """

    name: str
    label: str
    is_text: bool = False
    is_beside: bool = False
    is_address: bool = False
    is_list: bool = False
    made_of: Callable[[str], Any] = str

    @property
    def heading(self) -> str:
        """The label, with a capital letter."""
        return self.label[:1].upper() + self.label[1:]

    @property
    def is_choice(self) -> bool:
        """Whether its values are those of an enumeration."""
        return isinstance(self.made_of, EnumType)

    @property
    def is_named(self) -> bool:
        """Whether a value needs the field's name beside it to be understood."""
        return self.is_beside and not self.is_address

    @property
    def is_written(self) -> bool:
        """Whether people type the value as free text."""
        return self.is_text or self.is_address

    def as_lines(self, value: Any) -> tuple[str, ...]:
        """Return a value as lines of text; if it is beside the words, after its name."""
        if self.is_list and not self.is_beside:
            return tuple(value)
        text = in_words(value)
        return (f"{self.heading}: {text}" if self.is_named and text else text,)

    def plain(self, value: Any) -> Any:
        """Convert a value to plain JSON."""
        if self.is_list:
            return list(map(str, value))
        return None if value is None else str(value)

    def value(self, plain: Any) -> Any:
        """Convert plain JSON back to a value."""
        if self.is_list:
            return tuple(map(self.made_of, plain))
        return None if plain is None else self.made_of(plain)

    def of(self, row: Any) -> Any:
        """Read the field from a row of a snapshot."""
        return getattr(row, self.name)


HIDDEN = Field("hidden", "hidden")

FIELDS: dict[type, tuple[Field, ...]] = {
    Stage: (
        Field("name", "name", is_text=True),
        Field("group", "kind of staff", made_of=Group),
        Field("family", "career stage", made_of=StageFamily),
        Field("roles", "example roles", is_text=True),
        Field("standards", "standards", is_text=True),
        Field("summary", "summary", is_text=True),
        HIDDEN,
    ),
    Column: (
        Field("heading", "heading", is_text=True),
        Field("tier", "who provides it", made_of=ProviderTier),
        HIDDEN,
    ),
    Opportunity: (
        Field("text", "text", is_text=True),
        Field("details", "sub-points", is_text=True, is_list=True),
        Field("link", "link", is_beside=True, is_address=True),
        Field("kinds", "kinds of activity", is_beside=True, is_list=True, made_of=ActivityKind),
        Field("contact", "whom to ask", is_text=True, is_beside=True),
        Field("cost", "cost", is_beside=True, made_of=Cost),
        Field("cost_words", "about the cost", is_text=True, is_beside=True),
        Field("when", "when", is_text=True, is_beside=True),
        Field("ends_on", "end date", is_beside=True, made_of=date.fromisoformat),
    ),
    Placement: (
        Field("place", "place"),
        Field("tier", "who provides it", made_of=ProviderTier),
        HIDDEN,
        Field("note", "note", is_text=True),
    ),
    Section: (
        Field("heading", "heading", is_text=True),
        Field("body", "text", is_text=True),
    ),
    Continuation: (Field("word", "“PLUS” or “As above”", made_of=ContinuationWord),),
    PrintedHeading: (Field("text", "heading over this stage’s own table", is_text=True),),
}
"""The compared fields of each kind of row. Rows of the last two kinds are identified by cell, the
others by key.
"""

BESIDE = {field.name: field for field in FIELDS[Opportunity] if field.is_beside}
"""The fields beside the words of a line, by name."""

NAMED = tuple(field for field in BESIDE.values() if field.is_named)

FACTS = tuple(field for field in NAMED if field.name != "kinds")
"""Those fields without the kinds, which are our classification. (A tuple: pages ask it for each
line.)
"""


def as_lines(line: Wording) -> tuple[str, ...]:
    """Return all that a line says as lines of text, fields beside its words included; no empty
    ones.
    """
    texts_of_fields = (field.as_lines(field.of(line)) for field in FIELDS[Opportunity])
    return tuple(text for texts in texts_of_fields for text in texts if text)


def beside(line: Wording, today: date | None = None) -> tuple[str, ...]:
    """Return the fields beside a line's words and link, except its kinds, each after its name.

    If it is past on `today`, say when it was.
    """
    texts = {field.name: text for field in FACTS for text in field.as_lines(field.of(line)) if text}
    if is_past(line, today):
        texts["ends_on"] = when_it_was(line)
        texts.pop("when", None)
    return tuple(texts.values())


def is_past(line: Wording, today: date | None) -> bool:
    """Return whether the last day of the line is over."""
    return bool(today and line.ends_on and line.ends_on < today)


def when_it_was(line: Wording) -> str:
    """Return the month of its last day, and when it took place if that is known."""
    was = f"Was in {line.ends_on:%B %Y}"
    return f"{was} ({line.when})" if line.when else was


def as_plain(line: Wording) -> dict[str, Any]:
    """Convert the fields of a row to JSON values, by field name."""
    return {field.name: field.plain(field.of(line)) for field in FIELDS[Opportunity]}


def from_plain(plain: Mapping[str, Any]) -> Wording:
    """Reverse `as_plain`; a missing field is empty."""
    known = (field for field in FIELDS[Opportunity] if field.name in plain)
    return Wording(**{field.name: field.value(plain[field.name]) for field in known})


def name_of(row: Stage | Column | Section) -> str:
    """Return what people call a stage, a column or a section: its first field."""
    return str(FIELDS[type(row)][0].of(row))


def in_words(value: Any) -> str:
    """Format a value for people; empty if there is none."""
    match value:
        case None:
            return ""
        case tuple():
            return ", ".join(map(in_words, value))
        case date():
            return f"{value:%-d %B %Y}"
        case _:
            return str(getattr(value, "label", value))


def row_types() -> dict[type, str]:
    """Return each row type with the name of its tuple in a snapshot."""
    return {
        Stage: "stages",
        Column: "columns",
        Opportunity: "opportunities",
        Placement: "placements",
        Continuation: "continuations",
        PrintedHeading: "headings",
        Section: "sections",
    }
