"""An abbreviation in a grid says what it means: on hover, on focus, on tap; and goes on Escape."""

import pytest
from playwright.sync_api import expect

NQTS = "#newly-qualified-teachers .cpd-abbr:visible"
"""The first word in this stage that is marked: “NQTs”, in a sub-point."""

# What is drawn under the word, all across its line, is the word's own: so it is in front of
# everything, and inside the window.
SHOWN = """abbr => {
  const line = abbr.closest('.cpd-opps > li').getBoundingClientRect();
  const y = abbr.getBoundingClientRect().bottom + 12;
  return [line.left + 3, line.right - 3].every(x => document.elementFromPoint(x, y) === abbr);
}"""


@pytest.fixture
def word(page, site):
    page.goto(f"{site}/frameworks/lancashire/")
    word = page.locator(NQTS).first
    word.scroll_into_view_if_needed()
    expect(word).to_have_text("NQTs")
    assert not word.evaluate(SHOWN)
    return word


def says(word):
    content: str = word.evaluate("abbr => getComputedStyle(abbr, '::after').content")
    return content.strip('"')


@pytest.mark.parametrize("width", [320, 1280])
def test_on_focus(page, word, width):
    page.set_viewport_size({"width": width, "height": 800})
    word.focus()

    assert says(word) == "newly qualified teacher"
    assert word.evaluate(SHOWN)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.keyboard.press("Escape")
    assert says(word) == "none"
    word.blur()
    word.focus()
    assert says(word) == "newly qualified teacher"


def test_on_hover_once_and_not_again_as_a_title(page, word):
    word.hover()

    assert says(word) == "newly qualified teacher"
    assert word.get_attribute("title") is None
    box = word.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] + 12, steps=5)
    assert says(word) == "newly qualified teacher"
    page.keyboard.press("Escape")
    assert says(word) == "none"
    page.mouse.move(0, 0)
    assert word.get_attribute("title") == "newly qualified teacher"
    word.hover()
    assert says(word) == "newly qualified teacher"


def test_in_a_line_that_leads_on_it_says_so_when_the_line_has_the_focus(page, site):
    page.goto(f"{site}/frameworks/lancashire/")
    word = page.locator("#established-headteachers a > .cpd-abbr", has_text="NPQEL")
    assert says(word) == "none"
    word.locator("..").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")

    expect(word.locator("..")).to_be_focused()
    assert says(word) == "National Professional Qualification for Executive Leadership"
    page.keyboard.press("Escape")
    assert says(word) == "none"


def test_on_tap_without_javascript(new_context, site):
    context = new_context(
        viewport={"width": 320, "height": 700}, has_touch=True, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{site}/frameworks/lancashire/stages/newly-qualified-teachers/")
    word = page.locator(".cpd-sub .cpd-abbr", has_text="NQTs").first
    word.tap()

    assert says(word) == "newly qualified teacher"

    page.goto(f"{site}/frameworks/torbay/stages/nqt/")
    page.locator("a > .cpd-abbr", has_text="NQT").first.tap()
    expect(page.get_by_role("main")).to_contain_text("NQT: newly qualified teacher.")


def test_on_paper_it_is_a_word_like_any_other(page, word):
    word.focus()
    page.emulate_media(media="print")

    assert says(word) == "none"
    assert word.evaluate("abbr => getComputedStyle(abbr).textDecorationLine") == "none"


def test_from_the_grid_to_the_glossary_and_on(page, site):
    page.goto(f"{site}/frameworks/torbay/about/")
    page.get_by_role("main").get_by_role("link", name="glossary").click()
    page.get_by_role("link", name="N", exact=True).click()
    expect(page.get_by_role("heading", name="N", exact=True)).to_be_in_viewport()

    entry = page.locator("#nqt")
    expect(entry).to_contain_text("newly qualified teacher")
    expect(entry).to_contain_text("early career teachers (ECTs) since 1 September 2021")
    entry.get_by_role("link", name="Torbay").click()
    expect(page.locator("h1")).to_have_text("Search")
    expect(page.locator(".cpd-results")).to_contain_text("NQT")
