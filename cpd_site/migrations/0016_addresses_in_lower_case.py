"""E-mail addresses of accounts in lower case, as allauth looks them up.

`make_administrator` and the admin once kept capitals, and nobody could sign in to those accounts.
No accounts are merged: where another one has the address already, both stay and are named.
"""

from django.db import migrations


def lower_addresses(apps, schema_editor):
    database = schema_editor.connection.alias
    users = apps.get_model("cpd_site", "User").objects.using(database)
    addresses = apps.get_model("account", "EmailAddress").objects.using(database)
    refused = set()
    for user in _with_capitals(users):
        if other := _other_account(user.email.lower(), user.pk, users, addresses):
            refused.add((user.pk, other))
        else:
            users.filter(pk=user.pk).update(email=user.email.lower())
    for address in _with_capitals(addresses):
        if other := _other_account(address.email.lower(), address.user_id, users, addresses):
            refused.add((address.user_id, other))
        else:
            _lower(address, addresses)
    for account, other in sorted(refused):
        print(  # noqa: T201
            f"\n  Accounts {account} and {other} have the same e-mail address but for capitals. "
            "Neither is changed: docs/operating.md, “Upgrade”, says what to do."
        )


def _with_capitals(rows):
    """Return the rows with capitals; Python finds them, since SQLite's LOWER knows ASCII only."""
    found = [pk for pk, email in rows.values_list("pk", "email") if email != email.lower()]
    return rows.filter(pk__in=found).order_by("pk")


def _other_account(email, account, users, addresses):
    """Return the number of another account that has the address in lower case; None without one."""
    has = users.filter(email=email).exclude(pk=account).values_list("pk", flat=True).first()
    proved = addresses.filter(email=email, verified=True).exclude(user=account)
    return has or proved.values_list("user", flat=True).first()


def _lower(address, addresses):
    """Lower the address; where its account also has it in lower case, one is left."""
    if twin := addresses.filter(email=address.email.lower(), user=address.user_id).first():
        address.verified |= twin.verified
        address.primary |= twin.primary
        twin.delete()
    address.email = address.email.lower()
    address.save()


class Migration(migrations.Migration):
    atomic = False  # each row by itself: nobody waits, and it can be run again

    dependencies = [
        ("cpd_site", "0015_role_requests_are_told"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(lower_addresses, migrations.RunPython.noop)]
