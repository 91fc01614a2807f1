"""Three values and who changed them: the comparison behind every case of the rule."""

import dataclasses
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, NamedTuple

from opportunities.grid.fields import FIELDS, HIDDEN, Field
from opportunities.grid.snapshot import Opportunity


class Missing(Enum):
    """The value on a side that has no such row; None may be a value."""

    MISSING = "missing"


MISSING = Missing.MISSING


class Three[V](NamedTuple):
    """A value on each of the three sides: base, ours, theirs."""

    base: V
    ours: V
    theirs: V

    def map[W](self, function: Callable[..., W], *others: "Three[Any]") -> "Three[W]":
        """Apply the function side by side, with the same side of the others, if given."""
        return Three(*map(function, self, *others))


class ChangedBy(Enum):
    """Who changed something, as far as the outcome depends on it."""

    NONE = auto()
    THEIRS = auto()
    OURS = auto()
    BOTH = auto()


def change_of(values: Three[Any]) -> ChangedBy:
    """Return who changed this: cases 1 to 4, for a value, words or anything else with equality."""
    if values.ours == values.theirs:
        return ChangedBy.NONE  # 3
    if values.ours == values.base:
        return ChangedBy.THEIRS  # 1
    if values.theirs == values.base:
        return ChangedBy.OURS  # 2
    return ChangedBy.BOTH  # 4


def values_of(rows: Three[Any], field: Field) -> Three[Any]:
    """Return the values of a field on the three sides; a missing row has a blank there (9)."""
    missing = blank(type(rows.ours), field.name)
    return rows.map(lambda row: missing if row is None else field.of(row))


def blank(kind: type, name: str) -> Any:
    """Return the value of an empty field; MISSING if the field is required."""
    return BLANKS.get((kind, name), MISSING)


BLANKS = {
    (kind, field.name): field.default
    for kind in FIELDS
    for field in dataclasses.fields(kind)
    if field.default is not dataclasses.MISSING
}

MERGED = {
    kind: tuple(field for field in fields if field is not HIDDEN) for kind, fields in FIELDS.items()
}
"""The fields that both sides can change. Followers do not see what the followed framework hides, so
hiding is ours alone.
"""


def words_of(opportunity: Any) -> tuple[Any, ...] | None:
    """Return all the words of a line, to compare with another's; None for no line."""
    if opportunity is None:
        return None
    return tuple(field.of(opportunity) for field in FIELDS[Opportunity])


def differ(kind: type, before: Any, after: Any) -> bool:
    """Return whether any field that people write differs between two rows of this kind."""
    return any(field.of(before) != field.of(after) for field in MERGED[kind])
