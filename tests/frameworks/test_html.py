"""Every page is valid HTML, as far as a strict parser and a few rules of our own can tell."""

import re
from collections import Counter

import html5lib
import pytest

from tests.frameworks.test_reading_pages import PAGES

pytestmark = pytest.mark.django_db

HTML_PAGES = [
    *(url for url in PAGES if "." not in url and url != "/healthz"),
    "/?framework=wigan",
    "/frameworks/nowhere/",
    "/frameworks/lancashire/?stage=king&q=%00",
]


@pytest.mark.parametrize("url", HTML_PAGES)
def test_a_page_is_valid_html(client, url):
    page = client.get(url).content.decode()

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
