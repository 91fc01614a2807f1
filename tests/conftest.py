"""Fixtures for every test.

The five frameworks are loaded once, before the first test; each test sees them in a transaction of
its own, and so does the server that the browser tests read from.
"""

import gc
import os
from copy import deepcopy

import hypothesis
import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from cpd_site.serving import caches
from frameworks.queries import catalogue
from tests.committed import put, the_five_frameworks
from tests.scheduling import FileByFile
from tests.world import a_world

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the live server runs beside Playwright


# Tests have no deadline per case: machines are busy at times. Laws are tried on the same cases in
# every run, so that what passed once passes again; `CPD_LAWS=random` tries others, and
# `CPD_LAW_CASES=100` as many as before a release.
EVERY_LAW = hypothesis.settings(
    deadline=None, max_examples=int(os.environ.get("CPD_LAW_CASES", "30"))
)
hypothesis.settings.register_profile("same", EVERY_LAW, derandomize=True)
hypothesis.settings.register_profile("random", EVERY_LAW)
hypothesis.settings.load_profile(os.environ.get("CPD_LAWS", "same"))


def pytest_addoption(parser):
    help = "only tests that use a database: for the second of two runs, on another one"
    parser.addoption("--database-only", action="store_true", help=help)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Run tests that commit last, since they leave the database empty."""
    items.sort(key=commits)
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
        items[:] = filter(uses_database, items)


def pytest_collection_finish():
    """Leave ten thousand collected tests out of garbage collection, and collect a tenth as often:
    otherwise it takes a tenth of the processor.

    Hypothesis registers its random numbers on its first use. From Python 3.14 on it would warn that
    nothing holds them, had what holds them been left out.
    """
    hypothesis.find(hypothesis.strategies.none(), lambda _: True)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return FileByFile(config, log)


def uses_database(item):
    """Return whether a test uses the database, by its marker or by any fixture."""
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"}
    return bool(item.get_closest_marker("django_db") or fixtures & set(item.fixturenames))


def commits(item):
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    return asked or not {"transactional_db", "live_server"}.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        the_five_frameworks()


@pytest.fixture(scope="session", autouse=True)
def plain_static_files():
    """Serve static files under their own names, so that no test needs `collectstatic` first. They
    are searched for on request, or each `Client` would look through all of them.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        STATIC_ROOT=settings.STATICFILES_DIRS[0],
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def files_of_these_tests(tmp_path_factory):
    """Cache slow files in a folder of this run, so that none was made by older code."""
    files = settings.CACHES["files"] | {"LOCATION": str(tmp_path_factory.mktemp("files"))}
    with override_settings(CACHES=settings.CACHES | {"files": files}):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Hash passwords fast: these tests are not about argon2."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def as_many_searches_as_the_tests_like():
    with override_settings(SEARCHES_A_SECOND=0):
        yield


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """Make something with `made_once(make)` for all tests of a module: quicker than for each.

    Each test changes it in a transaction of its own, within that of the module. Give each a copy of
    objects in memory, as `copy.deepcopy` makes it.
    """
    around = transaction.atomic()

    def make(do):
        with django_db_blocker.unblock():
            return do()

    make(around.__enter__)
    yield make
    make(lambda: transaction.set_rollback(True))
    make(lambda: around.__exit__(None, None, None))


@pytest.fixture(autouse=True)
def catalogue_of_this_test():
    """Reset what depends on published editions: a test's transaction is rolled back without an
    action.
    """
    catalogue.CATALOGUE.clear()


@pytest.fixture
def django_capture_on_commit_callbacks(django_capture_on_commit_callbacks):
    """That of pytest-django. What it runs caches grids as if they were committed: on SQLite their
    primary keys and revisions come again, with what another test writes.
    """
    yield django_capture_on_commit_callbacks
    caches.clear()


@pytest.fixture
def committed(transactional_db):
    """Commit what the test writes, for threads and browsers beside it; delete all afterwards.

    Such tests run after the others, each in an empty database.
    """
    caches.clear()


@pytest.fixture
def frameworks_committed(committed):
    """The same, with the five frameworks."""
    put(the_five_frameworks)


@pytest.fixture
def nothing_remembered():
    """Empty the caches, so that grids and editions are read as if for the first time."""
    caches.clear()


@pytest.fixture(scope="module")
def world_of_all(made_once):
    return made_once(a_world)


@pytest.fixture
def world(world_of_all, db):
    """The objects on which every address that takes a POST is tried: `tests.world.World`."""
    return deepcopy(world_of_all)
