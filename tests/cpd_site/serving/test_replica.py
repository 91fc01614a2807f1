"""Readers without a session are answered from the replica, if it is as far as the primary."""

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.http import HttpResponse
from psycopg import sql

from cpd_site.operating import checkup
from cpd_site.serving import caches, replica, site_version
from frameworks.models import Framework
from tests.production import in_production, settings_of
from tests.served import free_port

PAGE = "/frameworks/"
HERE = "Written in the replica alone"


def on_server(statement, *names, database="postgres"):
    """Run it past Django, in a database of the server under test."""
    named = connection.settings_dict
    with psycopg.connect(
        host=named["HOST"], port=named["PORT"], user=named["USER"], password=named["PASSWORD"],
        dbname=database, autocommit=True,
    ) as server:  # fmt: skip
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture
def postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no replicas")


@pytest.fixture
def a_replica(postgresql, frameworks_committed):
    """A copy of the database as it is now, with a title that tells it from the first."""
    first = connection.settings_dict
    name = f"{first['NAME']}_replica"
    site_version.bump(public=True)
    site_version.close()
    connections.close_all()
    on_server("CREATE DATABASE {} TEMPLATE {}", name, first["NAME"])
    on_server(f"UPDATE frameworks_framework SET title = '{HERE}'", database=name)
    settings.DATABASES["replica"] = first | {"NAME": name}
    second = connections["replica"] = connection.copy()  # a test may not ask other aliases
    second.settings_dict["NAME"] = name
    replica._of_thread.__dict__.clear()
    yield second
    second.close()
    site_version.close()
    del connections["replica"], settings.DATABASES["replica"]
    on_server("DROP DATABASE {}", name)


def is_from_replica(client, **cookies):
    caches.clear()
    client.cookies.load(cookies)
    return HERE in client.get(PAGE).content.decode()


def test_a_reader_is_answered_from_it(a_replica, client):
    assert is_from_replica(client)


def test_the_primary_is_asked_for_the_version_and_for_nothing_else(
    a_replica, client, django_assert_num_queries
):
    site_version.look()
    client.get(PAGE)
    with django_assert_num_queries(0):
        assert is_from_replica(client)


def test_what_counts_queries_counts_those_of_the_replica(a_replica, client):
    counted = []

    def count(execute, *asked):
        counted.append(asked[0])
        return execute(*asked)

    with connection.execute_wrapper(count):
        assert is_from_replica(client)
    assert "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY" in counted
    assert any("frameworks_framework" in query for query in counted)


def test_one_that_is_behind_is_not_read(a_replica, client):
    assert is_from_replica(client)
    site_version.bump(public=True)

    assert not is_from_replica(client)


def test_whoever_has_a_session_reads_what_they_wrote(a_replica, client):
    assert not is_from_replica(client, sessionid="of-somebody")

    client.force_login(get_user_model().objects.create(email="ann@example.org"))
    assert not is_from_replica(client)


def test_one_that_fails_is_left_alone_for_some_seconds(a_replica, client, monkeypatch):
    a_replica.close()
    port = a_replica.settings_dict["PORT"]
    a_replica.settings_dict["PORT"] = free_port()
    assert not is_from_replica(client)
    assert connection.settings_dict["NAME"] != a_replica.settings_dict["NAME"]

    a_replica.settings_dict["PORT"] = port
    assert not is_from_replica(client)
    monkeypatch.setattr(replica, "LOOK_AGAIN_AFTER", 0)
    replica._of_thread.__dict__.clear()
    assert is_from_replica(client)


@pytest.fixture
def primary_away(a_replica, client):
    """The primary does not answer, after the replica did; yields what brings it back."""
    assert is_from_replica(client)
    client.raise_request_exception = False
    port = connection.settings_dict["PORT"]

    def goes():
        connection.close()
        connection.settings_dict["PORT"] = free_port()

    def comes():
        connection.settings_dict["PORT"] = port
        replica._of_thread.__dict__.clear()

    yield goes, comes
    comes()


def test_it_answers_alone_while_the_primary_is_away(primary_away, client, monkeypatch):
    goes, comes = primary_away
    goes()
    assert is_from_replica(client)
    monkeypatch.setattr(site_version, "look", None)  # which may wait for it, and is not asked
    assert is_from_replica(client)
    monkeypatch.undo()

    assert client.get("/frameworks/wigan/?q=governors").status_code == 200
    assert client.get("/desk/", headers={"cookie": "sessionid=of-somebody"}).status_code == 503
    comes()
    assert is_from_replica(client)


def test_one_that_is_behind_does_not_answer_alone(primary_away, client):
    goes, _ = primary_away
    site_version.bump(public=True)
    site_version.look()
    goes()

    assert client.get(PAGE).status_code == 503


def test_one_that_has_not_done_all_it_received_does_not_answer_alone(
    primary_away, client, monkeypatch
):
    goes, _ = primary_away
    monkeypatch.setattr(replica, "HAS_ALL", "SELECT false")
    goes()

    assert client.get(PAGE).status_code == 503


def test_a_view_that_writes_is_answered_by_the_primary(a_replica, rf):
    def view(request):
        Framework.objects.update(title="Written")
        return HttpResponse(Framework.objects.get(slug="wigan").title)

    assert replica.read_from_replica(view)(rf.get("/")).content == b"Written"


def test_doctor_says_how_it_is(a_replica):
    assert checkup.the_replica() == checkup.CheckResult("follows the primary")

    a_replica.close()
    a_replica.settings_dict["PORT"] = free_port()
    assert checkup.the_replica().is_fault


URL = "postgres://ann@first:6432/cpd"


def test_settings_of_a_replica_and_a_pooler():
    (said,) = settings_of(
        "DATABASES",
        DATABASE_URL=URL,
        REPLICA_URL=URL.replace("first", "second"),
        DISABLE_SERVER_SIDE_CURSORS="true",
    )

    assert said.count("'DISABLE_SERVER_SIDE_CURSORS': True") == 2
    assert said.count("'CONN_HEALTH_CHECKS': True") == 2
    assert "'HOST': 'second'" in said
    assert "'HOST': 'first'" in said


def test_several_hosts_are_taken_of_which_one_can_be_written_to():
    (said,) = settings_of(
        "DATABASES", DATABASE_URL="postgres://ann@one:1,two:2/cpd?target_session_attrs=read-write"
    )

    assert "'HOST': 'one,two', 'PORT': '1,2'" in said
    assert "'target_session_attrs': 'read-write'" in said


def test_sqlite_has_no_replica():
    done = in_production("-c", "from cpd_site import settings", REPLICA_URL=URL)

    assert "REPLICA_URL and DATABASE_URL are of PostgreSQL, both of them." in done.stderr
