"""The content of a grid as plain, frozen values, shared by the whole code base.

Readers make a GridSnapshot, the store keeps it, diff and merge compare it, the matrix lays it out,
writers print it. No Django and no database here, so that the core can be understood and tested on
its own.

Order is the order of the tuples: of stages down the side, of columns along the top, of lines in a
cell. Everything relies on a consistent snapshot, so it is checked once, on construction:
`GridSnapshot` raises `BrokenGrid` if a row refers to something that does not exist.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from opportunities.grid.vocabulary import (
    ActivityKind,
    ContinuationWord,
    Cost,
    Group,
    ProviderTier,
    StageFamily,
)
from opportunities.grid.web_address import href

type Place = tuple[UUID, UUID]
"""The keys of a stage and a column: one cell."""


class BrokenGrid(ValueError):
    """Raised for inconsistent rows; the message says which one and why."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A row of the grid: a role or career stage, as its framework names it."""

    key: UUID
    slug: str
    name: str
    group: Group
    family: StageFamily
    roles: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    summary: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A heading along the top, as printed. `tier` is None if the column mixes providers."""

    key: UUID
    heading: str
    tier: ProviderTier | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """What people write of a line: its words, and the fields beside them.

    `kinds` are in the order of the enumeration, none if nobody has set them; `contact` is whom to
    ask; after `ends_on` it is past.
    """

    text: str
    details: tuple[str, ...] = ()
    link: str = ""
    kinds: tuple[ActivityKind, ...] = ()
    contact: str = ""
    cost: Cost | None = None
    cost_words: str = ""
    when: str = ""
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.kinds != ():
            in_order = tuple(kind for kind in ActivityKind if kind in self.kinds)
            object.__setattr__(self, "kinds", in_order)

    @property
    def texts(self) -> tuple[str, ...]:
        """Its text and its sub-points."""
        return self.text, *self.details

    @property
    def full_text(self) -> str:
        """Its text and its sub-points, each on a line."""
        return "\n".join(self.texts)

    @property
    def href(self) -> str:
        """The link if it is a web address; else empty."""
        return href(self.link)


@dataclass(frozen=True)
class _Keyed:
    __slots__ = ()  # lets a class with slots inherit from this one too
    key: UUID


@dataclass(frozen=True, slots=True)
class Opportunity(Wording, _Keyed):
    """One thing a person can do, with its sub-points: its key, then the fields of a Wording."""

    derived_from: UUID | None = None

    @property
    def wording(self) -> Wording:
        """Return the fields without the key."""
        return Wording(**{field.name: getattr(self, field.name) for field in fields(Wording)})


@dataclass(frozen=True, slots=True)
class Placement:
    """An opportunity in one cell, with who provides it there."""

    key: UUID
    stage: UUID
    column: UUID
    opportunity: UUID
    tier: ProviderTier
    hidden: bool = False
    note: str = ""

    @property
    def place(self) -> Place:
        return self.stage, self.column


@dataclass(frozen=True, slots=True)
class Continuation:
    """A cell's printed "PLUS" or "As above"."""

    stage: UUID
    column: UUID
    word: ContinuationWord


@dataclass(frozen=True, slots=True)
class PrintedHeading:
    """A heading that one stage's table prints over a column instead of the column's own."""

    stage: UUID
    column: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """Text around the grid, in Markdown."""

    key: UUID
    heading: str
    body: str


@dataclass(frozen=True)
class GridSnapshot:
    """A whole grid. Placements are in the order of their cells, and ordered within each cell."""

    stages: tuple[Stage, ...] = ()
    columns: tuple[Column, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    placements: tuple[Placement, ...] = ()
    continuations: tuple[Continuation, ...] = ()
    headings: tuple[PrintedHeading, ...] = ()
    sections: tuple[Section, ...] = ()

    def __post_init__(self) -> None:
        for fault in _faults(self):
            raise BrokenGrid(fault)
        rank = {
            (stage.key, column.key): (down, along)
            for down, stage in enumerate(self.stages)
            for along, column in enumerate(self.columns)
        }
        in_order = tuple(sorted(self.placements, key=lambda placement: rank[placement.place]))
        object.__setattr__(self, "placements", in_order)

    @cached_property
    def stage_by_key(self) -> dict[UUID, Stage]:
        return {stage.key: stage for stage in self.stages}

    @cached_property
    def column_by_key(self) -> dict[UUID, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def opportunity_by_key(self) -> dict[UUID, Opportunity]:
        return {opportunity.key: opportunity for opportunity in self.opportunities}

    @cached_property
    def placement_by_key(self) -> dict[UUID, Placement]:
        return {placement.key: placement for placement in self.placements}

    @cached_property
    def cells(self) -> dict[Place, tuple[Placement, ...]]:
        """The placements by cell, in order; an empty cell has an empty tuple."""
        cells: dict[Place, list[Placement]] = {
            (stage.key, column.key): [] for stage in self.stages for column in self.columns
        }
        for placement in self.placements:
            cells[placement.place].append(placement)
        return {place: tuple(placements) for place, placements in cells.items()}

    @cached_property
    def line_before(self) -> dict[UUID, Placement]:
        """The placement before each in its cell, by key; the first of a cell has none."""
        pairs = (pair for lines in self.cells.values() for pair in pairwise(lines))
        return {line.key: before for before, line in pairs}

    @cached_property
    def number_of(self) -> dict[UUID, int]:
        """Number the opportunities by first appearance, for short addresses; by key."""
        in_order = dict.fromkeys(line.opportunity for line in self.placements)
        return {key: number for number, key in enumerate(in_order, start=1)}

    @cached_property
    def word_at(self) -> dict[Place, ContinuationWord]:
        return {(mark.stage, mark.column): mark.word for mark in self.continuations}

    @cached_property
    def _heading_at(self) -> dict[Place, str]:
        return {(heading.stage, heading.column): heading.text for heading in self.headings}

    def heading_at(self, stage: Stage, column: Column) -> str:
        """Return the heading printed over this column in this stage's table."""
        return self._heading_at.get((stage.key, column.key), column.heading)

    def frame_with_new_keys(self) -> "GridSnapshot":
        """Copy the stages and columns, without lines, under new keys for another framework."""
        return GridSnapshot(
            stages=tuple(replace(stage, key=uuid4(), hidden=False) for stage in self.stages),
            columns=tuple(replace(column, key=uuid4(), hidden=False) for column in self.columns),
        )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the content, in hexadecimal: equal grids have equal ones on any machine."""
        content = {kind: [_plain(row) for row in getattr(self, kind)] for kind in KINDS}
        for kind in UNORDERED:
            content[kind].sort(key=lambda row: sorted(row.items()))
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


KINDS = (
    "stages",
    "columns",
    "opportunities",
    "placements",
    "continuations",
    "headings",
    "sections",
)
UNORDERED = ("opportunities", "continuations", "headings")
"""Kinds without an order; the fingerprint ignores theirs."""


ALSO_EMPTY = {"roles", "standards", "summary", "hidden", "details", "link", "note"}
"""Fields that are part of a fingerprint even if empty, as in the first published editions. No
others are, so that those editions still verify when a field is added.
"""


def _plain(row: Any) -> dict[str, Any]:
    """Convert a row to a JSON dictionary without its empty fields."""
    values = ((field, getattr(row, field.name)) for field in fields(row))
    return {
        field.name: str(value) if isinstance(value, UUID | date) else value
        for field, value in values
        if value != field.default or field.name in ALSO_EMPTY
    }


def _faults(grid: GridSnapshot) -> Iterator[str]:
    """Yield a description of every inconsistency of these rows."""
    keyed: dict[str, Iterable[Any]] = {
        "stage": grid.stages,
        "column": grid.columns,
        "opportunity": grid.opportunities,
        "placement": grid.placements,
        "section": grid.sections,
    }
    keys = {kind: [row.key for row in rows] for kind, rows in keyed.items()}
    for kind, listed in keys.items():
        for key, times in Counter(listed).items():
            if times > 1:
                yield f"{times} rows of kind {kind} share the key {key}"
    for slug, times in Counter(stage.slug for stage in grid.stages).items():
        if times > 1:
            yield f"{times} stages share the address “{slug}”"
    known = {kind: set(listed) for kind, listed in keys.items()}
    for placement in grid.placements:
        for kind in ("stage", "column", "opportunity"):
            if (key := getattr(placement, kind)) not in known[kind]:
                yield f"placement {placement.key} names the {kind} {key}, which is not there"
    for marks in ([*grid.continuations], [*grid.headings]):
        for place, times in Counter((mark.stage, mark.column) for mark in marks).items():
            if times > 1:
                yield f"{times} marks of one kind stand in the cell {place}"
    cell_marks: list[Continuation | PrintedHeading] = [*grid.continuations, *grid.headings]
    for mark in cell_marks:
        if mark.stage not in known["stage"] or mark.column not in known["column"]:
            yield f"{mark!r} stands in a cell that is not there"
