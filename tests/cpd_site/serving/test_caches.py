"""What the workers count together is lost by nothing but time."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from cpd_site.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"
MANY = 10_000


@pytest.fixture
def ann():
    user = User.objects.create_user("ann@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def sign_in(password):
    return Client().post(
        reverse("account_login"), {"login": "ann@example.org", "password": password}
    )


def fill(alias, *, expires):
    """Ten thousand entries that sort after all of allauth's, as a cull takes from the front."""
    table = settings.CACHES[alias]["LOCATION"]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, 'gAROLg==', %s)",
            [(f":1:other:{number}", expires) for number in range(MANY)],
        )


def rows(alias):
    table = settings.CACHES[alias]["LOCATION"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_ten_thousand_other_entries_do_not_open_a_barred_account(ann):
    for _ in range(5):
        sign_in("wrong")
    fill("default", expires="2999-01-01 00:00:00")
    for number in range(3):
        cache.set(f"more-{number}", 1)

    assert "Too many failed" in sign_in(PASSWORD).content.decode()
    assert rows("default") > MANY


def test_what_has_expired_goes_when_there_are_many(ann):
    fill("default", expires="2001-01-01 00:00:00")
    for number in range(3):
        cache.set(f"more-{number}", 1)

    assert rows("default") < 10


def test_what_is_merely_computed_has_a_cache_of_its_own():
    caches["impact"].set("effect:x", 1)

    assert cache.get("effect:x") is None
    assert settings.CACHES["impact"] != settings.CACHES["default"]


def test_the_tables_are_made_by_one_command():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cpd_cache")
        cursor.execute("DROP TABLE cpd_impact_cache")

    call_command("createcachetable", verbosity=0)

    assert {"cpd_cache", "cpd_impact_cache"} <= set(connection.introspection.table_names())
