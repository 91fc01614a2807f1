"""What every test may ask for.

The five frameworks are loaded once, before the first test; each test sees them in a transaction
of its own. Tests that use the live server empty the database when they end, run last, and load
the frameworks again themselves.
"""

import os

import pytest
from django.core.management import call_command

from opportunities.store import _read_locked

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the live server beside Playwright


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_frameworks", verbosity=0)


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Static files under their own names, so that no test needs `collectstatic` first."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def nothing_remembered():
    """Grids are read from the database, not from memory."""
    _read_locked.cache_clear()
