"""Whether what readers see has changed: one cheap look, without the ORM."""

import secrets

from django.db import DatabaseError, connection

from frameworks.models import Shown


def stamp() -> int | None:
    """Changes with everything that readers see; None while the database cannot tell."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT stamp FROM frameworks_shown")
            row = cursor.fetchone()
    except DatabaseError:
        connection.close()
        return None
    return row[0] if row else None


def changed() -> None:
    """What readers see is about to change. For actions, inside their transaction.

    The new stamp is a random number: one that is counted up would come again, for something else,
    after a transaction that was undone or a database that was put back.
    """
    Shown.objects.update_or_create(pk=1, defaults={"stamp": secrets.randbits(62)})
