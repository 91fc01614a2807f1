"""How much room on disk a copy takes: its rows and their indexes, table by table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model

from frameworks.models import CopySummary, Edition, Event, Framework
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

TABLES: dict[str, tuple[type[Model], ...]] = {
    "placements": (Placement,),
    "lines": (Opportunity,),
    "stages, columns, headings, sections": (Stage, Column, Continuation, PrintedHeading, Section),
    "the framework and its edition": (Framework, Edition, Grid),
    "what it differs in": (CopySummary,),
    "what was done to it": (Event,),
}

POSTGRESQL = """
    SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class WHERE relkind = 'r'
"""
SQLITE = """
    SELECT tbl_name, sum(pgsize) FILTER (WHERE type = 'table'),
      coalesce(sum(pgsize) FILTER (WHERE type = 'index'), 0)
    FROM dbstat JOIN sqlite_master USING (name) GROUP BY tbl_name
"""


@dataclass(frozen=True)
class Room:
    """What one copy takes in some tables, on average: rows, and kilobytes."""

    of: str
    rows: float
    all: float
    indexes: float


def rooms() -> Iterator[Room]:
    """The authorities' own frameworks, one in 160, are counted in."""
    copies = Framework.objects.filter(follows__isnull=False).count()
    tables, indexes = sizes()
    for of, models in TABLES.items():
        names = [model._meta.db_table for model in models]
        inner, outer = (sum(sizes[name] for name in names) for sizes in (indexes, tables))
        rows = sum(model._default_manager.count() for model in models)
        yield Room(of, rows / copies, (inner + outer) / copies / 1000, inner / copies / 1000)


def sizes() -> tuple[Counter[str], Counter[str]]:
    """Bytes of each table, and of its indexes."""
    tables: Counter[str] = Counter()
    indexes: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL if connection.vendor == "postgresql" else SQLITE)
        for name, table, index in cursor.fetchall():
            tables[name], indexes[name] = table, index
    return tables, indexes
