"""Whether what readers see has changed: one cheap look, without the ORM."""

import secrets

from django.db import Error, connection

from frameworks.models import Shown


def stamp() -> int | None:
    """Changes with everything that readers see; None while the database cannot tell.

    A connection that the database ended meanwhile, as when it was started anew, is made again.
    """
    was_connected = connection.connection is not None
    try:
        return _stamp()
    except Error:
        connection.close()
    try:
        return _stamp() if was_connected else None
    except Error:
        connection.close()
        return None


def _stamp() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stamp FROM frameworks_shown")
        row = cursor.fetchone()
    return row[0] if row else None


def changed() -> None:
    """What readers see is about to change. For actions, inside their transaction.

    The new stamp is a random number: one that is counted up would come again, for something else,
    after a transaction that was undone or a database that was put back.
    """
    Shown.objects.update_or_create(pk=1, defaults={"stamp": secrets.randbits(62)})
