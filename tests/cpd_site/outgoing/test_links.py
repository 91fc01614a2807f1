"""Links looked at on a server of this machine: what each answer means, and whom we never ask."""

from collections import Counter

import pytest

from cpd_site.outgoing.asking import MOST_BYTES, NotPublic, ask, is_public
from cpd_site.outgoing.links import LinkChecker, LinkResult, LinkState
from tests.answering import loopback, serving

WORKS, GONE, FAILING = (LinkResult(LinkState(name)) for name in ("works", "gone", "failing"))
UNWILLING, PRIVATE = LinkResult(LinkState.UNWILLING), LinkResult(LinkState.PRIVATE)


@pytest.fixture
def site():
    pages: dict[str, object] = {}
    with serving(pages) as (address, handler):
        yield address, pages, handler


def looker(**more):
    """One that may reach this machine, and does not really wait."""
    return LinkChecker(may_reach=loopback, wait=lambda seconds: None, **more)


def by_head(status, otherwise):
    return lambda handler: status if handler.command == "HEAD" else otherwise


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (200, WORKS),
        (404, GONE),
        (410, GONE),
        (403, UNWILLING),
        (429, UNWILLING),
        (500, FAILING),
        (400, FAILING),
        (304, FAILING),
        (by_head(405, 200), WORKS),
        (by_head(404, 200), WORKS),
        (by_head(500, 410), GONE),
        ((301, "/new"), LinkResult(LinkState.MOVED, "/new")),
        ((308, "/new"), LinkResult(LinkState.MOVED, "/new")),
        ((302, "/new"), WORKS),
        ((301, "/away"), LinkResult(LinkState.MOVED, "/away")),
        ((302, "/old"), WORKS),
        ((301, "/gone"), GONE),
        ((301, "/page"), FAILING),
        ((301, "ftp://127.0.0.1/"), FAILING),
        ((301, "http://[x/"), FAILING),
        ((301, "javascript:alert(1)"), FAILING),
        ((301, ""), FAILING),
    ],
)
def test_what_an_answer_means(site, page, outcome):
    address, pages, _ = site
    pages |= {"/page": page, "/new": 200, "/away": (302, "/new"), "/old": (301, "/new")}

    found = looker().check(f"{address}/page")

    moved_to = outcome.moved_to and f"{address}{outcome.moved_to}"
    assert found == LinkResult(outcome.state, moved_to)


def test_head_comes_first_and_get_only_after_a_fault(site):
    address, pages, handler = site
    pages |= {"/good": 200, "/bad": 500}
    look = looker().check

    look(f"{address}/good")
    look(f"{address}/bad?a=b#part")

    assert handler.asked[1:] == [("HEAD", "/good"), ("HEAD", "/bad?a=b"), ("GET", "/bad?a=b")]
    assert handler.agents == {"CPD-Frameworks-link-check"}


@pytest.mark.parametrize(
    ("robots", "outcome", "asked"),
    [
        ((200, "", b"User-agent: *\nDisallow: /"), UNWILLING, 1),
        ((200, "", b"User-agent: *\nDisallow: /private/"), WORKS, 2),
        ((200, "", b"User-agent: CPD-Frameworks-link-check\nDisallow: /page"), UNWILLING, 1),
        ((200, "", b"\xff\x00not robots at all"), WORKS, 2),
        (404, WORKS, 2),
        (403, UNWILLING, 1),
        (503, FAILING, 1),
        ((301, "/elsewhere.txt"), UNWILLING, 2),
    ],
)
def test_robots_are_heeded_and_asked_once_for_a_host(site, robots, outcome, asked):
    address, pages, handler = site
    forbidding = (200, "", b"User-agent: *\nDisallow: /")
    pages |= {"/robots.txt": robots, "/page": 200, "/elsewhere.txt": forbidding}
    look = looker().check

    assert look(f"{address}/page") == outcome
    assert len(handler.asked) == asked
    if outcome != FAILING:
        assert look(f"{address}/page") == outcome
        assert Counter(path for _, path in handler.asked)["/robots.txt"] == 1


def test_a_host_is_asked_once_a_second_at_most(site):
    address, pages, _ = site
    pages |= {"/one": (302, "/two"), "/two": 500}
    waits: list[float] = []
    one = LinkChecker(may_reach=loopback, now=lambda: 7.0, wait=waits.append)

    one.check(f"{address}/one")

    assert waits == [1.0, 1.0, 1.0]  # between robots.txt, HEAD, HEAD, GET


def test_no_more_is_read_than_64_kilobytes(site):
    address, pages, _ = site
    pages["/long"] = 200, "", b"x" * (3 * MOST_BYTES)

    assert len(ask(f"{address}/long", "GET", may_reach=loopback).body) == MOST_BYTES


def test_who_never_finishes_is_left(site):
    address, pages, _ = site

    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            handler.wfile.write(b"X-More: drip\r\n"[:1])
            handler.wfile.flush()

    pages["/drip"] = drip

    assert looker(seconds=0.3).check(f"{address}/drip") == FAILING


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 999\r\n", b"\xff" * 99])
def test_what_is_no_answer_is_a_failure(site, said):
    address, pages, _ = site

    def broken(handler):
        handler.wfile.write(said)
        handler.close_connection = True

    pages["/broken"] = broken

    assert looker().check(f"{address}/broken") == FAILING


def test_nobody_there_is_a_failure():
    with serving({}) as (address, _):
        pass

    assert looker().check(f"{address}/page") == FAILING
    assert looker().check("http://host.invalid/") == FAILING
    assert looker().check("http://[x/") == FAILING


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1"),
        *("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:1::1", "ff02::1"),
    ],
)
def test_a_private_address_is_never_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4009::1", "::ffff:8.8.8.8"])
def test_a_public_address_is(address):
    assert is_public(address)


def test_a_private_address_is_not_asked(site):
    address, pages, handler = site
    pages["/page"] = 200

    assert LinkChecker().check(f"{address}/page") == PRIVATE
    assert LinkChecker().check(f"{address.replace('127.0.0.1', 'localhost')}/page") == PRIVATE
    with pytest.raises(NotPublic):
        ask(f"{address}/page", "GET")
    assert handler.asked == []


def test_nor_is_one_after_a_redirect(site):
    address, pages, handler = site
    pages |= {"/page": (301, "http://127.0.0.2:1/secret"), "/meta": (302, "http://10.0.0.1/")}

    assert looker().check(f"{address}/page") == PRIVATE
    assert looker().check(f"{address}/meta") == PRIVATE
    assert {path for _, path in handler.asked} == {"/robots.txt", "/page", "/meta"}
