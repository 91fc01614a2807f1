"""The version of what readers see: one cheap look, without the ORM."""

import secrets

from django.db import Error, connection

from cpd_site.models import SiteVersion


def current() -> int | None:
    """Return the version of what people without an account see; None while nobody can tell.

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
        cursor.execute("SELECT public FROM cpd_site_siteversion")
        row = cursor.fetchone()
    return row[0] if row else None


def bump(*, public: bool) -> None:
    """Say that what readers see is about to change. For actions, inside their transaction.

    `public`: people without an account see it too, so that pages kept for everybody are stale.

    The new version is a random number: one that is counted up would come again, for something
    else, after a transaction that was undone or a database that was put back.
    """
    number = secrets.randbits(62)
    changed = {"number": number} | ({"public": number} if public else {})
    first = {"number": number, "public": number}
    SiteVersion.objects.update_or_create(pk=1, defaults=changed, create_defaults=first)
