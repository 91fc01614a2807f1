"""Every page is valid HTML, as far as a strict parser and a few rules of our own can tell."""

import re
from collections import Counter

import html5lib
import pytest

from tests.frameworks.reading.test_reading_pages import PAGES
from tests.two_editions import published_twice

pytestmark = pytest.mark.django_db

HTML_PAGES = [
    *(url for url in PAGES if "." not in url and url != "/healthz"),
    "/?framework=wigan",
    "/frameworks/nowhere/",
    "/frameworks/lancashire/?stage=king&q=%00",
    "/frameworks/lancashire/changes/2019..2019/",
]

OF_TWO_EDITIONS = [
    "/frameworks/thornshire/changes/2025..2026/",
    "/frameworks/thornshire/changes/2026..2025/?kind=reworded&stage=nqt",
    "/frameworks/thornshire/changes/2025..2026/?kind=king&stage=heads",
    "/frameworks/thornshire/changes/2025..2026/?kind=moved&stage=heads",
    "/frameworks/thornshire/editions/",
    "/frameworks/thornshire/editions/?before=2031",
    "/frameworks/thornshire/editions/2025/about/",
]


@pytest.mark.parametrize("url", HTML_PAGES)
def test_a_page_is_valid_html(client, url):
    check(client.get(url).content.decode())


@pytest.mark.parametrize("url", OF_TWO_EDITIONS)
def test_a_page_about_two_editions_is_valid_html(client, url):
    published_twice()

    check(client.get(url).content.decode())


def check(page):
    """Fails where the page is not valid."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    assert [error for error in parser.errors if error[1] != "eof-in-table"] == []

    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    assert [name for name, times in ids.items() if times > 1 or not name or " " in name] == []
    assert "\x00" not in page
    assert not re.search(r'\s(?:href|action|src)=""', page)
    for opening, inside in (("<ul", "li"), ("<ol", "li"), ("<tr", "t[hd]")):
        for following in re.findall(rf"{opening}\b[^>]*>\s*<(\w+)", page):
            assert re.fullmatch(inside, following), f"<{following}> directly in {opening}>"
