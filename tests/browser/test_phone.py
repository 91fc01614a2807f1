"""A framework on a phone: how soon its lines begin, what stands in the way, how words break."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.signing_in import signed_in
from tests.factories import UserFactory

LANCASHIRE = "/frameworks/lancashire/"
FRAMEWORKS = ("cambridgeshire", "hampshire", "lancashire", "torbay", "wigan")

BROKEN_WORDS = """() => {
  const broken = [];
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const around = text.parentElement;
    if (around.closest(".govuk-visually-hidden, .cpd-weblink")) continue;
    if (!around.checkVisibility()) continue;
    for (const word of text.data.matchAll(/[\\p{L}\\p{N}’]{4,}/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0)
        .map((box) => Math.round(box.top)));
      if (lines.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


@pytest.fixture
def phone(page, site):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + LANCASHIRE)
    return page


def test_the_first_line_stands_on_the_first_screen(phone):
    line = phone.locator(".cpd-matrix .cpd-opps li").first.bounding_box()

    assert line["y"] + line["height"] <= 500


def test_going_to_a_stage_is_the_first_control_and_the_filters_are_one_fold(phone):
    controls = phone.locator("main :is(a, summary, button, input)").filter(visible=True)
    expect(controls.first).to_have_text("Go to a stage")
    expect(phone.get_by_label("Words")).to_be_hidden()

    controls.first.click()
    phone.get_by_role("link", name="Midday Supervisors").first.click()
    expect(phone).to_have_url(re.compile("#welfare"))

    phone.locator("form.cpd-filter summary", has_text="Filter").first.click()
    phone.get_by_label("Words").fill("network")
    phone.get_by_role("button", name="Show").click()
    expect(phone.locator(".cpd-chip")).to_have_count(1)
    expect(phone.get_by_role("link", name="By who provides it")).to_be_hidden()
    phone.locator("summary", has_text="View").click()
    expect(phone.get_by_role("link", name="By who provides it")).to_be_visible()


def test_what_is_folded_on_a_phone_is_open_on_a_desk(page, site):
    page.goto(site + LANCASHIRE)

    for named in ("Go to a stage", "Filter", "More", "View"):
        expect(page.locator("summary", has_text=named).first).to_be_hidden()
    expect(page.get_by_label("Words")).to_be_visible()
    expect(page.get_by_role("link", name="About this framework")).to_be_visible()
    expect(page.get_by_role("link", name="By who provides it")).to_be_visible()


def rows_of_ways(page, site) -> set[float]:
    """Where the ways of the header stand at 320 pixels, from above."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site)
    ways = page.get_by_role("navigation", name="Main").get_by_role("link").all()
    assert len(ways) > 1
    return {way.bounding_box()["y"] for way in ways}


def test_the_ways_of_the_header_stand_in_one_row(page, site):
    assert len(rows_of_ways(page, site)) == 1


def test_the_ways_of_somebody_signed_in_stand_in_one_row(new_context, site, committed):
    page = signed_in(new_context(), site, UserFactory.create())

    assert len(rows_of_ways(page, site)) == 1


@pytest.mark.parametrize("name", ["Hannah Okafor", "Alexandra Featherstonehaugh-Okonkwo"])
def test_the_name_of_who_is_signed_in_is_whole(new_context, site, committed, name):
    page = signed_in(new_context(), site, UserFactory.create(name=name))
    page.goto(site)
    mine = page.get_by_role("link", name=f"Your account: {name}")
    out = page.get_by_role("link", name="Sign out")

    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert mine.evaluate("link => link.scrollWidth <= link.clientWidth"), width
        for link in (mine, out):
            box = link.bounding_box()
            assert box["height"] >= 24, width
            assert box["x"] + box["width"] <= width, width


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_no_word_is_broken_in_two(page, site, framework):
    broken = {}
    for shown in ("?open=all", "?open=all&by=tier", "ladder/"):
        page.goto(f"{site}/frameworks/{framework}/{shown}")
        for width in (1920, 1280, 1024, 768, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            if words := page.evaluate(BROKEN_WORDS):
                broken[shown, width] = words

    assert broken == {}


@pytest.mark.parametrize("framework", ["wigan", "lancashire"])
def test_what_a_matrix_is_shown_by_stands_in_one_row_on_a_desk(page, site, framework):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/frameworks/{framework}/")
    bar = page.locator(".cpd-bar")
    controls = [
        bar.get_by_text("229" if framework == "wigan" else "320").first,
        bar.get_by_role("link", name="As printed"),
        bar.get_by_role("link", name="Open every box"),
        bar.locator("summary", has_text="Take it with you"),
    ]
    boxes = [control.bounding_box() for control in controls]

    assert max(box["y"] for box in boxes) < min(box["y"] + box["height"] for box in boxes)
