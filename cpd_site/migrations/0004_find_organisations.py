"""The full-text index of organisations, which each database keeps itself; filled for those here."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from cpd_site.words import findable

SQLITE = [
    """
    CREATE VIRTUAL TABLE cpd_site_organisationindex USING fts5(
      words,
      content='cpd_site_organisationwords', content_rowid='organisation_id', tokenize='unicode61'
    )
    """,
    """
    CREATE TRIGGER cpd_site_organisationwords_put AFTER INSERT ON cpd_site_organisationwords BEGIN
      INSERT INTO cpd_site_organisationindex (rowid, words)
      VALUES (new.organisation_id, new.words);
    END
    """,
    """
    CREATE TRIGGER cpd_site_organisationwords_out AFTER DELETE ON cpd_site_organisationwords BEGIN
      INSERT INTO cpd_site_organisationindex (cpd_site_organisationindex, rowid, words)
      VALUES ('delete', old.organisation_id, old.words);
    END
    """,
    """
    CREATE TRIGGER cpd_site_organisationwords_change AFTER UPDATE ON cpd_site_organisationwords
    BEGIN
      INSERT INTO cpd_site_organisationindex (cpd_site_organisationindex, rowid, words)
      VALUES ('delete', old.organisation_id, old.words);
      INSERT INTO cpd_site_organisationindex (rowid, words)
      VALUES (new.organisation_id, new.words);
    END
    """,
]

POSTGRESQL = [
    """
    ALTER TABLE cpd_site_organisationwords ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(words, ' '), ''))) STORED
    """,
    # Without fast updates: many rows come at once, and the first search should not pay for them.
    """
    CREATE INDEX cpd_site_organisationwords_vector ON cpd_site_organisationwords
    USING gin (vector) WITH (fastupdate = off)
    """,
]

UNDO_SQLITE = [
    "DROP TRIGGER cpd_site_organisationwords_put",
    "DROP TRIGGER cpd_site_organisationwords_out",
    "DROP TRIGGER cpd_site_organisationwords_change",
    "DROP TABLE cpd_site_organisationindex",
]

UNDO_POSTGRESQL = ["ALTER TABLE cpd_site_organisationwords DROP COLUMN vector"]


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        schema_editor.execute(statement)


def undo(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in UNDO_POSTGRESQL if postgresql else UNDO_SQLITE:
        schema_editor.execute(statement)


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Words = apps.get_model("cpd_site", "OrganisationWords")
    Words.objects.bulk_create(
        [
            Words(organisation=each, words=findable(each.name, each.short_name))
            for each in apps.get_model("cpd_site", "Organisation").objects.all()
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("cpd_site", "0003_register_of_schools")]

    operations = [
        migrations.RunPython(make, undo),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
