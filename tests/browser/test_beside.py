"""What stands beside a line, on a phone."""

from dataclasses import replace

import pytest

from tests.browser.faults import sideways
from tests.builders import grid, published

SMALL = grid({("NQT", "School"): ["Join in"]})
LONG = "https://booking.example/" + "x" * 200


@pytest.fixture
def site(live_server):
    return live_server.url


def test_a_long_word_beside_a_line_stays_on_the_screen(committed, page, site):
    lines = tuple(replace(line, contact=LONG, when=LONG) for line in SMALL.opportunities)
    published(replace(SMALL, opportunities=lines), slug="thornshire")
    wide = {}

    for path in ("", "stages/nqt/"):
        page.goto(f"{site}/frameworks/thornshire/{path}")
        wide |= sideways(page, path)

    assert wide == {}
