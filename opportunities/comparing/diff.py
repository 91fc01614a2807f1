"""The changes between two grids: `diff(before, after)`. A pure function on snapshots.

Rows are matched by permanent key, and marks (PLUS, As above, printed headings) by cell; never by
words. Every changed row is reported once:

1.  A stage, column or section is added, removed, or reported with every field that differs.
2.  A new or removed stage includes its lines; a new or removed column includes the others.
3.  An opportunity added, removed or reworded is one change that names its places, however many.
4.  An opportunity that was elsewhere already is "added here"; one that is still elsewhere is
    "removed here".
5.  If a cell's line became another opportunity, it was reworded there; a rewording "only here" is
    stored in this way. If both have the same words, nothing changed.
6.  A line that was moved, or whose tier, note or hiding differs, is reported with all the places of
    the same change.
7.  Out of order are the fewest rows that account for the new order.

`fields.FIELDS` has the compared fields. Not compared, though in the fingerprint: addresses (slugs),
`derived_from`, and opportunities in no cell, which nobody reads.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple, cast
from uuid import UUID

from opportunities.comparing.sequences import out_of_order
from opportunities.grid.fields import FIELDS, Field, row_types
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Place,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)

type ComparedRow = Stage | Column | Opportunity | Continuation | PrintedHeading | Section

NOTHING_CHANGED = "Nothing changed."


class ChangeKind(StrEnum):
    """What happened to a row, in the order in which a summary counts them.

    HIDDEN is for copies only: what the copy is based on still has the row.
    """

    ADDED = "added"
    REMOVED = "removed"
    HIDDEN = "hidden"
    REWORDED = "reworded"
    MOVED = "moved"
    CHANGED = "changed"
    REORDERED = "reordered"

    @property
    def label(self) -> str:
        return self.value.capitalize()


WHOLE = (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.HIDDEN)
"""What can happen to a stage or a column as a whole."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field of a row, before and after."""

    field: Field
    before: Any
    after: Any


class Placed(NamedTuple):
    """A line in a cell: its placement before and after; None if there is none."""

    before: Placement | None
    after: Placement | None

    @property
    def placement(self) -> Placement:
        return cast(Placement, self.after or self.before)  # never both None


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a row, or to a line in some of its cells.

    `before` and `after`: the row, or for a line the opportunity. `placed`: the cells concerned, or
    the lines of a new or removed stage or column; `cells`: those of a mark. `here`: the line is
    also elsewhere, where this did not happen. `reordered`: its order changed as well.
    """

    kind: ChangeKind
    before: ComparedRow | None
    after: ComparedRow | None
    differences: tuple[FieldDifference, ...] = ()
    placed: tuple[Placed, ...] = ()
    cells: tuple[Place, ...] = ()
    here: bool = False
    reordered: bool = False

    @property
    def row(self) -> ComparedRow:
        """The row after the change, or before it if it is gone."""
        return cast(ComparedRow, self.after or self.before)  # never both None

    @property
    def places(self) -> tuple[Place, ...]:
        """The cells concerned; for lines that moved, their new cells."""
        return self.cells or tuple(placed.placement.place for placed in self.placed)


@dataclass(frozen=True)
class Changes:
    """All changes. False if there are none.

    `is_of_copy`: the differences of a copy from what it is based on, rather than changes over time.
    """

    before: GridSnapshot
    after: GridSnapshot
    items: tuple[Change, ...]
    is_of_copy: bool = False

    def __bool__(self) -> bool:
        return bool(self.items)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.items)

    @property
    def count(self) -> int:
        return len(self.items)

    @property
    def counts(self) -> dict[ChangeKind, int]:
        """Count the changes of each kind that occurs."""
        return counted(self.items)

    @property
    def summary(self) -> str:
        """Return "a new stage with 13 lines, 2 added, 7 reworded"; or "Nothing changed." """
        return in_a_sentence(self.items) or NOTHING_CHANGED


def diff_of_copy(theirs: GridSnapshot, ours: GridSnapshot) -> Changes:
    """Return how a copy, as readers see it, differs from what it is based on.

    Stages, columns and lines that it lacks are hidden: nothing of theirs is deleted.
    """
    changes = diff(theirs, ours)
    return replace(changes, items=tuple(map(_as_hidden, changes)), is_of_copy=True)


def _as_hidden(change: Change) -> Change:
    is_left_out = change.kind == ChangeKind.REMOVED
    if is_left_out and isinstance(change.row, Stage | Column | Opportunity):
        return replace(change, kind=ChangeKind.HIDDEN)
    return change


def counted(changes: Iterable[Change]) -> dict[ChangeKind, int]:
    counts = Counter(change.kind for change in changes)
    return {kind: counts[kind] for kind in ChangeKind if counts[kind]}


def in_a_sentence(changes: Iterable[Change]) -> str:
    """Summarise the changes of an edition in one sentence.

    A new or removed stage or column includes its lines; the rest is counted by kind. Empty if
    nothing changed.
    """
    of_kind: defaultdict[tuple[ChangeKind, type], list[Change]] = defaultdict(list)
    for change in changes:
        is_whole = change.kind in WHOLE and isinstance(change.row, Stage | Column)
        of_kind[change.kind, type(change.row) if is_whole else object].append(change)
    in_order = ((kind, row) for kind in ChangeKind for row in (Stage, Column, object))
    return ", ".join(_describe(*what, of_kind[what]) for what in in_order if what in of_kind)


def _describe(kind: ChangeKind, row: type, changes: Sequence[Change]) -> str:
    """Return "a new stage with 13 lines", "2 stages with 26 lines removed", "7 reworded"."""
    if row is object:
        return f"{len(changes)} {kind}"
    lines = {placed.placement.opportunity for change in changes for placed in change.placed}
    text = f"{'new ' if kind is ChangeKind.ADDED else ''}{row.__name__.lower()}"
    text = f"a {text}" if len(changes) == 1 else f"{len(changes)} {text}s"
    if lines:
        text += f" with {len(lines)} line{'' if len(lines) == 1 else 's'}"
    return text if kind is ChangeKind.ADDED else f"{text} {kind}"


def diff(before: GridSnapshot, after: GridSnapshot) -> Changes:
    """Return what changed from one grid to the other."""
    came, went = _taken_along(after, before), _taken_along(before, after)
    along = {
        owner: (
            *(Placed(None, placement) for placement in came[owner]),
            *(Placed(placement, None) for placement in went[owner]),
        )
        for owner in {**came, **went}
    }
    reported = {placed.placement.key for placed in chain(*along.values())}
    return Changes(
        before,
        after,
        (
            *_rows(Stage, before, after, along),
            *_rows(Column, before, after, along),
            *_lines(before, after, reported),
            *_marks(Continuation, before, after),
            *_marks(PrintedHeading, before, after),
            *_rows(Section, before, after, {}),
        ),
    )


# 1, 2

type Owner = tuple[type, UUID]


def _taken_along(grid: GridSnapshot, other: GridSnapshot) -> defaultdict[Owner, list[Placement]]:
    """Return the placements that only this grid has, by the stage or column that only it has."""
    elsewhere = {placement.key for placement in other.placements}
    along: defaultdict[Owner, list[Placement]] = defaultdict(list)
    for placement in grid.placements:
        if placement.key in elsewhere:
            continue
        if placement.stage not in other.stage_by_key:
            along[Stage, placement.stage].append(placement)
        elif placement.column not in other.column_by_key:
            along[Column, placement.column].append(placement)
    return along


def _rows(
    kind: type,
    before: GridSnapshot,
    after: GridSnapshot,
    along: Mapping[Owner, tuple[Placed, ...]],
) -> Iterator[Change]:
    """Yield changes of rows in an order: stages, columns, sections."""
    was = {row.key: row for row in getattr(before, row_types()[kind])}
    now = {row.key: row for row in getattr(after, row_types()[kind])}
    moved = out_of_order([*was], [*now])
    for key, row in now.items():
        if key not in was:
            yield Change(ChangeKind.ADDED, None, row, placed=along.get((kind, key), ()))
            continue
        differences = _differences(kind, was[key], row)
        if differences or key in moved:
            what = _kind(differences)
            yield Change(what, was[key], row, differences, reordered=key in moved)
    for key, row in was.items():
        if key not in now:
            yield Change(ChangeKind.REMOVED, row, None, placed=along.get((kind, key), ()))


# 3, 4, 5, 6


def _lines(before: GridSnapshot, after: GridSnapshot, reported: set[UUID]) -> Iterator[Change]:
    """Yield changes of opportunities, grouped by what happened. Skip those `reported`."""
    was, now = before.placement_by_key, after.placement_by_key
    stood = Counter(placement.opportunity for placement in was.values())
    stands = Counter(placement.opportunity for placement in now.values())
    new = (Placed(None, now[key]) for key in now if key not in was and key not in reported)
    gone = (Placed(was[key], None) for key in was if key not in now and key not in reported)
    for key, placed in _by_opportunity(new).items():
        row = after.opportunity_by_key[key]
        yield Change(ChangeKind.ADDED, None, row, placed=placed, here=key in stood)
    for key, placed in _by_opportunity(gone).items():
        row = before.opportunity_by_key[key]
        yield Change(ChangeKind.REMOVED, row, None, placed=placed, here=key in stands)
    both = [(was[key], now[key]) for key in now if key in was]
    yield from _reworded_everywhere(before, after, both)
    yield from _in_their_cells(before, after, both, stands)


type Both = list[tuple[Placement, Placement]]
"""Each placement of both grids, before and after."""


def _reworded_everywhere(before: GridSnapshot, after: GridSnapshot, both: Both) -> Iterator[Change]:
    same_line = (Placed(was, now) for was, now in both if was.opportunity == now.opportunity)
    for key, placed in _by_opportunity(same_line).items():
        former, row = before.opportunity_by_key[key], after.opportunity_by_key[key]
        if differences := _differences(Opportunity, former, row):
            yield Change(_kind(differences), former, row, differences, placed)


def _in_their_cells(
    before: GridSnapshot, after: GridSnapshot, both: Both, stands: Mapping[UUID, int]
) -> Iterator[Change]:
    """Yield changes of placements; those of a line with the same change together."""
    moved = _lines_out_of_order(before, after)
    alike: defaultdict[tuple[Any, ...], list[Placed]] = defaultdict(list)
    for was, now in both:
        if was == now and now.key not in moved:
            continue
        differences = _differences(Placement, was, now)
        if was.opportunity != now.opportunity:
            former = before.opportunity_by_key[was.opportunity]
            row = after.opportunity_by_key[now.opportunity]
            differences = (*_differences(Opportunity, former, row), *differences)
        if differences or now.key in moved:
            same = was.opportunity, now.opportunity, differences, now.key in moved
            alike[same].append(Placed(was, now))
    for (former_key, key, differences, reordered), placed in alike.items():
        yield Change(
            _kind(differences),
            before.opportunity_by_key[former_key],
            after.opportunity_by_key[key],
            differences,
            tuple(placed),
            here=bool(stands[former_key]) if former_key != key else stands[key] > len(placed),
            reordered=reordered,
        )


def _by_opportunity(lines: Iterable[Placed]) -> dict[UUID, tuple[Placed, ...]]:
    grouped: defaultdict[UUID, list[Placed]] = defaultdict(list)
    for placed in lines:
        grouped[placed.placement.opportunity].append(placed)
    return {key: tuple(placed) for key, placed in grouped.items()}


def _marks(kind: type, before: GridSnapshot, after: GridSnapshot) -> Iterator[Change]:
    """Yield changes of marks in cells of both grids; the same change in several cells is one."""
    was = {(row.stage, row.column): row for row in getattr(before, row_types()[kind])}
    now = {(row.stage, row.column): row for row in getattr(after, row_types()[kind])}
    alike: defaultdict[tuple[Any, ...], list[Place]] = defaultdict(list)
    for place in {**was, **now}:
        stage, column = place
        in_both = stage in before.stage_by_key and stage in after.stage_by_key
        in_both &= column in before.column_by_key and column in after.column_by_key
        texts = tuple(row and _values(kind, row) for row in (was.get(place), now.get(place)))
        if in_both and texts[0] != texts[1]:
            alike[texts].append(place)
    for places in alike.values():
        former, row = was.get(places[0]), now.get(places[0])
        differences = _differences(kind, former, row) if former and row else ()
        what = (
            _kind(differences)
            if former and row
            else ChangeKind.ADDED
            if row
            else ChangeKind.REMOVED
        )
        yield Change(what, former, row, differences, cells=tuple(places))


def _values(kind: type, row: ComparedRow) -> tuple[Any, ...]:
    return tuple(field.of(row) for field in FIELDS[kind])


def _differences(kind: type, before: object, after: object) -> tuple[FieldDifference, ...]:
    """Return the compared fields in which the two rows differ."""
    return tuple(
        FieldDifference(field, was, now)
        for field in FIELDS[kind]
        if (was := field.of(before)) != (now := field.of(after))
    )


BESIDE = frozenset(FIELDS[Placement])
"""Fields of a line in its cell. A note is beside the words; changing it is not rewording."""


def _kind(differences: Iterable[FieldDifference]) -> ChangeKind:
    """Return the most important kind; without any difference, only the order changed."""
    fields = {difference.field for difference in differences}
    if any(field.name == "place" for field in fields):
        return ChangeKind.MOVED
    if any(field.is_text for field in fields - BESIDE):
        return ChangeKind.REWORDED
    return ChangeKind.CHANGED if fields else ChangeKind.REORDERED


# 7


def _lines_out_of_order(before: GridSnapshot, after: GridSnapshot) -> set[UUID]:
    moved: set[UUID] = set()
    for place, lines in after.cells.items():
        former = before.cells.get(place, ())
        if len(lines) > 1 and len(former) > 1:
            moved |= out_of_order([one.key for one in former], [one.key for one in lines])
    return moved
