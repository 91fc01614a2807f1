"""Rows to GridSnapshot, in a fixed number of queries.

Queries about a grid that people may write meanwhile see it at one moment.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from cpd_site.serving import caches
from opportunities import models
from opportunities.grid import fields
from opportunities.grid.fields import Field
from opportunities.grid.patch import Patch
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
    Wording,
)
from opportunities.grid.visible import as_followers_see
from opportunities.grid.vocabulary import ContinuationWord, Group, ProviderTier, StageFamily
from opportunities.models import GridRow, KeyedRow
from opportunities.store.moment import one_moment

GRIDS = caches.register("grids", caches.Cache[Hashable, Any](64))
"""For locked grids, by primary key and fingerprint: the whole, what readers see, its terms.

For open grids, by primary key and revision: see `read_open`.
"""


@dataclass(frozen=True, slots=True)
class OpenGrid:
    """An open grid at one moment: its content, the version of each row by key, its revision.

    `rendered` caches the fragments of its page, and is dropped with it.
    """

    content: GridSnapshot
    versions: Mapping[UUID, int]
    revision: int
    rendered: caches.Cache[Hashable, Any] = field(default_factory=lambda: caches.Cache(1))


def read_open(grid: models.Grid) -> OpenGrid:
    """Read an open grid, so that no text is shown with the version of a newer one.

    Cached by revision, except in a transaction, which may yet be rolled back.
    """
    keeps = not connection.in_atomic_block
    with one_moment():
        revision = models.Grid.objects.values_list("revision", flat=True).get(pk=grid.pk)
        key = "open", grid.pk, revision
        if cached := GRIDS.get(key):
            return cast(OpenGrid, cached)
        versions: dict[UUID, int] = {}
        made = OpenGrid(_read(grid.pk, versions), versions, revision)
    if keeps:
        GRIDS.put(key, made)
    return made


def remember(grid: models.Grid, read: OpenGrid, made: Patch, content: GridSnapshot) -> None:
    """Once this transaction commits, cache what the patch made of an open grid that was read.

    This saves reading it again, except if an order changed: rows are then read in another order
    than the content has. The grid must have been locked since it was read.
    """
    if made.orders:
        return
    now = dict(read.versions)
    for change in made.rows:
        if not isinstance(change.identity, UUID):
            continue
        now[change.identity] = now.get(change.identity, 0) + 1
        if change.after is None:
            del now[change.identity]
    left = OpenGrid(content, now, read.revision + 1)
    transaction.on_commit(lambda: GRIDS.put(("open", grid.pk, left.revision), left))


def versions(grid: models.Grid) -> Mapping[UUID, int]:
    """Return the version of every line, stage and column of an open grid, by key."""
    return read_open(grid).versions


def read(grid: models.Grid) -> GridSnapshot:
    """Read a grid. A locked grid is cached."""
    if not grid.is_locked:
        return _read(grid.pk)
    key = "whole", grid.pk, grid.fingerprint
    return cast(GridSnapshot, GRIDS.get_or_make(key, lambda: _read(grid.pk)))


def read_visible(grid: models.Grid) -> GridSnapshot:
    """Read a grid without its hidden rows, as readers and followers see it."""
    if not grid.is_locked:
        return as_followers_see(_read(grid.pk))
    key = "visible", grid.pk, grid.fingerprint
    return cast(GridSnapshot, GRIDS.get_or_make(key, lambda: as_followers_see(read(grid))))


def read_uncached(grid: models.Grid) -> GridSnapshot:
    """Read a grid from the database, bypassing the cache."""
    return _read(grid.pk)


def read_all(grids: Collection[models.Grid]) -> dict[int, GridSnapshot]:
    """Return the content of each grid by its primary key, in seven queries however many there are.

    Locked ones are read with the others, and not cached.
    """
    in_grids = Q(grid__in=[grid.pk for grid in grids])
    with one_moment():
        rows_of = {model: _rows(model, in_grids) for model in FIELDS}
    return {
        grid.pk: _built({model: rows[grid.pk] for model, rows in rows_of.items()}) for grid in grids
    }


def read_all_visible(grids: Collection[models.Grid]) -> dict[int, GridSnapshot]:
    """Return each grid without its hidden rows, by its primary key, in seven queries at most.

    Locked grids are cached, as by `read_visible`.
    """
    keys = {grid.pk: ("visible", grid.pk, grid.fingerprint) for grid in grids if grid.is_locked}
    found = {pk: cached for pk, key in keys.items() if (cached := GRIDS.get(key))}
    left = [grid for grid in grids if grid.pk not in found]
    for pk, content in (read_all(left) if left else {}).items():
        found[pk] = as_followers_see(content)
        if pk in keys:
            GRIDS.put(keys[pk], found[pk])
    return found


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def read_excerpts(wanted: Mapping[int, Collection[int]]) -> dict[int, GridSnapshot]:
    """Return excerpts of these grids: what is at these stages; all by primary key.

    An excerpt has all the stages and columns, but only the lines at the wanted stages; for columns
    with PLUS or As above there, every line, since it may carry on. Takes five queries however many
    grids, for a page that takes a little from many. Without sections and headings. For locked grids
    only.
    """
    in_grids = Q(grid__in=wanted.keys())
    at_stages = Q(stage__in={stage for stages in wanted.values() for stage in stages})
    marks = _rows(models.Continuation, in_grids)
    marked = {
        column for grid, rows in marks.items() for stage, column, _ in rows if stage in wanted[grid]
    }
    placements = _rows(models.Placement, at_stages | Q(column__in=marked))
    placed = {opportunity for rows in placements.values() for *_, opportunity in rows}
    rows_of: dict[type[GridRow], defaultdict[int, FetchedRows]] = {
        models.Stage: _rows(models.Stage, in_grids),
        models.Column: _rows(models.Column, in_grids),
        models.Opportunity: _rows(models.Opportunity, Q(pk__in=placed)),
        models.Placement: placements,
        models.Continuation: marks,
    }
    return {grid: _built({model: rows[grid] for model, rows in rows_of.items()}) for grid in wanted}


def _read(grid_pk: int, versions: dict[UUID, int] | None = None) -> GridSnapshot:
    """Read a grid, and fill `versions` if given."""
    with one_moment():
        rows = {model: _rows(model, Q(grid=grid_pk), versions)[grid_pk] for model in FIELDS}
    return _built(rows)


CONTENT = fields.FIELDS[Opportunity]

FIELDS: dict[type[GridRow], tuple[str, ...]] = {
    models.Stage: (
        *("pk", "key", "slug", "name", "group", "family"),
        *("roles", "standards", "summary", "hidden"),
    ),
    models.Column: ("pk", "key", "heading", "tier", "hidden"),
    models.Opportunity: ("pk", "key", *(field.name for field in CONTENT), "derived_from"),
    models.Placement: ("key", "tier", "hidden", "note", "stage_id", "column_id", "opportunity_id"),
    models.Continuation: ("stage_id", "column_id", "word"),
    models.PrintedHeading: ("stage_id", "column_id", "text"),
    models.Section: ("key", "heading", "body"),
}
"""The columns read for each kind of row, in the order in which `_built` unpacks them."""

type FetchedRows = list[tuple[Any, ...]]


def _rows(
    model: type[GridRow], where: Q, versions: dict[UUID, int] | None = None
) -> defaultdict[int, FetchedRows]:
    """Return the rows of a kind by the primary key of their grid, in order."""
    rows: defaultdict[int, FetchedRows] = defaultdict(list)
    also = ("key", "version") if versions is not None and issubclass(model, KeyedRow) else ()
    for grid_pk, *row in model.objects.filter(where).values_list("grid_id", *also, *FIELDS[model]):
        if versions is not None and also:
            key, version, *row = row
            versions[key] = version
        rows[grid_pk].append(tuple(row))
    return rows


def _reads(field: Field) -> Callable[[Any], Any]:
    """Return the function that converts a database value of a field."""
    if field.is_list:
        return lambda stored: field.value(_split(stored))
    if field.is_choice:
        return lambda stored: field.value(stored or None)
    return _as_it_is


def _as_it_is(stored: Any) -> Any:
    return stored


READ = (_as_it_is, *map(_reads, CONTENT), _as_it_is)
"""Converters for an Opportunity: its key, its content, its origin."""


def wording(stored: Iterable[Any]) -> Wording:
    """Build a Wording from field values in the order of the registry."""
    return Wording(*(read(value) for read, value in zip(READ[1:-1], stored, strict=True)))


def _stage(
    key: UUID,
    slug: str,
    name: str,
    group: str,
    family: str,
    roles: str,
    standards: str,
    summary: str,
    hidden: bool,
) -> Stage:
    return Stage(
        key=key,
        slug=slug,
        name=name,
        group=Group(group),
        family=StageFamily(family),
        roles=_split(roles),
        standards=_split(standards),
        summary=summary,
        hidden=hidden,
    )


def _built(rows: Mapping[type[GridRow], FetchedRows]) -> GridSnapshot:
    """Build a snapshot of these rows; a missing kind is empty."""
    stages = {pk: _stage(*values) for pk, *values in rows[models.Stage]}
    columns = {
        pk: Column(key, heading, ProviderTier(tier) if tier else None, hidden)
        for pk, key, heading, tier, hidden in rows[models.Column]
    }
    opportunities = {
        pk: Opportunity(*(read(value) for read, value in zip(READ, row, strict=True)))
        for pk, *row in rows[models.Opportunity]
    }
    placements = (
        Placement(
            key=key,
            stage=stages[stage].key,
            column=columns[column].key,
            opportunity=opportunities[opportunity].key,
            tier=ProviderTier(tier),
            hidden=hidden,
            note=note,
        )
        for key, tier, hidden, note, stage, column, opportunity in rows[models.Placement]
    )
    return GridSnapshot(
        stages=tuple(stages.values()),
        columns=tuple(columns.values()),
        opportunities=tuple(opportunities.values()),
        placements=tuple(placements),
        continuations=tuple(
            Continuation(stages[stage].key, columns[column].key, ContinuationWord(word))
            for stage, column, word in rows[models.Continuation]
        ),
        headings=tuple(
            PrintedHeading(stages[stage].key, columns[column].key, text)
            for stage, column, text in rows.get(models.PrintedHeading, ())
        ),
        sections=tuple(Section(*row) for row in rows.get(models.Section, ())),
    )
