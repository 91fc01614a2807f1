"""One copy made into many, by SQL: what the actions wrote for one school, for others besides.

Rows get primary keys of their own and keep their permanent keys, as when each school had made the
copy by hand. Only for measurements: it goes past the locks and the checks of foreign keys.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model, OuterRef, Subquery

from cpd_site.models import Organisation
from frameworks.models import Edition, Event, Framework
from opportunities.models import (
    Column,
    Continuation,
    Grid,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)

POINTED_AT: dict[str, type[Model]] = {
    "stage_id": Stage,
    "column_id": Column,
    "opportunity_id": Opportunity,
}
ROWS: tuple[type[Model], ...] = (
    *(Stage, Column, Opportunity, Placement),
    *(Continuation, PrintedHeading, Section),
)
LARGE = (Opportunity, Placement)
"""Most of all rows: their indexes are made at the end."""

MADE = """
    SELECT id AS edition_id, framework_id, grid_id, created_by_id AS person_id,
      row_number() OVER (ORDER BY id) - 1 AS number
    FROM frameworks_edition WHERE id BETWEEN %s AND %s
"""
"""The editions that a model is multiplied into, each with what belongs to it."""


@contextmanager
def in_bulk() -> Iterator[None]:
    """Without the indexes and checks that slow a million inserts down. They are back afterwards."""
    postgresql = connection.vendor == "postgresql"
    indexes = dict(_indexes())
    with connection.cursor() as cursor:
        for name in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        if postgresql:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET maintenance_work_mem = '512MB'")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
    yield
    with connection.cursor() as cursor:
        for sql in indexes.values():
            cursor.execute(sql)
        for sql in connection.ops.sequence_reset_sql(no_style(), [*POINTED_AT.values()]):
            cursor.execute(sql)
        if postgresql:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _indexes() -> list[tuple[str, str]]:
    """Name and definition of those of the large tables, without what keeps them sound."""
    if connection.vendor == "postgresql":
        listed = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
    else:
        listed = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s"
    found: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        for model in LARGE:
            cursor.execute(listed, [model._meta.db_table])
            found += [(name, sql) for name, sql in cursor.fetchall() if sql and "UNIQUE" not in sql]
    return found


@transaction.atomic
def multiply(model: Framework, editors: Mapping[Organisation, int]) -> None:
    """The copy `model`, with its current edition and its events, for each of these schools.

    `editors` says whose work it is there: a user's primary key.
    """
    edition = model.current_edition
    if edition is None or not editors:
        return
    frameworks = Framework.objects.bulk_create(
        Framework(
            slug=school.slug,
            title=model.title,
            organisation=school,
            follows_id=model.follows_id,
            visibility=model.visibility,
        )
        for school in editors
    )
    editions = _editions(edition, frameworks, [*editors.values()])
    theirs = Edition.objects.filter(framework=OuterRef("pk")).values("pk")
    Framework.objects.filter(pk__in=[each.pk for each in frameworks]).update(
        current_edition=Subquery(theirs)
    )
    made = editions[0].pk, editions[-1].pk
    _multiply_rows(edition.grid_id, made)
    _multiply_events(edition, made)
    for beside in _kept_beside():
        values = {"edition_id": "made.edition_id"}
        _insert(beside, values, made, f"this.edition_id = {edition.pk}")


def _kept_beside() -> list[type[Model]]:
    """What has one row for an edition, under the edition's own primary key."""
    return [
        relation.related_model
        for relation in Edition._meta.related_objects
        if relation.one_to_one and relation.field.primary_key
    ]


def _editions(
    edition: Edition, frameworks: Sequence[Framework], people: Sequence[int]
) -> list[Edition]:
    grids = Grid.objects.bulk_create(
        Grid(locked_at=edition.grid.locked_at, fingerprint=edition.grid.fingerprint)
        for _ in frameworks
    )
    same = {
        field.attname: getattr(edition, field.attname)
        for field in Edition._meta.concrete_fields
        if not field.primary_key
    }
    return Edition.objects.bulk_create(
        Edition(
            **same
            | {
                "framework_id": framework.pk,
                "grid_id": grid.pk,
                "created_by_id": person,
                "published_by_id": person,
            }
        )
        for framework, grid, person in zip(frameworks, grids, people, strict=True)
    )


def _multiply_rows(grid: int, made: tuple[int, int]) -> None:
    new_keys = {model: _number(model, grid) for model in POINTED_AT.values()}
    for model in ROWS:
        values, joins = {"grid_id": "made.grid_id"}, []
        columns = {field.column for field in model._meta.concrete_fields}
        for name, to in [("id", model), *POINTED_AT.items()]:
            if to in new_keys and name in columns:
                ranks = f"rank_of_{to._meta.db_table}"
                joins.append(f"JOIN {ranks} AS to_{name} ON to_{name}.id = this.{name}")
                values[name] = f"{new_keys[to]} + to_{name}.rank"
        _insert(model, values, made, f"this.grid_id = {grid}", " ".join(joins))


def _number(model: type[Model], grid: int) -> str:
    """Numbers the rows of the grid in a temporary table; gives the expression for the first of the
    primary keys that they get in a copy."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS rank_of_{table}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE rank_of_{table} (id integer PRIMARY KEY, rank integer)"
        )
        cursor.execute(
            f"""
            INSERT INTO rank_of_{table}
            SELECT id, row_number() OVER (ORDER BY id) - 1 FROM {table} WHERE grid_id = %s
            """,
            [grid],
        )
        count = cursor.rowcount
    highest: int | None = model._default_manager.aggregate(highest=Max("pk"))["highest"]
    return f"{(highest or 0) + 1} + made.number * {count}"


def _multiply_events(edition: Edition, made: tuple[int, int]) -> None:
    values = {
        "by_id": "made.person_id",
        "framework_id": "made.framework_id",
        "edition_id": "CASE WHEN this.edition_id IS NULL THEN NULL ELSE made.edition_id END",
    }
    _insert(Event, values, made, f"this.framework_id = {edition.framework_id}")


def _insert(
    model: type[Model], values: dict[str, str], made: tuple[int, int], where: str, joins: str = ""
) -> None:
    """Each row of the model once for every edition made: its columns as they are, but for
    `values`. Primary keys that are not among those the database gives."""
    quote = connection.ops.quote_name
    names = [
        field.column
        for field in model._meta.concrete_fields
        if field.column and (not field.primary_key or field.column in values)
    ]
    columns = {quote(name): values.get(name, f"this.{quote(name)}") for name in names}
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} ({", ".join(columns)})
            SELECT {", ".join(columns.values())}
            FROM {table} this {joins} CROSS JOIN ({MADE}) made
            WHERE {where} ORDER BY made.number, this.{quote(model._meta.pk.attname)}
            """,
            made,
        )
