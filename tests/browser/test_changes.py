"""The page of what changed, with something of every kind of change on it.

The pages are made by Django's own client, which sees what the test published, and are put into
the browser beside the site's styles.
"""

import pytest

from tests.browser.faults import faults
from tests.two_editions import published_twice

CHANGES = "/frameworks/thornshire/changes/2025..2026/"
PAGES = [
    CHANGES,
    f"{CHANGES}?kind=moved&stage=rqt",
    f"{CHANGES}?kind=zebra",
    f"{CHANGES}?kind=moved&stage=heads",
    "/frameworks/thornshire/changes/2026..2025/",
    "/frameworks/thornshire/changes/2026..2026/",
    "/frameworks/thornshire/editions/",
    "/frameworks/thornshire/editions/?before=2031&after=2025",
]


@pytest.fixture
def show(page, site, client):
    """Shows a page of two editions of one framework."""
    published_twice()

    def show(url):
        page.goto(f"{site}/accessibility/")
        page.set_content(client.get(url).content.decode(), wait_until="load")

    return show


def test_axe_finds_nothing_on_pages_about_two_editions(page, show):
    found = {}
    for url in PAGES:
        show(url)
        for summary in page.locator("main .cpd-change summary:visible").all():
            summary.click()
        found |= faults(page, url)

    assert found == {}


def test_each_difference_is_announced_in_words(page, show):
    show(CHANGES)

    for mark, word in (("ins", "inserted: "), ("del", "removed: ")):
        said = page.locator(f"main {mark}").all_text_contents()
        assert said
        assert all(text.startswith(word) for text in said)


def test_what_a_stage_took_along_is_printed_without_opening_it(page, show):
    show(CHANGES)
    page.emulate_media(media="print")

    assert page.get_by_text("Read the minutes").is_visible()
    assert not page.get_by_role("button", name="Show").is_visible()
    assert not page.get_by_role("link", name="CSV").is_visible()
