"""One address cannot ask more than its share of searches."""

import pytest
from django.test import RequestFactory

from cpd_site.guard import MOST_ADDRESSES, Buckets, _searches, address_of

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
    buckets = Buckets(1, most=1, most_addresses=3, clock=clock)
    for address in "abcd":
        buckets.wait(address)

    assert len(buckets) == 3
    assert buckets.wait("d") == 1
    assert MOST_ADDRESSES <= 100_000


@pytest.mark.parametrize(
    ("behind_proxy", "headers", "address"),
    [
        (False, {}, "192.0.2.1"),
        (False, {"HTTP_X_FORWARDED_FOR": "198.51.100.7"}, "192.0.2.1"),
        (True, {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7"}, "198.51.100.7"),
        (True, {}, "192.0.2.1"),
        (True, {"HTTP_X_FORWARDED_FOR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"),
        (True, {"HTTP_X_FORWARDED_FOR": "::ffff:198.51.100.7"}, "198.51.100.7"),
        (True, {"HTTP_X_FORWARDED_FOR": "x" * 500}, "x" * 50),
    ],
)
def test_whose_a_request_is(settings, behind_proxy, headers, address):
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **headers)

    assert address_of(request) == address


@pytest.fixture
def limited(settings):
    """Nobody has searched yet, and each may do so twice."""
    settings.SEARCHES_A_SECOND = 1
    _searches.cache_clear()
    yield
    _searches.cache_clear()


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


def test_without_a_limit_all_are_answered(client, settings):
    settings.SEARCHES_A_SECOND = 0

    assert {client.get("/opportunities.json?q=x").status_code for _ in range(70)} == {200}
