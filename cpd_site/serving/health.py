"""The health check: the database, and the caches with their tables."""

import logging

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)


def fault() -> str | None:
    """Return the first fault in a line for the operator; None if there is none."""
    try:
        tables = set(connection.introspection.table_names())
    except DatabaseError:
        return "database unavailable"
    faults = (_fault_of_cache(alias, tables) for alias in settings.CACHES)
    return next(filter(None, faults), None)


def _fault_of_cache(alias: str, tables: set[str]) -> str | None:
    try:
        cache = caches[alias]
        if not isinstance(cache, BaseDatabaseCache):
            cache.get("healthz")
        elif (table := settings.CACHES[alias]["LOCATION"]) not in tables:
            return f"the table {table} is missing: run manage.py createcachetable"
    except Exception:  # each cache backend has exceptions of its own
        logger.exception("The cache %s does not answer", alias)
        return f"the cache {alias} is unavailable"
    return None
