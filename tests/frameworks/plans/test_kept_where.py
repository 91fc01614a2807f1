"""The picture of what is kept where: on the page about privacy, and in the docs."""

from pathlib import Path

import pytest
from lxml import html

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.django_db

PLACES = ("browser", "address", "server", "paper")


def test_each_place_of_the_picture_says_what_it_keeps_and_who_can_see_it(client):
    page = html.document_fromstring(client.get("/privacy/").content)
    assert isinstance(page, html.HtmlElement)
    (figure,) = page.find_class("cpd-kept")
    places, ways = figure.find_class("cpd-kept__place"), figure.find_class("cpd-kept__way")

    assert page.get_element_by_id(figure.get("aria-labelledby")).tag == "figcaption"
    assert len(places) == len(PLACES)
    for name, place in zip(PLACES, places, strict=True):
        assert name in place.findtext("h3")
        assert place.findall("ul/li")
        assert place.findtext("p/strong") in ("Who can see it:", "Who else can see it:")
    assert [place.getnext() for place in places[:-1]] == ways, "each leads to the next, in words"


def test_the_docs_draw_the_same_places():
    drawn = (ROOT / "docs" / "plans.md").read_text("utf-8").split("```mermaid")[1].split("```")[0]

    headings = [part.split("</b>")[0] for part in drawn.split("<b>")[1:]]
    assert len(headings) == len(PLACES)
    assert all(name in said for name, said in zip(PLACES, headings, strict=True))
