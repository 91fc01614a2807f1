"""Whatever stands in a header or an address, the answer is a page or says what is wrong with it."""

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from cpd_site.serving import site_version
from cpd_site.serving.errors import unreadable
from cpd_site.serving.page_cache import PageCache

HEADERS = [
    *("If-None-Match", "If-Modified-Since", "Accept-Encoding", "Accept", "Cookie", "Host"),
    *("X-Forwarded-Proto", "X-Forwarded-For", "X-Forwarded-Host", "HX-Request", "HX-Target"),
    *("HX-Current-URL", "Range", "Referer", "User-Agent", "Sec-Fetch-Site"),
]
OF_THE_SERVER = ["CONTENT_TYPE", "CONTENT_LENGTH"]
VALUES = {
    "empty": "",
    "NUL": "\x00",
    "anything": "*",
    "a quote": '"',
    "weak, open": 'W/"',
    "bytes": "\xff\xfe" * 20,
    "separators": ",;=" * 500,
    "long": "x" * 100_000,
    "long weights": "br;q=0," * 20_000,
    "lines": "a\r\nSet-Cookie: b=c",
    "brackets": "https://[x",
}
PATHS = ["/", "/frameworks/lancashire/", "/opportunities/", "/opportunities.json", "/glossary/"]
ADDRESSES = ["/\x00", "/\xff\xfe/", "//", "/frameworks/\x00/", "/static/\x00", "/" + "x" * 50_000]
QUERIES = ["%00", "q=%00", "q=\x00", "\xff", "q=%ff%fe", "q=%ED%A0%80", "&" * 150, "stage=%00&q=a"]


@pytest.fixture
def status(frameworks_committed):
    """What the site answers, its page cache in front."""
    site = PageCache(unreadable(get_wsgi_application()), version=site_version.current)

    def asked(path="/", query="", **environ):
        told = []
        environ = {**RequestFactory().get("/").environ, "HTTP_HOST": "localhost", **environ}
        environ |= {"PATH_INFO": path, "QUERY_STRING": query}
        answer = site(environ, lambda status, headers, *rest: told.append(int(status[:3])))
        b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return told[0]

    return asked


def test_no_header_breaks_a_page(status):
    names = [f"HTTP_{name.upper().replace('-', '_')}" for name in HEADERS] + OF_THE_SERVER
    answered = {
        (path, name, kind): status(path, **{name: value})
        for path in PATHS[:2]
        for name in names
        for kind, value in VALUES.items()
    }

    assert {asked: said for asked, said in answered.items() if said >= 500} == {}


def test_no_address_breaks_a_page(status):
    asked = [(path, query) for path in PATHS for query in QUERIES]
    asked += [(path, "") for path in ADDRESSES]
    answered = {(path[:50], query): status(path, query) for path, query in asked}

    assert {asked: said for asked, said in answered.items() if said >= 500} == {}


def test_a_kind_of_content_that_nobody_can_read_is_a_bad_request(status):
    assert status(CONTENT_TYPE="x" * 100_000) == 400
