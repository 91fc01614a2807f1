"""One address cannot ask more than its share, of searches or of anything that is limited."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from cpd_site.serving import rate_limit
from cpd_site.serving.caches import Cache
from cpd_site.serving.rate_limit import (
    ADDRESSES,
    MOST_ADDRESSES,
    Buckets,
    RateLimit,
    address_of,
    give_back,
    ip_of,
)
from tests.production import settings_of

pytestmark = pytest.mark.django_db


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_bucket_empties_and_fills_up_with_time(clock):
    buckets = Buckets(2, most=3, clock=clock)

    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    clock.now += 0.5
    assert [buckets.wait("a") for _ in range(2)] == [0, 0.5]
    clock.now += 1000
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_asking_in_vain_does_not_put_off_the_next_answer(clock):
    buckets = Buckets(1, most=1, clock=clock)
    buckets.wait("a")
    for _ in range(10):
        clock.now += 0.125
        buckets.wait("a")

    assert buckets.wait("a") == 0.75  # after 1 second it got one, and 0.25 of the next is there


def test_each_address_has_its_own(clock):
    buckets = Buckets(1, most=1, clock=clock)
    buckets.wait("a")

    assert (buckets.wait("a"), buckets.wait("b")) == (1, 0)


def test_as_many_addresses_are_known_as_there_is_room_for(clock):
    buckets = Buckets(1, most=1, left=Cache(3), clock=clock)
    for address in "abcd":
        buckets.wait(address)

    assert len(buckets) == 3
    assert buckets.wait("d") == 1
    assert MOST_ADDRESSES <= 100_000


@pytest.mark.parametrize(
    ("proxies", "headers", "address"),
    [
        (0, {}, "192.0.2.1"),
        (0, {"HTTP_X_FORWARDED_FOR": "198.51.100.7"}, "192.0.2.1"),
        (1, {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7"}, "198.51.100.7"),
        (1, {}, "192.0.2.1"),
        (1, {"HTTP_X_FORWARDED_FOR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"),
        (1, {"HTTP_X_FORWARDED_FOR": "::ffff:198.51.100.7"}, "198.51.100.7"),
        (1, {"HTTP_X_FORWARDED_FOR": "198.51.100.7:51234"}, "198.51.100.7"),
        (1, {"HTTP_X_FORWARDED_FOR": "[2001:db8:1:2::5]"}, "2001:db8:1:2::"),
        (1, {"HTTP_X_FORWARDED_FOR": "[2001:db8:1:2::5]:51234"}, "2001:db8:1:2::"),
        (1, {"HTTP_X_FORWARDED_FOR": '"[2001:db8:1:2::5]:51234"'}, "2001:db8:1:2::"),
        (1, {"HTTP_X_FORWARDED_FOR": "fe80::1%eth0"}, "fe80::"),
        (1, {"HTTP_X_FORWARDED_FOR": "198.51.100.7,"}, "192.0.2.1"),
        (1, {"HTTP_X_FORWARDED_FOR": "x" * 500}, "192.0.2.1"),
        (1, {"HTTP_X_FORWARDED_FOR": "unknown, [, 1:2:3, [::1"}, "192.0.2.1"),
        (2, {"HTTP_X_FORWARDED_FOR": "198.51.100.7, 10.0.0.2"}, "198.51.100.7"),
        (2, {"HTTP_X_FORWARDED_FOR": "203.0.113.9,198.51.100.7,10.0.0.2"}, "198.51.100.7"),
        (2, {"HTTP_X_FORWARDED_FOR": "198.51.100.7"}, "198.51.100.7"),
        (3, {"HTTP_X_FORWARDED_FOR": "1.1.1.1, 198.51.100.7, 10.0.0.3, 10.0.0.2"}, "198.51.100.7"),
    ],
)
def test_whose_a_request_is(settings, proxies, headers, address):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **headers)

    assert address_of(request) == address


@pytest.mark.parametrize(
    ("remote", "ip", "address"),
    [
        ("2001:db8:1:2::5", "2001:db8:1:2::5", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("", "", ""),
        ("unix:" + "x" * 500, "", "unix:" + "x" * 45),
    ],
)
def test_whose_a_request_is_without_a_proxy(remote, ip, address):
    request = RequestFactory().get("/", REMOTE_ADDR=remote)

    assert (ip_of(request), address_of(request)) == (ip, address)


@pytest.mark.parametrize(
    ("environment", "proxies"),
    [
        ({}, 0),
        ({"BEHIND_PROXY": "true"}, 1),
        ({"PROXIES": "0"}, 0),
        ({"PROXIES": "2"}, 2),
        ({"PROXIES": "2", "BEHIND_PROXY": "true"}, 2),
    ],
)
def test_how_many_proxies_are_in_front_is_a_setting(environment, proxies):
    told = settings_of("PROXIES", "SECURE_PROXY_SSL_HEADER", **environment)

    assert told == [str(proxies), "('HTTP_X_FORWARDED_PROTO', 'https')" if proxies else "None"]


def test_wrong_passwords_behind_proxies_are_counted_by_the_visitor(settings):
    """By allauth, and whatever they write into the header."""
    settings.PROXIES = 2
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/h/ip"}

    def sign_in(number, visitor):
        return (
            Client()
            .post(
                reverse("account_login"),
                {"login": f"person{number}@example.org", "password": "wrong"},
                headers={"x-forwarded-for": f"192.0.2.{number}, {visitor}, 10.0.0.2"},
                REMOTE_ADDR="10.0.0.1",
            )
            .content.decode()
        )

    for number in range(3):
        assert "Too many" not in sign_in(number, f"2001:db8:1:2::{number}")

    assert "Too many" in sign_in(3, "[2001:db8:1:2::a]:4711")
    assert "Too many" not in sign_in(4, "2001:db8:1:3::1")


TWICE = RateLimit("test", most=2, within=timedelta(hours=1))


def test_so_many_times_and_no_more_for_each():
    assert [bool(TWICE.take("ann")) for _ in range(4)] == [True, True, False, False]
    assert TWICE.take("bob")
    assert TWICE.take("ANN") is None
    assert RateLimit("another", most=1, within=timedelta(hours=1)).take("ann")


def test_what_is_given_back_can_be_taken_again():
    TWICE.take("ann")
    second = TWICE.take("ann") or ""

    give_back(second)

    assert TWICE.take("ann") == second
    assert TWICE.take("ann") is None


def test_each_time_lasts_for_the_whole_time():
    first, _ = TWICE.take("ann"), TWICE.take("ann")
    TWICE.take("ann")

    cache.touch(first, 0)  # its hour is over

    assert TWICE.take("ann") == first
    assert TWICE.take("ann") is None


@pytest.fixture
def limited(settings, monkeypatch):
    """Nobody has searched yet, and each may do so twice: no time passes."""
    settings.SEARCHES_A_SECOND = 1
    ADDRESSES.clear()
    buckets = Buckets(1, most=2, left=ADDRESSES, clock=lambda: 0)
    monkeypatch.setattr(rate_limit, "_searches", lambda _: buckets)
    yield
    ADDRESSES.clear()


def test_too_many_searches_are_told_to_wait_and_others_are_answered(client, limited):
    answers = [client.get(f"/opportunities/?q=portfolio&page={n}") for n in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "1"
    page = answers[-1].content.decode()
    assert "<h1>One moment, please</h1>" in page
    assert "Wait a second and try again." in page
    assert client.get("/opportunities/", REMOTE_ADDR="192.0.2.2").status_code == 200
    assert client.get("/frameworks/lancashire/").status_code == 200


def test_too_many_searches_for_data_are_told_so_as_data(client, limited):
    for _ in range(2):
        client.get("/opportunities.json")
    answer = client.get("/opportunities.json?q=portfolio")

    assert answer.status_code == 429
    assert answer["Retry-After"] == "1"
    assert "Wait a second" in answer.json()["error"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_too_many_files_of_searches_are_told_to_wait(client, limited, form):
    answers = [client.get(f"/opportunities.{form}?q=portfolio") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_without_a_limit_all_are_answered(client, settings):
    settings.SEARCHES_A_SECOND = 0

    assert {client.get("/opportunities.json?q=x").status_code for _ in range(70)} == {200}


@pytest.mark.usefixtures("committed")
def test_many_at_once_are_let_through_no_oftener():
    cache.clear()
    ten = RateLimit("test", most=10, within=timedelta(hours=1))

    def ask(_):
        try:
            return [bool(ten.take("ann")) for _ in range(4)]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = [let_through for each in pool.map(ask, range(6)) for let_through in each]

    cache.clear()
    assert answers.count(True) == 10
