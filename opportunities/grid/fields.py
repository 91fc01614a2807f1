"""What of a grid's rows is compared: the one registry for diff, merge, edits, forms and files.

Positions are not among the fields: order is the sequence of keys, of stages, columns and sections
and of the lines in a cell. Nor are keys, addresses and `derived_from`, which people do not write.
A test reads the models and fails when a field is added there and forgotten here; another fails
where a field is not drawn by the pages, or not written to every file, without a reason.
"""

from dataclasses import dataclass
from typing import Any

from opportunities.grid.snapshot import (
    Column,
    Continuation,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: its name, what people call it, and whether it is compared word by word.

    `place` of a placement is one field made of two: its stage and its column together.
    """

    name: str
    label: str
    is_text: bool = False

    def of(self, row: Any) -> Any:
        """Its value in this row of a snapshot."""
        return getattr(row, self.name)


HIDDEN = Field("hidden", "hidden")

FIELDS: dict[type, tuple[Field, ...]] = {
    Stage: (
        Field("name", "name", is_text=True),
        Field("group", "kind of staff"),
        Field("family", "career stage"),
        Field("roles", "example roles", is_text=True),
        Field("standards", "standards", is_text=True),
        Field("summary", "summary", is_text=True),
        HIDDEN,
    ),
    Column: (
        Field("heading", "heading", is_text=True),
        Field("tier", "who provides it"),
        HIDDEN,
    ),
    Opportunity: (
        Field("text", "text", is_text=True),
        Field("details", "sub-points", is_text=True),
        Field("link", "link"),
    ),
    Placement: (
        Field("place", "place"),
        Field("tier", "who provides it"),
        HIDDEN,
        Field("note", "note", is_text=True),
    ),
    Section: (
        Field("heading", "heading", is_text=True),
        Field("body", "text", is_text=True),
    ),
    Continuation: (Field("word", "“PLUS” or “As above”"),),
    PrintedHeading: (Field("text", "heading over this stage’s own table", is_text=True),),
}
"""The compared fields of each kind of row. The last two kinds are known by their cell, the others
by their key."""


def row_types() -> dict[type, str]:
    """Each type of row, with the name under which a snapshot holds its rows."""
    return {
        Stage: "stages",
        Column: "columns",
        Opportunity: "opportunities",
        Placement: "placements",
        Continuation: "continuations",
        PrintedHeading: "headings",
        Section: "sections",
    }
