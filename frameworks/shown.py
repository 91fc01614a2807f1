"""Whether what readers see has changed: one cheap look, without the ORM."""

from django.db import DatabaseError, connection
from django.db.models import F

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
    """What readers see is about to change. For actions, inside their transaction."""
    if not Shown.objects.update(stamp=F("stamp") + 1):
        Shown.objects.create(pk=1, stamp=1)
