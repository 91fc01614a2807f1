"""Grids in the database: rows to GridSnapshot and back, in a fixed number of queries.

Several values of one field (roles, standards, sub-points) are stored one per line; writing refuses
a value with a line break.
"""

from opportunities.store.moment import one_moment
from opportunities.store.reading import (
    FIELDS,
    OpenGrid,
    read,
    read_all,
    read_all_visible,
    read_excerpts,
    read_open,
    read_uncached,
    read_visible,
    remember,
    versions,
    wording,
)
from opportunities.store.writing import save, write

__all__ = [
    "FIELDS",
    "OpenGrid",
    "one_moment",
    "read",
    "read_all",
    "read_all_visible",
    "read_excerpts",
    "read_open",
    "read_uncached",
    "read_visible",
    "remember",
    "save",
    "versions",
    "wording",
    "write",
]
