"""The full-text index that each database keeps itself, in step with the search entries."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    """
    CREATE VIRTUAL TABLE opportunities_searchindex USING fts5(
      words, meanings, places,
      content='opportunities_searchentry', content_rowid='opportunity_id', tokenize='unicode61'
    )
    """,
    """
    CREATE TRIGGER opportunities_searchentry_put AFTER INSERT ON opportunities_searchentry BEGIN
      INSERT INTO opportunities_searchindex (rowid, words, meanings, places)
      VALUES (new.opportunity_id, new.words, new.meanings, new.places);
    END
    """,
    """
    CREATE TRIGGER opportunities_searchentry_out AFTER DELETE ON opportunities_searchentry BEGIN
      INSERT INTO opportunities_searchindex
        (opportunities_searchindex, rowid, words, meanings, places)
      VALUES ('delete', old.opportunity_id, old.words, old.meanings, old.places);
    END
    """,
    """
    CREATE TRIGGER opportunities_searchentry_change AFTER UPDATE ON opportunities_searchentry BEGIN
      INSERT INTO opportunities_searchindex
        (opportunities_searchindex, rowid, words, meanings, places)
      VALUES ('delete', old.opportunity_id, old.words, old.meanings, old.places);
      INSERT INTO opportunities_searchindex (rowid, words, meanings, places)
      VALUES (new.opportunity_id, new.words, new.meanings, new.places);
    END
    """,
]

POSTGRESQL = [
    f"""
    ALTER TABLE opportunities_searchentry ADD COLUMN {column} tsvector
    GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array({text}, ' '), ''))) STORED
    """
    for column, text in {
        "words_vector": "words",
        "meanings_vector": "words || ' ' || meanings",
        "places_vector": "words || ' ' || meanings || ' ' || places",
    }.items()
] + [
    """
    CREATE INDEX opportunities_searchentry_vector ON opportunities_searchentry
    USING gin (places_vector)
    """
]

UNDO_SQLITE = [
    "DROP TRIGGER opportunities_searchentry_put",
    "DROP TRIGGER opportunities_searchentry_out",
    "DROP TRIGGER opportunities_searchentry_change",
    "DROP TABLE opportunities_searchindex",
]

UNDO_POSTGRESQL = [
    f"ALTER TABLE opportunities_searchentry DROP COLUMN {column}"
    for column in ("words_vector", "meanings_vector", "places_vector")
]


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        schema_editor.execute(statement)


def undo(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in UNDO_POSTGRESQL if postgresql else UNDO_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0001_initial")]

    operations = [migrations.RunPython(make, undo)]
