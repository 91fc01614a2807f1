"""The page cache, in front of a small application that counts how often it is asked."""

import gzip
import time
from datetime import date

import brotli
import pytest
from django.test import RequestFactory

from cpd_site.serving import page_cache
from cpd_site.serving.page_cache import BUT_FOR, MARK, PageCache

BODY = b"<p>Visit other schools</p>" * 50


class Counting:
    """Answers every path with the same page; `asked` counts."""

    def __init__(self, status="200 OK", headers=((MARK, "yes"),), body=BODY):
        self.asked = 0
        self.status, self.headers, self.body = status, list(headers), body

    def __call__(self, environ, start_response):
        self.asked += 1
        kind = ("Content-Type", "text/html; charset=utf-8")
        start_response(self.status, [kind, ("Content-Security-Policy", "x"), *self.headers])
        return [self.body]


class Server:
    """The layer before an application, asked as a browser asks."""

    def __init__(self, application, **options):
        self.seen: object = 1
        self.layer = PageCache(application, version=lambda: self.seen, **options)

    def get(self, path="/", method="GET", query="", **headers):
        environ = RequestFactory().generic(method, path, headers=headers).environ
        environ["QUERY_STRING"] = query
        told = {}

        def start_response(status, headers):
            told.update(status=int(status[:3]), headers=dict(headers))

        told["body"] = b"".join(self.layer(environ, start_response))
        return told


def test_a_page_is_made_once_and_answered_again():
    application = Counting()
    server = Server(application)

    first, second = server.get(), server.get()

    assert first == second
    assert second["body"] == BODY
    assert application.asked == 1
    assert second["headers"]["Content-Security-Policy"] == "x"
    assert second["headers"]["Content-Length"] == str(len(BODY))
    assert MARK not in second["headers"]


@pytest.mark.parametrize(
    ("accepted", "encoding", "opened"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_a_page_comes_compressed_as_the_browser_likes(accepted, encoding, opened):
    answer = Server(Counting()).get(**{"Accept-Encoding": accepted})

    assert answer["headers"].get("Content-Encoding") == encoding
    assert opened(answer["body"]) == BODY
    assert "Accept-Encoding" in answer["headers"]["Vary"]


def test_a_browser_that_has_the_page_is_told_so():
    server = Server(Counting())
    etag = server.get()["headers"]["ETag"]

    again = server.get(**{"If-None-Match": etag})

    assert (again["status"], again["body"]) == (304, b"")
    assert again["headers"]["ETag"] == etag
    assert server.get(**{"If-None-Match": '"another"'})["status"] == 200


def test_a_page_is_made_anew_when_what_readers_see_has_changed():
    application = Counting()
    server = Server(application)
    etag = server.get()["headers"]["ETag"]

    server.seen = 2
    application.body = b"<p>Visit a school</p>"

    answer = server.get(**{"If-None-Match": etag})
    assert (answer["status"], answer["body"]) == (200, b"<p>Visit a school</p>")


def test_a_page_is_made_anew_on_another_day(monkeypatch):
    application = Counting()
    server = Server(application)
    server.get()

    monkeypatch.setattr(page_cache, "today", lambda: date(2030, 1, 1))
    server.get()

    assert application.asked == 2


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/a/"},
        {"query": "q=a"},
        {"host": "other.example"},
        {"Accept-Encoding": "br"},
        {"X-Forwarded-Proto": "https"},
    ],
)
def test_another_address_is_another_page(other):
    application = Counting()
    server = Server(application)

    server.get()
    server.get(**other)

    assert application.asked == 2


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "POST"},
        {"HX-Request": "true"},
        {"HX-Target": "results"},
        {"cookie": "sessionid=abc"},
        {"cookie": "messages=told-once"},
        {"query": "q=" + "x" * 300},
        {"path": "/static/cpd.css"},
    ],
)
def test_what_is_not_for_everybody_goes_through(request_):
    application = Counting()
    server = Server(application)

    server.get(**request_)
    server.get(**request_)

    assert application.asked == 2


@pytest.mark.parametrize(
    "application",
    [Counting(headers=()), Counting(status="404 Not Found"), Counting(status="302 Found")],
)
def test_only_marked_pages_that_are_there_are_kept(application):
    server = Server(application)

    server.get()
    answer = server.get()

    assert application.asked == 2
    assert MARK not in answer["headers"]


def test_nothing_is_kept_while_the_database_cannot_tell():
    application = Counting()
    server = Server(application)
    server.seen = None

    server.get()
    server.get()

    assert application.asked == 2


def test_a_head_is_answered_as_the_page_without_its_body_whichever_comes_first():
    application = Counting()
    server = Server(application)

    first = server.get(method="HEAD")
    page = server.get()

    assert (first["status"], first["body"]) == (200, b"")
    assert first["headers"] == page["headers"]
    assert server.get(method="HEAD") == first
    assert application.asked == 1


@pytest.mark.parametrize(
    "asked", [{"HX-Request": "true"}, {"Cookie": "sessionid=1"}, {"query": "q=" + "x" * 300}]
)
def test_the_mark_stays_inside_also_of_what_is_not_kept(asked):
    assert MARK not in Server(Counting()).get(**asked)["headers"]


def test_the_oldest_pages_go_when_there_is_no_more_room():
    application = Counting()
    server = Server(application, most_bytes=len(BODY) * 2)

    for path in ("/1", "/2", "/3"):
        server.get(path)
    server.get("/3")
    assert application.asked == 3
    server.get("/1")
    assert application.asked == 4


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br;q=0", None),
        ("gzip, br;q=0", "gzip"),
        ("*;q=0", None),
        ("*", "br"),
        ("identity;q=0, gzip", "gzip"),
        ("br;q=x", None),
    ],
)
def test_an_encoding_that_is_refused_is_never_sent(accepted, encoding):
    server = Server(Counting())
    server.get(**{"Accept-Encoding": "br"})

    assert (
        server.get(**{"Accept-Encoding": accepted})["headers"].get("Content-Encoding") == encoding
    )


def test_what_goes_through_finds_what_is_accepted_without_weights():
    told = []

    def application(environ, start_response):
        told.append(environ["HTTP_ACCEPT_ENCODING"])
        return Counting()(environ, start_response)

    Server(application).get("/static/cpd.css", **{"Accept-Encoding": "gzip, br;q=0"})
    Server(application).get("/static/cpd.css", **{"Accept-Encoding": "gzip, br"})

    assert told == ["gzip", "gzip, br"]


def test_what_a_proxy_never_says_is_not_kept_as_one_more_page():
    application = Counting()
    server = Server(application)

    for scheme in ("https", "httpz", "x" * 10_000):
        server.get(**{"X-Forwarded-Proto": scheme})

    assert len(server.layer.pages) == 1


def test_long_addresses_count_for_the_room_they_take():
    server = Server(Counting(), most_bytes=len(BODY) * 3)

    for host in "ab":
        server.get(host=host * len(BODY))

    assert len(server.layer.pages) == 1


def test_the_date_is_the_one_of_this_very_second(monkeypatch):
    now = 1_800_000_000.0
    days = {1_800_000_000: date(2027, 1, 15), 1_800_000_001: date(2027, 1, 16)}
    monkeypatch.setattr(time, "time", lambda: now)
    monkeypatch.setattr(page_cache, "localdate", lambda: days[int(now)])
    page_cache._date_at.cache_clear()

    assert page_cache.today() == date(2027, 1, 15)
    now += 1
    assert page_cache.today() == date(2027, 1, 16)
    page_cache._date_at.cache_clear()


def test_whoever_sends_the_cookie_that_a_page_names_gets_one_of_their_own():
    application = Counting(headers=((MARK, "yes"), (BUT_FOR, "cpd_place")))
    server = Server(application)
    for_everybody = server.get()

    application.headers, application.body = [("Cache-Control", "private, no-store")], b"Mine"
    etag = for_everybody["headers"]["ETag"]
    mine = server.get(Cookie="cpd_place=lancashire", **{"If-None-Match": etag})
    again = server.get(Cookie="theme=dark")

    assert (mine["status"], mine["body"]) == (200, b"Mine")
    assert mine["headers"]["Cache-Control"] == "private, no-store"
    assert again == for_everybody
    assert BUT_FOR not in again["headers"]


def test_a_page_that_sets_a_cookie_is_kept_for_nobody_though_it_is_marked():
    application = Counting(headers=((MARK, "yes"), ("Set-Cookie", "csrftoken=mine")))
    server = Server(application)

    mine = server.get()
    application.headers = [(MARK, "yes")]

    assert mine["headers"]["Set-Cookie"] == "csrftoken=mine"
    assert MARK not in mine["headers"]
    assert "Set-Cookie" not in server.get()["headers"]
    assert application.asked == 2


def test_a_page_is_made_for_everybody_after_one_of_somebody_s_own():
    application = Counting(headers=[("Cache-Control", "private, no-store")], body=b"Mine")
    server = Server(application)
    server.get(Cookie="cpd_place=lancashire")

    application.headers, application.body = [(MARK, "yes"), (BUT_FOR, "cpd_place")], BODY

    assert server.get()["body"] == BODY
