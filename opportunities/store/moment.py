"""A context in which several queries read one consistent state of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Open a read-only transaction with repeatable reads. Nothing may be written inside.

    Inside a transaction it changes nothing: an action has locked the draft that it reads.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    begins = getattr(connection, "transaction_mode", None)
    try:
        if connection.vendor == "sqlite":
            # In the mode of the site's other transactions (IMMEDIATE), a reader would wait for
            # writers.
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = begins  # type: ignore[attr-defined]
