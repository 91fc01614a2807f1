"""While the database is away, cached pages go on being served for a while, and say so."""

import os
import subprocess
import sys
from datetime import date

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from cpd_site.serving import page_cache, site_version
from cpd_site.serving.page_cache import LOOK_AGAIN_AFTER, PageCache
from tests.builders import grid, published
from tests.cpd_site.serving.test_page_cache import BODY, Counting, Server
from tests.outages import database_away

FOR = 600


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


class Away(Server):
    """The layer, the clock that it reads, and how often it looked for the version."""

    def __init__(self, application, **options):
        super().__init__(application)
        self.clock = Clock()
        self.looks = 0
        options = {"version": self.look, "stale_for": FOR, "clock": self.clock, **options}
        self.layer = PageCache(application, **options)

    def look(self):
        self.looks += 1
        return self.seen

    def later(self, seconds):
        self.clock.now += seconds


@pytest.fixture
def application():
    return Counting()


@pytest.fixture
def server(application):
    return Away(application)


def test_a_page_that_lies_there_is_served_while_nobody_can_tell_and_says_so(server, application):
    good = server.get()
    server.seen = None

    stale = server.get()
    server.later(60)
    later = server.get()

    assert (stale["status"], stale["body"]) == (200, BODY)
    assert application.asked == 1
    assert stale["headers"]["Warning"] == '110 - "Response is Stale"'
    assert stale["headers"]["Cache-Status"] == "CPD-Frameworks; hit; ttl=-1"
    assert later["headers"]["Cache-Status"] == "CPD-Frameworks; hit; ttl=-60"
    assert stale["headers"]["Cache-Control"] == "public, max-age=10"
    assert stale["headers"]["ETag"] == good["headers"]["ETag"]
    assert stale["headers"]["Content-Security-Policy"] == "x"
    assert not {"Warning", "Cache-Status"} & good["headers"].keys()


def test_who_has_that_page_is_told_that_it_is_stale(server):
    etag = server.get()["headers"]["ETag"]
    server.seen = None

    answer = server.get(**{"If-None-Match": etag})

    assert (answer["status"], answer["body"]) == (304, b"")
    assert "Warning" in answer["headers"]


def test_it_is_served_for_no_longer_than_the_setting_says(server, application):
    server.get()
    server.seen = None
    server.get()

    server.later(FOR - 1)
    server.get()
    assert application.asked == 1
    server.later(1)
    server.get()
    assert application.asked == 2


def test_with_the_setting_at_nothing_no_page_is_ever_stale(application):
    server = Away(application, stale_for=0)
    server.get()
    server.seen = None

    server.get()

    assert application.asked == 2


def test_what_readers_no_longer_saw_before_is_never_served(server, application):
    server.get("/withdrawn/")
    server.seen = 2
    server.get("/another/")
    server.seen = None

    server.get("/withdrawn/")
    server.get("/another/")

    assert application.asked == 3


def test_a_page_of_yesterday_is_served_where_the_database_went_before_midnight(
    server, application, monkeypatch
):
    server.get()
    server.seen = None
    monkeypatch.setattr(page_cache, "today", lambda: date(2030, 1, 1))

    assert server.get()["status"] == 200
    assert application.asked == 1


@pytest.mark.parametrize(
    "asked", [{"cookie": "sessionid=1"}, {"method": "POST"}, {"HX-Request": "true"}]
)
def test_what_is_for_one_person_is_never_served_from_there(server, application, asked):
    server.get()
    server.seen = None

    server.get(**asked)

    assert application.asked == 2


def test_the_database_is_not_asked_each_time_and_found_again_soon(server, application):
    server.get()
    server.seen = None
    for _ in range(5):
        server.get()
    assert server.looks == 2

    server.seen = 1
    server.later(LOOK_AGAIN_AFTER)
    answer = server.get()

    assert "Warning" not in answer["headers"]
    assert application.asked == 1
    server.get()
    assert server.looks == 4


def test_an_outage_after_another_has_its_own_time(server, application):
    server.get()
    for _ in range(3):
        server.seen = None
        server.get()
        server.later(FOR - 1)
        assert server.get()["status"] == 200
        server.seen = 1
        server.later(LOOK_AGAIN_AFTER)
        server.get()

    assert application.asked == 1


@pytest.fixture
def looks(committed):
    """Committed, and the connection kept for looking is closed afterwards."""
    yield
    site_version.close()


@pytest.mark.parametrize("version", [site_version.current, site_version.look])
@pytest.mark.usefixtures("looks")
def test_with_the_real_database_away_what_lies_there_is_served_and_the_rest_is_503(version):
    published(grid({("NQT", "School"): ["Join in"]}))
    site = Server(None)
    site.layer = PageCache(get_wsgi_application(), version=version, stale_for=FOR)
    path = "/frameworks/thornshire/"
    good = site.get(path, host="localhost")

    with database_away():
        stale = site.get(path, host="localhost")
        other = site.get("/frameworks/", host="localhost")
        signed_in = site.get(path, host="localhost", cookie="sessionid=abc")
        needs_none = site.get("/accessibility/", host="localhost")

    assert b"Join in" in good["body"]
    assert (stale["status"], stale["body"]) == (200, good["body"])
    assert "Warning" in stale["headers"]
    for answer in (other, signed_in):
        assert answer["status"] == 503
        assert "Retry-After" in answer["headers"]
        assert b"Not available just now" in answer["body"]
    assert needs_none["status"] == 200


@pytest.mark.usefixtures("committed")
def test_a_connection_that_the_database_ended_is_made_again():
    published(grid({("NQT", "School"): ["Join in"]}))
    before = site_version.current()
    connection.connection.close()

    assert site_version.current() == before


@pytest.mark.parametrize(("asked", "seconds"), [("", "5"), ("?connect_timeout=9", "9")])
def test_a_database_that_does_not_even_refuse_is_waited_for_only_some_seconds(asked, seconds):
    told = "from cpd_site.settings import DATABASES as d; print(d['default']['OPTIONS'])"
    environment = {**os.environ, "DATABASE_URL": f"postgres://cpd@db.example/cpd{asked}"}

    said = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True
    )

    assert f"'connect_timeout': {seconds}" in said.stdout
