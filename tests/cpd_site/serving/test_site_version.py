"""The version is looked at over a connection of its own: as fresh as over Django's, and mended."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import connection, connections, transaction

from cpd_site.models import SiteVersion
from cpd_site.serving import site_version
from cpd_site.serving.site_version import bump, current, look
from tests.outages import database_away


@pytest.fixture(autouse=True)
def first_look(committed):
    """The connection is there before the test, and closed after it."""
    bump(public=True)
    look()
    yield
    site_version.close()


def kept():
    return site_version._of_thread.look


def test_it_sees_what_was_committed_a_moment_ago_and_nothing_before(django_assert_num_queries):
    for _ in range(3):
        before = look()
        with transaction.atomic():
            bump(public=True)
            assert look() == before
        with django_assert_num_queries(0):
            after = look()
        assert after == current() != before


def test_without_a_row_there_is_no_version():
    SiteVersion.objects.all().delete()

    assert look() is None


def test_a_connection_that_ended_is_made_again():
    before = kept()
    before.close()

    assert look() == current()
    assert kept() is not before
    assert look() == current()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")
def test_a_connection_that_the_server_ended_is_made_again():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone() == (1,)

    assert look() == current()
    assert look() == current()


def test_another_database_is_looked_at_as_soon_as_the_settings_name_it():
    before = look()

    with database_away():
        assert look() is None
    assert look() == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of its own")
def test_a_database_elsewhere_has_its_own_version(tmp_path, monkeypatch):
    elsewhere = str(tmp_path / "other.sqlite3")
    with closing(sqlite3.connect(elsewhere, isolation_level=None)) as other:
        other.execute("CREATE TABLE cpd_site_siteversion AS SELECT 7 AS public")
    connection.close()

    with monkeypatch.context() as settings:
        settings.setitem(connection.settings_dict, "NAME", elsewhere)
        assert [look(), look()] == [7, 7]
        connection.close()
    assert look() == current() != 7


def test_each_thread_has_a_connection_of_its_own():
    def ask(_):
        try:
            return look(), look(), kept()
        finally:
            site_version.close()
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(ask, range(3)))

    assert {number for answer in answers for number in answer[:2]} == {look()}
    assert kept() not in [answer[2] for answer in answers]


def test_a_process_that_was_forked_leaves_the_connection_to_its_parent():
    child = os.fork()
    if child == 0:
        os._exit(hasattr(site_version._of_thread, "look"))

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert look() == current()
