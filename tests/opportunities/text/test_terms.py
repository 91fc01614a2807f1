"""Abbreviations that readers find explained nowhere."""

import pytest

from opportunities.text.links import written_links
from opportunities.text.terms import unexplained


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Join the QZX", ["QZX"]),
        ("Join the QZXs and the Q1X, twice: QZX", ["QZX", "Q1X"]),
        ("Join the QZX (Quite a Zoo)", []),
        ("Join the Quite a Zoo (QZX)", []),
        ("Join the QZX (QZY)", []),
        ("Join A1, B and aQZX, QZXé, QZX_", []),
        ("See www.QZX.org, a@QZX.org and https://QZX.org (or QZY)", ["QZY"]),
        ("JOIN THE QZX", []),
        ("a " + "A" * 1000, ["A" * 1000]),
    ],
)
def test_what_is_explained_nowhere_is_found_once(text, found):
    assert list(unexplained(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See htps://a.org, or htp:/b.", ["htps://a.org", "htp:/b"]),
        ("a-a-a-a https//a www.b.org", ["https//a", "www.b.org"]),
        ("javascript:alert(1)", ["javascript:alert(1"]),
        ("x" * 100 + "://a", []),
    ],
)
def test_what_looks_like_an_address_is_found(text, found):
    assert list(written_links(text)) == found
