"""The database is busy, or away: readers and writers are told, and nothing typed is lost."""

import sqlite3
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.models import Membership
from cpd_site.serving.errors import server_error
from cpd_site.serving.unavailable import Trouble, trouble_of
from frameworks.actions import drafts
from tests.builders import grid, key, published
from tests.factories import member
from tests.outages import database_away
from tests.served import free_port

OURS = {"Sec-Fetch-Site": "same-origin"}
ADDRESS = f"/desk/thornshire/draft/cells/{key('NQT')}/{key('School')}/add/"
WORDS = "Words of <b>mine</b>"


@pytest.fixture
def draft(committed):
    framework = published(grid({("NQT", "School"): ["Join in"]})).framework
    return drafts.start(
        framework=framework, by=member(framework.organisation, Membership.Role.EDITOR)
    )


@pytest.fixture
def browser(draft):
    """Of an editor of the draft, who has its page open."""
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(draft.created_by)
    browser.token = str(browser.get(ADDRESS).context["csrf_token"])  # type: ignore[attr-defined]
    return browser


def sent(browser, headers=OURS, **values):
    form = {"lines": WORDS, "csrfmiddlewaretoken": browser.token, **values}
    return browser.post(ADDRESS, form, headers=headers)


@contextmanager
def somebody_writing():
    """Another connection that holds what writers need; ours waits for it only a moment."""
    other = connection.copy()
    try:
        with connection.cursor() as cursor:
            patience = "PRAGMA busy_timeout = 20"
            cursor.execute(
                patience if connection.vendor == "sqlite" else "SET lock_timeout = '20ms'"
            )
        with other.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            else:
                other.set_autocommit(False)
                cursor.execute("LOCK TABLE frameworks_framework IN EXCLUSIVE MODE")
        yield
    finally:
        other.close()
        connection.close()


def test_who_waited_too_long_for_another_writer_keeps_the_words_and_sends_them_again(
    browser, draft
):
    with somebody_writing():
        response = sent(browser)

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    assertContains(response, "Busy: nothing was saved", status_code=503)
    assertContains(response, "Words of &lt;b&gt;mine&lt;/b&gt;", status_code=503)
    assertContains(response, f'action="{ADDRESS}"', status_code=503)
    assert draft.events.filter(what="added").count() == 0

    browser.token = response.content.decode().split('csrfmiddlewaretoken" value="')[1][:64]
    assert sent(browser).status_code == 302
    assert draft.events.filter(what="added").count() == 1


def test_readers_are_answered_while_somebody_writes(browser):
    with somebody_writing():
        assert browser.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "none", None])
def test_what_another_site_sends_is_not_kept_either(browser, site):
    with somebody_writing():
        response = sent(browser, headers={"Sec-Fetch-Site": site} if site else {})

    assertContains(response, "go back and try again", status_code=503)
    assertNotContains(response, "mine", status_code=503)


def test_a_password_is_never_on_that_page(browser):
    with somebody_writing():
        assertNotContains(sent(browser, password="pa55w0rd"), "pa55w0rd", status_code=503)


def test_without_the_database_a_page_is_503_in_our_look_and_says_when_to_come_again(browser):
    with database_away():
        for asking in (browser, Client(raise_request_exception=False)):
            response = asking.get("/frameworks/thornshire/")

            assertContains(response, "Not available just now", status_code=503)
            assertContains(response, "cpd-header", status_code=503)
            assert int(response["Retry-After"]) > 0
            assert "no-store" in response["Cache-Control"]
    assert browser.get("/frameworks/thornshire/").status_code == 200


def test_what_is_typed_without_the_database_is_kept(browser):
    with database_away():
        response = sent(browser)

    assertContains(response, "it may not be saved", status_code=503)
    assertContains(response, "Words of &lt;b&gt;mine&lt;/b&gt;", status_code=503)


def raised(kind, cause):
    error = kind("told")
    error.__cause__ = cause
    return error


def of_sqlite(code):
    error = sqlite3.OperationalError("told")
    error.sqlite_errorcode = code
    return error


def of_postgresql(state):
    return psycopg.errors.lookup(state)("told")


@pytest.mark.parametrize(
    ("exception", "trouble"),
    [
        (raised(OperationalError, of_sqlite(sqlite3.SQLITE_BUSY)), Trouble.BUSY),
        (raised(OperationalError, of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT)), Trouble.BUSY),
        (raised(OperationalError, of_sqlite(sqlite3.SQLITE_CANTOPEN)), Trouble.AWAY),
        (raised(DatabaseError, of_sqlite(sqlite3.SQLITE_NOTADB)), Trouble.AWAY),
        (raised(OperationalError, sqlite3.OperationalError("no such table: x")), Trouble.AWAY),
        (raised(OperationalError, of_sqlite(sqlite3.SQLITE_ERROR)), None),
        (raised(OperationalError, of_postgresql("40001")), Trouble.BUSY),
        (raised(OperationalError, of_postgresql("40P01")), Trouble.BUSY),
        (raised(OperationalError, of_postgresql("55P03")), Trouble.BUSY),
        (raised(OperationalError, of_postgresql("57P01")), Trouble.AWAY),
        (raised(OperationalError, of_postgresql("53300")), Trouble.AWAY),
        (raised(OperationalError, psycopg.OperationalError("connection refused")), Trouble.AWAY),
        (raised(InterfaceError, psycopg.InterfaceError("closed")), Trouble.AWAY),
        (raised(DatabaseError, of_postgresql("42P01")), None),
        (raised(IntegrityError, of_postgresql("23505")), None),
        (ValueError("told"), None),
        (None, None),
    ],
)
def test_what_will_pass_is_told_from_a_fault(exception, trouble):
    assert trouble_of(exception) is trouble


def test_a_fault_is_still_a_fault(rf):
    try:
        raise ValueError("a fault")
    except ValueError:
        response = server_error(rf.get("/"))

    assertContains(response, "Something went wrong", status_code=500)


def test_a_cache_of_limits_that_is_away_is_no_fault(client, settings):
    away = f"redis://127.0.0.1:{free_port()}"
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": backend, "LOCATION": away}}
    client.raise_request_exception = False

    response = client.post("/accounts/login/", {"login": "ann@example.org", "password": "wrong"})

    assert response.status_code == 503
    assertContains(response, "The site cannot reach its records", status_code=503)
