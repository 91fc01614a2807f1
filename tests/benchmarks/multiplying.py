"""One copy made into many, by SQL: what the actions wrote for one school, for others besides.

Rows get primary keys of their own and keep their permanent keys, as when each school had made the
copy by hand. Only for measurements: it goes past the locks and the checks of foreign keys.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model, OuterRef, Subquery
from django_tasks_db.models import DBTaskResult

from cpd_site.models import (
    JoinLink,
    Letter,
    Membership,
    Organisation,
    OrganisationEvent,
    RoleRequest,
    User,
)
from frameworks.models import Choice, Edition, Event, Framework, Plan, PlanItem, Suggestion
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
OF_PEOPLE: dict[str, type[Model]] = {"join_link_id": JoinLink, "user_id": User, "plan_id": Plan}
ROWS: tuple[type[Model], ...] = (
    *(Stage, Column, Opportunity, Placement),
    *(Continuation, PrintedHeading, Section),
)
MAILS_A_DAY = 3
"""Of a school; each leaves a task that was done."""
LARGE = (Opportunity, Placement)
"""Most of all rows: their indexes are made at the end."""

MADE = """
    SELECT edition.id AS edition_id, framework_id, grid_id, edition.created_by_id AS person_id,
      organisation_id, organisation.slug, row_number() OVER (ORDER BY edition.id) - 1 AS number
    FROM frameworks_edition edition
      JOIN frameworks_framework framework ON framework.id = framework_id
      JOIN cpd_site_organisation organisation ON organisation.id = organisation_id
    WHERE edition.id BETWEEN %s AND %s
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
        numbered = [*POINTED_AT.values(), *OF_PEOPLE.values()]
        for sql in connection.ops.sequence_reset_sql(no_style(), numbered):
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
    """The copy `model`, with its editions, its events and the people of its school, for each of
    these schools.

    `editors` says whose work it is there: a user's primary key.
    """
    if model.current_edition is None or not editors:
        return
    frameworks = Framework.objects.bulk_create(
        Framework(
            slug=school.slug,
            title=model.title,
            organisation=school,
            follows_id=model.follows_id,
            told_of_id=model.told_of_id,
            visibility=model.visibility,
        )
        for school in editors
    )
    made: list[Edition] = []
    for edition in model.editions.published().order_by("number"):
        made = _editions(edition, frameworks, [*editors.values()], made)
        new = made[0].pk, made[-1].pk
        _multiply_rows(edition.grid_id, new)
        _multiply_history(edition, new)
        for beside in _kept_beside():
            values = {"edition_id": "made.edition_id"}
            _insert(beside, values, new, f"this.edition_id = {edition.pk}")
    latest = made[0].pk, made[-1].pk
    theirs = Edition.objects.filter(framework=OuterRef("pk"), pk__range=latest).values("pk")
    Framework.objects.filter(pk__in=[each.pk for each in frameworks]).update(
        current_edition=Subquery(theirs)
    )
    _multiply_offers(model, latest)
    _multiply_people(model, latest)


def _kept_beside() -> list[type[Model]]:
    """What has one row for an edition, under the edition's own primary key."""
    return [
        relation.related_model
        for relation in Edition._meta.related_objects
        if relation.one_to_one and relation.field.primary_key
    ]


def _editions(
    edition: Edition,
    frameworks: Sequence[Framework],
    people: Sequence[int],
    before: Sequence[Edition],
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
    started_from: list[int | None] = [each.pk for each in before] or [
        edition.started_from_id
    ] * len(frameworks)
    return Edition.objects.bulk_create(
        Edition(
            **same
            | {
                "framework_id": framework.pk,
                "grid_id": grid.pk,
                "started_from_id": before_it,
                "created_by_id": person,
                "published_by_id": person,
            }
        )
        for framework, grid, before_it, person in zip(
            frameworks, grids, started_from, people, strict=True
        )
    )


def _multiply_rows(grid: int, made: tuple[int, int]) -> None:
    where = f"this.grid_id = {grid}"
    new_keys = {model: _number(model, where) for model in POINTED_AT.values()}
    for model in ROWS:
        values, joins = _pointing(model, POINTED_AT, new_keys)
        _insert(model, {"grid_id": "made.grid_id"} | values, made, where, joins)


def _pointing(
    model: type[Model], pointed_at: Mapping[str, type[Model]], new_keys: Mapping[type[Model], str]
) -> tuple[dict[str, str], str]:
    """The primary keys of the model's rows, and of those they point at, and the joins for both."""
    values, joins = {}, []
    columns = {field.column for field in model._meta.concrete_fields}
    for name, to in [("id", model), *pointed_at.items()]:
        if to in new_keys and name in columns:
            ranks = f"rank_of_{to._meta.db_table}"
            joins.append(f"JOIN {ranks} AS to_{name} ON to_{name}.id = this.{name}")
            values[name] = f"{new_keys[to]} + to_{name}.rank"
    return values, " ".join(joins)


def _number(model: type[Model], where: str) -> str:
    """Numbers these rows in a temporary table; gives the expression for the first of the primary
    keys that they get in a copy."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS rank_of_{table}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE rank_of_{table} (id integer PRIMARY KEY, rank integer)"
        )
        cursor.execute(
            f"""
            INSERT INTO rank_of_{table}
            SELECT id, row_number() OVER (ORDER BY id) - 1 FROM {table} this WHERE {where}
            """
        )
        count = cursor.rowcount
    highest: int | None = model._default_manager.aggregate(highest=Max("pk"))["highest"]
    return f"{(highest or 0) + 1} + made.number * {count}"


def _multiply_history(edition: Edition, made: tuple[int, int]) -> None:
    """Its events and the answers in its update."""
    values = {"framework_id": "made.framework_id", "edition_id": "made.edition_id"}
    where = f"this.edition_id = {edition.pk}"
    for model in (Event, Choice):
        _insert(model, {"by_id": "made.person_id"} | values, made, where)


def _multiply_offers(model: Framework, made: tuple[int, int]) -> None:
    values = {"copy_id": "made.framework_id", "by_id": "made.person_id"}
    _insert(Suggestion, values, made, f"this.copy_id = {model.pk}")
    of_none = f"this.edition_id IS NULL AND this.framework_id = {model.pk}"
    values = {"framework_id": "made.framework_id", "by_id": "made.person_id"}
    _insert(Event, values, made, of_none)


def _multiply_people(model: Framework, made: tuple[int, int]) -> None:
    """Those who joined its school by a link, with all that is theirs."""
    school = model.organisation
    of_school = f"this.organisation_id = {school.pk}"
    joined = f"SELECT user_id FROM cpd_site_membership this WHERE {of_school} AND join_link_id > 0"
    theirs = f"this.user_id IN ({joined})"
    keys = f"SELECT session_key FROM usersessions_usersession this WHERE {theirs}"
    key = "substr(made.organisation_id || 'x' || this.session_key, 1, 32)"

    def own(field: str) -> dict[str, str]:
        return {field: f"replace(this.\"{field}\", '{school.slug}', made.slug)"}

    there = {"organisation_id": "made.organisation_id"}
    new_keys = {
        JoinLink: _number(JoinLink, of_school),
        User: _number(User, f"this.id IN ({joined})"),
        Plan: _number(Plan, f"this.owner_id IN ({joined})"),
    }

    def whom(*fields: str) -> tuple[dict[str, str], str]:
        """Who is one of those who joined, or whose work it is there."""
        values, joins = {}, []
        for field in fields:
            joins.append(
                f"LEFT JOIN rank_of_cpd_site_user AS to_{field} ON to_{field}.id = this.{field}"
            )
            known = f"coalesce({new_keys[User]} + to_{field}.rank, made.person_id)"
            values[field] = f"CASE WHEN this.{field} IS NULL THEN NULL ELSE {known} END"
        return values, " ".join(joins)

    def add(
        of: type[Model], values: dict[str, str], where: str, people: tuple[str, ...] = ()
    ) -> None:
        pointing, joins = _pointing(of, OF_PEOPLE, new_keys)
        other, more = whom(*people)
        _insert(of, pointing | other | values, made, where, f"{joins} {more}")

    add(JoinLink, there, of_school)
    add(User, own("email"), f"this.id IN ({joined})")
    add(EmailAddress, own("email"), theirs)
    add(Membership, there, f"{of_school} AND this.join_link_id > 0")
    add(OrganisationEvent, there, of_school, ("by_id", "person_id"))
    add(RoleRequest, there, of_school)
    add(Plan, {}, f"this.owner_id IN ({joined})", ("owner_id",))
    here = {"framework_id": "made.framework_id", "edition_id": "made.edition_id"}
    add(PlanItem, here, f"this.framework_id = {model.pk}")
    add(Session, {"session_key": key}, f"this.session_key IN ({keys})")
    add(UserSession, {"session_key": key}, theirs)
    add(Letter, own("to"), f"this.\"to\" LIKE '%%@{school.slug}.example'")
    is_postgresql = connection.vendor == "postgresql"
    new_id = "gen_random_uuid()" if is_postgresql else "lower(hex(randomblob(16)))"
    table = DBTaskResult._meta.db_table
    first = f"this.id IN (SELECT id FROM {table} ORDER BY enqueued_at, id LIMIT {MAILS_A_DAY})"
    _insert(DBTaskResult, {"id": new_id}, made, first)


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
