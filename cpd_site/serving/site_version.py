"""The version of what readers see: one cheap look, without the ORM."""

import secrets

from django.db import Error, connection

from cpd_site.models import SiteVersion


def current() -> int | None:
    """Return the version, or None while the database cannot tell.

    A connection that the database ended meanwhile, as when it was started anew, is made again.
    """
    was_connected = connection.connection is not None
    try:
        return _number()
    except Error:
        connection.close()
    try:
        return _number() if was_connected else None
    except Error:
        connection.close()
        return None


def _number() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM cpd_site_siteversion")
        row = cursor.fetchone()
    return row[0] if row else None


def bump() -> None:
    """Say that what readers see is about to change. For actions, inside their transaction.

    The new version is a random number: one that is counted up would come again, for something
    else, after a transaction that was undone or a database that was put back.
    """
    SiteVersion.objects.update_or_create(pk=1, defaults={"number": secrets.randbits(62)})
