"""Databases beside the tests' own: files for SQLite, databases for PostgreSQL."""

import os
import secrets

import psycopg
import pytest

from tests.cpd_site.operating.databases.managing import ON_POSTGRESQL, manage, well

MAKE = """
from django.core.management import call_command
from cpd_site.models import User
call_command("migrate", verbosity=0)
call_command("loaddata", "torbay", verbosity=0)
User.objects.create_superuser("ann@example.org", "x")
"""


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """Return a function that makes an empty database and returns its address."""
    if not ON_POSTGRESQL:
        folder = tmp_path_factory.mktemp("databases")
        yield lambda: f"sqlite:///{folder}/{secrets.token_hex(4)}.sqlite3"
        return
    url = os.environ["DATABASE_URL"]
    made = []

    def make():
        made.append(f"backup_{secrets.token_hex(4)}")
        server.execute(f"CREATE DATABASE {made[-1]}")
        return f"{url.rpartition('/')[0]}/{made[-1]}"

    with psycopg.connect(url, autocommit=True) as server:
        yield make
        for name in made:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def site(empty):
    """The address of a database with Torbay's framework and an account."""
    address = empty()
    well(manage(address, "shell", "--no-imports", "-c", MAKE))
    return address
