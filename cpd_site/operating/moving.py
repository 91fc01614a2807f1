"""Move everything from one database to another, of either kind, row by row.

Batches are committed in the order of primary keys, so that an interrupted move can resume. Tables
follow their foreign keys. A nullable key to a later table, or to its own, is filled in once all
rows are there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched, zip_longest
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

BATCH = 500

type Model = type[models.Model]


class MoveRefused(Exception):
    """Raised if the first database is not of this release, or rows differ between the two sides.
    The message says what is wrong, or where.
    """


def demand_of_this_release(source: str) -> None:
    """Raise MoveRefused unless every table of this release, and no later one, is in this database.

    SQLite would make an empty database where there is none.
    """
    connection = connections[source]
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).is_file():
        raise MoveRefused(f"There is no database at {connection.settings_dict['NAME']}.")
    on_disk = {*MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    ours = {app for app, _ in on_disk}
    applied = {key for key in MigrationRecorder(connection).applied_migrations() if key[0] in ours}
    if applied != on_disk:
        raise MoveRefused(
            "The database to move from is not of this release: set DATABASE_URL to it and see what "
            "manage.py doctor says of its migrations."
        )


def all_models() -> list[Model]:
    """Return every table with a model, each after those that its rows require."""
    waiting = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    ordered: list[Model] = []
    while waiting:
        ready = [model for model in waiting if not _needs(model) & set(waiting) - {model}]
        if not ready:
            raise RuntimeError(f"These tables need each other in a circle: {waiting}")
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return ordered


def copy(source: str, target: str) -> Iterator[tuple[Model, int]]:
    """Copy what is missing, given the aliases of both databases; yield each table with the number
    of rows copied. Afterwards reset the sequences of keys.
    """
    ordered = all_models()
    for model in ordered:
        yield model, _copy_rows(model, source, target)
    for model in ordered:
        for field in _filled_later(model):
            _fill_in(model, field, source, target)
    connection = connections[target]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), ordered):
            cursor.execute(sql)


def verify(source: str, target: str) -> int:
    """Compare every row of every table and return their number; raise MoveRefused at the first
    difference.
    """
    count = 0
    for model in all_models():
        both = (_rows(model, alias) for alias in (source, target))
        for ours, theirs in zip_longest(*both):
            if ours != theirs:
                raise MoveRefused(
                    f"{model._meta.label} differs at {(ours or theirs)[0]!r}. Move into a new, "
                    "empty database, with the site stopped."
                )
            count += 1
    return count


def _rows(model: Model, alias: str) -> Iterator[tuple[Any, ...]]:
    """Yield all rows in an order that both databases share; they sort text keys differently."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = _all(model, alias).values_list("pk", *names)
    if _counts_up(model):
        return rows.order_by("pk").iterator(chunk_size=BATCH)
    return iter(sorted(rows, key=lambda row: str(row[0])))


def _copy_rows(model: Model, source: str, target: str) -> int:
    there = _all(model, target)
    waiting = _all(model, source).order_by("pk")
    if _counts_up(model):
        last = there.aggregate(last=models.Max("pk"))["last"]
        waiting = waiting if last is None else waiting.filter(pk__gt=last)
        rows: Iterator[Any] = waiting.iterator(chunk_size=BATCH)
    else:
        known = set(there.values_list("pk", flat=True))
        rows = (row for row in waiting.iterator(chunk_size=BATCH) if row.pk not in known)
    later = [field.attname for field in _filled_later(model)]
    count = 0
    with _as_they_are(model):
        for batch in batched(rows, BATCH):
            for row in batch:
                for name in later:
                    setattr(row, name, None)
            there.bulk_create(batch)
            count += len(batch)
    return count


def _fill_in(model: Model, field: "models.ForeignKey[Any, Any]", source: str, target: str) -> None:
    rows = _all(model, source).filter(**{f"{field.name}__isnull": False}).order_by("pk")
    for batch in batched(rows.only("pk", field.attname).iterator(chunk_size=BATCH), BATCH):
        with _as_they_are(model):
            _all(model, target).bulk_update(batch, [field.name])


def _needs(model: Model) -> set[Model]:
    """Return the tables that its rows require."""
    return {field.related_model for field in _keys(model) if not field.null}


def _filled_later(model: Model) -> list["models.ForeignKey[Any, Any]"]:
    """Return its nullable keys, whose targets may not be there yet."""
    return [field for field in _keys(model) if field.null]


def _keys(model: Model) -> list["models.ForeignKey[Any, Any]"]:
    fields = model._meta.concrete_fields
    return [field for field in fields if isinstance(field, models.ForeignKey)]


def _all(model: Model, alias: str) -> models.QuerySet[Any]:
    """Return all rows, bypassing the filters and refusals of the model's own manager."""
    return model._base_manager.using(alias)


def _counts_up(model: Model) -> bool:
    """Return whether its primary key is a number, which both databases sort alike."""
    pk = model._meta.pk
    while isinstance(pk, models.ForeignKey):  # the key of the row that it belongs to
        pk = pk.target_field
    return isinstance(pk, models.IntegerField)


@contextmanager
def _as_they_are(model: Model) -> Iterator[None]:
    """Write times unchanged that the model would set itself."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateField) and (field.auto_now or field.auto_now_add)
    ]
    were = [(field.auto_now, field.auto_now_add) for field in fields]
    for field in fields:
        field.auto_now = field.auto_now_add = False
    try:
        yield
    finally:
        for field, (auto_now, auto_now_add) in zip(fields, were, strict=True):
            field.auto_now, field.auto_now_add = auto_now, auto_now_add
