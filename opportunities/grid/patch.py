"""A patch: one change of a grid as a value that can be stored, undone and redone.

It has the rows before and after, and every list whose order changed: stages, columns, sections, and
the lines of a cell. It applies to one state of the grid only and is refused by any other, so that
an undo can never overwrite somebody's later words.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from opportunities.grid.fields import FIELDS, row_types
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.grid.vocabulary import ContinuationWord, Group, ProviderTier, StageFamily

type Row = Stage | Column | Opportunity | Placement | Continuation | PrintedHeading | Section
type Identity = UUID | tuple[UUID, UUID]
"""The identity of a row: its key, or its cell if it is a mark."""

type Half = dict[str, dict[str, Any]]
"""One side of a patch in plain values: rows and orders by the name of their list."""


class DoesNotFit(Exception):
    """Raised if the patch does not apply: the grid has changed since."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row before and after the change; None if it was added or removed."""

    kind: type
    identity: Identity
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Order:
    """The keys of one list, before and after. `of` is a kind of row, or a cell."""

    of: type | tuple[UUID, UUID]
    before: tuple[UUID, ...]
    after: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Patch:
    rows: tuple[RowChange, ...] = ()
    orders: tuple[Order, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows or self.orders)

    def of_kind(self, kind: type) -> Iterator[RowChange]:
        return (row for row in self.rows if row.kind is kind)


def identity_of(row: Any) -> Identity:
    """Return the key of a row, or the cell of a mark."""
    return row.key if hasattr(row, "key") else (row.stage, row.column)


def between(before: GridSnapshot, after: GridSnapshot) -> Patch:
    """Compute the patch from one grid to another. Empty if their fingerprints are equal."""
    return Patch(tuple(_rows_between(before, after)), tuple(_orders_between(before, after)))


def applied(grid: GridSnapshot, patch: Patch) -> GridSnapshot:
    """Apply the patch. Raises DoesNotFit if the grid is not as the patch expects."""
    orders = _orders(grid)
    for order in patch.orders:
        if orders.get(order.of, ()) != order.before:
            raise DoesNotFit(f"the order of {order.of} is another now")
        orders[order.of] = order.after
    lists: dict[str, tuple[Any, ...]] = {}
    for kind, name in row_types().items():
        rows = _by_identity(grid, kind)
        for change in patch.of_kind(kind):
            if rows.pop(change.identity, None) != change.before:
                raise DoesNotFit(f"{change.kind.__name__} {change.identity} is another now")
            if change.after is not None:
                rows[change.identity] = change.after
        lists[name] = tuple(_sorted(kind, rows, orders))
    return GridSnapshot(**lists)


def _by_identity(grid: GridSnapshot, kind: type) -> dict[Identity, Any]:
    return {identity_of(row): row for row in getattr(grid, row_types()[kind])}


def _orders(grid: GridSnapshot) -> dict[Any, tuple[UUID, ...]]:
    """Return the keys of every non-empty list with an order."""
    listed: dict[Any, tuple[UUID, ...]] = {
        kind: tuple(row.key for row in getattr(grid, row_types()[kind]))
        for kind in (Stage, Column, Section)
    }
    listed |= {place: tuple(line.key for line in lines) for place, lines in grid.cells.items()}
    return {of: keys for of, keys in listed.items() if keys}


def _rows_between(before: GridSnapshot, after: GridSnapshot) -> Iterator[RowChange]:
    for kind in row_types():
        was, now = _by_identity(before, kind), _by_identity(after, kind)
        for identity in dict.fromkeys((*was, *now)):
            if was.get(identity) != now.get(identity):
                yield RowChange(kind, identity, was.get(identity), now.get(identity))


def _orders_between(before: GridSnapshot, after: GridSnapshot) -> Iterator[Order]:
    was, now = _orders(before), _orders(after)
    for of in dict.fromkeys((*was, *now)):
        if was.get(of, ()) != now.get(of, ()):
            yield Order(of, was.get(of, ()), now.get(of, ()))


def _sorted(kind: type, rows: Mapping[Identity, Any], orders: Mapping[Any, Any]) -> Iterable[Any]:
    if kind is Placement:
        rank = {key: at for keys in orders.values() for at, key in enumerate(keys)}
        return sorted(rows.values(), key=lambda row: rank[row.key])
    if kind in orders:
        return [rows[key] for key in orders[kind]]
    return rows.values()


# Plain values for an event: its `before` and `after` are the two halves of the patch.


def halves(patch: Patch) -> tuple[Half, Half]:
    """Split the patch into JSON dictionaries of before and after."""

    def half(side: str) -> Half:
        rows: dict[str, Any] = {}
        for change in patch.rows:
            row = getattr(change, side)
            plain = None if row is None else _plain(asdict(row))
            rows.setdefault(row_types()[change.kind], {})[name_of(change.identity)] = plain
        orders = {name_of(order.of): _plain(getattr(order, side)) for order in patch.orders}
        return {"rows": rows, "orders": orders}

    return half("before"), half("after")


def joined(before: Half, after: Half) -> Patch:
    """Reverse `halves`."""
    named = {name: kind for kind, name in row_types().items()}
    rows = [
        RowChange(
            named[name],
            _identity(text),
            _row(named[name], before["rows"].get(name, {}).get(text)),
            _row(named[name], after["rows"].get(name, {}).get(text)),
        )
        for name in dict.fromkeys((*before["rows"], *after["rows"]))
        for text in dict.fromkeys((*before["rows"].get(name, {}), *after["rows"].get(name, {})))
    ]
    orders = [
        Order(
            named[text] if text in named else _place(text),
            _keys(before["orders"].get(text, ())),
            _keys(after["orders"].get(text, ())),
        )
        for text in dict.fromkeys((*before["orders"], *after["orders"]))
    ]
    return Patch(tuple(rows), tuple(orders))


def name_of(of: Any) -> str:
    """Return the identity of a row, cell or list as text."""
    if isinstance(of, type):
        return row_types()[of]
    return str(of) if isinstance(of, UUID) else f"{of[0]}/{of[1]}"


def _place(text: str) -> tuple[UUID, UUID]:
    stage, column = text.split("/")
    return UUID(stage), UUID(column)


def _identity(text: str) -> Identity:
    return _place(text) if "/" in text else UUID(text)


def _keys(texts: Sequence[str]) -> tuple[UUID, ...]:
    return tuple(UUID(text) for text in texts)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, UUID | date) else value


MADE_OF: dict[str, Callable[[Any], Any]] = {
    "key": UUID,
    "stage": UUID,
    "column": UUID,
    "opportunity": UUID,
    "derived_from": UUID,
    "group": Group,
    "family": StageFamily,
    "tier": ProviderTier,
    "word": ContinuationWord,
    "roles": tuple,
    "standards": tuple,
    **{field.name: field.value for field in FIELDS[Opportunity]},
}
"""Constructors of values from their plain form; other fields are plain already."""


def _row(kind: type, plain: dict[str, Any] | None) -> Any:
    if plain is None:
        return None
    return kind(
        **{
            field.name: value
            if (value := plain[field.name]) is None
            else MADE_OF.get(field.name, lambda same: same)(value)
            for field in fields(kind)
            if field.name in plain
        }
    )
