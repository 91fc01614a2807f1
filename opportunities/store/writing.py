"""GridSnapshot to rows: a whole new grid, or what a patch changes of one."""

from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import SlugField
from django.db.models.functions import Cast

from opportunities import models
from opportunities.grid.fields import FIELDS, Field
from opportunities.grid.patch import Identity, Order, Patch
from opportunities.grid.snapshot import (
    BrokenGrid,
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.models import KeyedRow
from opportunities.models.marks import CellMark

type PrimaryKeys = dict[type, dict[UUID, int]]
"""Primary keys of rows that others refer to, by kind and permanent key."""

KEYED: dict[type, type[KeyedRow]] = {
    Stage: models.Stage,
    Column: models.Column,
    Opportunity: models.Opportunity,
    Placement: models.Placement,
    Section: models.Section,
}
MARKS: dict[type, type[CellMark]] = {
    Continuation: models.Continuation,
    PrintedHeading: models.PrintedHeading,
}
POINTED_AT = (Stage, Column, Opportunity)


@transaction.atomic
def write(snapshot: GridSnapshot) -> models.Grid:
    """Write a new, open grid with this content: one insert for each kind of row, keys kept."""
    grid = models.Grid.objects.create()
    pks: PrimaryKeys = {}
    pks[Stage] = _insert(grid, Stage, enumerate(snapshot.stages), pks)
    pks[Column] = _insert(grid, Column, enumerate(snapshot.columns), pks)
    pks[Opportunity] = _insert(grid, Opportunity, enumerate(snapshot.opportunities), pks)
    _insert(grid, Placement, enumerate(snapshot.placements), pks)
    _insert(grid, Section, enumerate(snapshot.sections), pks)
    _insert_marks(grid, Continuation, snapshot.continuations, pks)
    _insert_marks(grid, PrintedHeading, snapshot.headings, pks)
    return grid


@transaction.atomic
def save(grid: models.Grid, patch: Patch) -> None:
    """Apply the patch to the rows of an open grid, in a fixed number of queries.

    A row whose content changes gets the next version; one that only moves keeps it.
    """
    gone = {kind: _keys_of_removed(patch, kind) for kind in KEYED}
    _free_addresses(grid, gone[Stage])
    pks: PrimaryKeys = {}
    points = any(change.kind not in (*POINTED_AT, Section) for change in patch.rows)
    for pointed_at in POINTED_AT:
        _take_in(grid, pointed_at, patch, pks)
        if points:
            rows = KEYED[pointed_at].objects.filter(grid=grid)
            pks[pointed_at] = dict(rows.values_list("key", "pk"))
    _take_in(grid, Placement, patch, pks)
    _take_in(grid, Section, patch, pks)
    _put_in_order(grid, patch.orders)
    for mark, model in MARKS.items():
        changes = list(patch.of_kind(mark))
        _delete_marks(grid, model, [change.identity for change in changes])
        _insert_marks(grid, mark, (change.after for change in changes if change.after), pks)
    for kind in reversed(KEYED):
        if gone[kind]:
            KEYED[kind].objects.filter(grid=grid, key__in=gone[kind]).delete()
    models.Grid.objects.filter(pk=grid.pk).count_change()


def _keys_of_removed(patch: Patch, kind: type) -> list[UUID]:
    return [change.before.key for change in patch.of_kind(kind) if change.after is None]  # type: ignore[union-attr]


def _free_addresses(grid: models.Grid, stages: Collection[UUID]) -> None:
    """Give the stages to be deleted other slugs, since a new stage may take theirs."""
    if stages:
        models.Stage.objects.filter(grid=grid, key__in=stages).update(slug=Cast("key", SlugField()))


def _take_in(grid: models.Grid, kind: type, patch: Patch, pks: PrimaryKeys) -> None:
    """Insert and update the rows of one kind, as the patch leaves them."""
    changes = [change for change in patch.of_kind(kind) if change.after is not None]
    new = [change.after for change in changes if change.before is None]
    if new:
        model = KEYED[kind]
        last = model.objects.filter(grid=grid).count()
        _insert(grid, kind, enumerate(new, start=last), pks)
    changed: dict[Any, Any] = {
        change.identity: change.after for change in changes if change.before is not None
    }
    if changed:
        rows = list(KEYED[kind].objects.filter(grid=grid, key__in=changed))
        names: Iterable[str] = ()
        for row in rows:
            values = VALUES[kind](changed[row.key], pks)
            names = values.keys()
            for name, value in values.items():
                setattr(row, name, value)
            row.version += 1
        _overwrite(KEYED[kind], rows, [*names, "version"])


def _put_in_order(grid: models.Grid, orders: Iterable[Order]) -> None:
    """Number the rows of each list that the patch reorders. A cell is a list of placements."""
    ranks: dict[type, dict[UUID, int]] = {}
    for order in orders:
        kind = order.of if isinstance(order.of, type) else Placement
        ranks.setdefault(kind, {}).update({key: at for at, key in enumerate(order.after)})
    for kind, rank in ranks.items():
        rows = KEYED[kind].objects.filter(grid=grid, key__in=rank)
        moved = [row for row in rows if row.position != rank[row.key]]
        for row in moved:
            row.position = rank[row.key]
        _overwrite(KEYED[kind], moved, ["position"])


def _overwrite(model: type[KeyedRow], rows: Collection[KeyedRow], fields: Collection[str]) -> None:
    """Update these fields of existing rows.

    It upserts: `bulk_update` makes a condition for each row and field, which for the hundreds that
    an update reorders takes longer than all the rest.
    """
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def _insert(
    grid: models.Grid, kind: type, rows: Iterable[tuple[int, Any]], pks: PrimaryKeys
) -> dict[UUID, int]:
    """Insert the rows at their positions; return the primary key of each, by permanent key."""
    values = VALUES[kind]
    created = KEYED[kind].objects.bulk_create(
        KEYED[kind](grid=grid, position=position, key=row.key, **values(row, pks))
        for position, row in rows
    )
    return {row.key: row.pk for row in created}


def _insert_marks(grid: models.Grid, kind: type, marks: Iterable[Any], pks: PrimaryKeys) -> None:
    MARKS[kind].objects.bulk_create(
        MARKS[kind](grid=grid, **VALUES[kind](mark, pks)) for mark in marks
    )


def _delete_marks(grid: models.Grid, model: type[CellMark], cells: Iterable[Identity]) -> None:
    """Delete the marks of these cells."""
    wanted = set(cells)
    if wanted:
        keys = model.objects.filter(grid=grid).values_list("pk", "stage__key", "column__key")
        model.objects.filter(
            pk__in=[pk for pk, stage, column in keys if (stage, column) in wanted]
        ).delete()


def _joined(values: tuple[str, ...]) -> str:
    if broken := [value for value in values if len(value.splitlines()) != 1]:
        raise BrokenGrid(f"{broken[0]!r} should be one line of text")
    return "\n".join(values)


def _stage(stage: Stage, pks: PrimaryKeys) -> dict[str, Any]:
    return {
        "slug": stage.slug,
        "name": stage.name,
        "group": stage.group,
        "family": stage.family,
        "roles": _joined(stage.roles),
        "standards": _joined(stage.standards),
        "summary": stage.summary,
        "hidden": stage.hidden,
    }


def _column(column: Column, pks: PrimaryKeys) -> dict[str, Any]:
    return {"heading": column.heading, "tier": column.tier or "", "hidden": column.hidden}


def _opportunity(opportunity: Opportunity, pks: PrimaryKeys) -> dict[str, Any]:
    content = {field.name: _stored(field, opportunity) for field in FIELDS[Opportunity]}
    return {**content, "derived_from": opportunity.derived_from}


def _stored(field: Field, opportunity: Opportunity) -> Any:
    value = field.of(opportunity)
    if field.is_list:
        return _joined(value)
    return value or "" if field.is_choice else value


def _placement(placement: Placement, pks: PrimaryKeys) -> dict[str, Any]:
    return {
        "stage_id": pks[Stage][placement.stage],
        "column_id": pks[Column][placement.column],
        "opportunity_id": pks[Opportunity][placement.opportunity],
        "tier": placement.tier,
        "hidden": placement.hidden,
        "note": placement.note,
    }


def _section(section: Section, pks: PrimaryKeys) -> dict[str, Any]:
    return {"heading": section.heading, "body": section.body}


def _continuation(mark: Continuation, pks: PrimaryKeys) -> dict[str, Any]:
    return _cell(mark, pks) | {"word": mark.word}


def _heading(mark: PrintedHeading, pks: PrimaryKeys) -> dict[str, Any]:
    return _cell(mark, pks) | {"text": mark.text}


def _cell(mark: Continuation | PrintedHeading, pks: PrimaryKeys) -> dict[str, Any]:
    return {"stage_id": pks[Stage][mark.stage], "column_id": pks[Column][mark.column]}


VALUES: dict[type, Callable[[Any, PrimaryKeys], dict[str, Any]]] = {
    Stage: _stage,
    Column: _column,
    Opportunity: _opportunity,
    Placement: _placement,
    Section: _section,
    Continuation: _continuation,
    PrintedHeading: _heading,
}
"""The stored values of each kind of row, besides its grid, key and position."""
