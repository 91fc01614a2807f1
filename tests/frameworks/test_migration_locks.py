"""What a migration may do to a table that is in use: nothing that keeps readers or writers
waiting for as long as the table is large.

https://www.postgresql.org/docs/current/sql-altertable.html says which lock each form takes.
"""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.released import RELEASED, migrations_since

SLOW = {
    r"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)": "an index: AddIndexConcurrently builds it beside",
    r"DROP INDEX (?!CONCURRENTLY)": "an index: RemoveIndexConcurrently waits for nobody",
    r"ADD CONSTRAINT .* (UNIQUE|EXCLUDE|PRIMARY KEY)": "a unique constraint: its index is built",
    r"ADD CONSTRAINT .* CHECK (?!.*NOT VALID)": "a check: add it as NOT VALID, then validate",
    r"ALTER COLUMN .* TYPE": "another type: the whole table is written anew",
    r"ALTER COLUMN .* SET NOT NULL": "NOT NULL: the whole table is read",
    r"^UPDATE ": "rows: a migration of its own, not atomic, in batches",
}
"""Statements that hold a lock for as long as the table is large, and what to do instead."""


def statements(migration: Migration, state: ProjectState) -> list[str]:
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(state, editor, collect_sql=True)
    return [sql for sql in editor.collected_sql if not sql.startswith("--")]


def faults(said: list[str]) -> Iterator[str]:
    """What keeps people waiting, among these statements. Tables made by them are empty."""
    new = {table for sql in said for table in re.findall(r'^CREATE TABLE "(\w+)"', sql)}
    for sql in said:
        table = re.search(r'(?:TABLE|ON|UPDATE) "(\w+)"', sql)
        if table and table[1] in new:
            continue
        yield from (f"{sql} ({why})" for form, why in SLOW.items() if re.search(form, sql))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (['CREATE INDEX "i" ON "old" ("a");'], 1),
        (['CREATE INDEX CONCURRENTLY "i" ON "old" ("a");'], 0),
        (['CREATE TABLE "new" ("a" int);', 'CREATE INDEX "i" ON "new" ("a");'], 0),
        (['ALTER TABLE "old" ADD COLUMN "a" int DEFAULT 0 NOT NULL;'], 0),
        (['ALTER TABLE "old" ALTER COLUMN "a" TYPE bigint USING "a"::bigint;'], 1),
        (['ALTER TABLE "old" ALTER COLUMN "a" SET NOT NULL;'], 1),
        (['ALTER TABLE "old" ADD CONSTRAINT "c" CHECK ("a" > 0);'], 1),
        (['ALTER TABLE "old" ADD CONSTRAINT "c" CHECK ("a" > 0) NOT VALID;'], 0),
        (['ALTER TABLE "old" ADD CONSTRAINT "u" UNIQUE ("a");'], 1),
        (['UPDATE "old" SET "a" = 1;'], 1),
    ],
)
def test_what_takes_long_is_found(said, wrong):
    assert len(list(faults(said))) == wrong


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_new_migration():
    if connection.vendor != "postgresql":
        pytest.skip("locks are PostgreSQL's; on SQLite the site is stopped to migrate")
    loader = MigrationLoader(connection)
    ours = dict(RELEASED)
    others = [node for node in loader.graph.leaf_nodes() if node[0] not in ours]
    state = loader.project_state([*RELEASED, *others])

    for migration in migrations_since(loader):
        said = statements(migration, state)
        assert not list(faults(said)), f"{migration} keeps people waiting"
        rows = [one for one in migration.operations if isinstance(one, RunPython)]
        assert not (rows and said), f"{migration} changes tables and rows at once: make it two"


@pytest.mark.django_db
def test_the_release_before_can_come_back():
    for migration in migrations_since(MigrationLoader(connection)):
        for operation in migration.operations:
            assert operation.reversible, f"{migration}: {operation.describe()} has no way back"
