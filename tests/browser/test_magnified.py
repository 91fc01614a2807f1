"""A list and its sheet at 400 %: of a window of 1280 by 1024 pixels 320 by 256 are left."""

import pytest
from playwright.sync_api import expect

from tests.browser.faults import crowded, sideways
from tests.browser.test_list import STAGE, headed

FOCUSED_UNDER_THE_BAR = """() => {
  const focused = document.activeElement;
  const bar = document.querySelector('.cpd-listbar');
  if (bar.contains(focused) || focused === document.body) return '';
  const hidden = focused.getBoundingClientRect().top >= bar.getBoundingClientRect().top;
  return hidden ? focused.outerHTML.slice(0, 120) : '';
}"""


@pytest.fixture
def page(new_context, site):
    """Two lines are on the list of this browser, whose page of the stage is open."""
    page = new_context(viewport={"width": 320, "height": 256}).new_page()
    page.goto(site + STAGE)
    page.locator(".cpd-add").nth(0).click()
    page.locator(".cpd-add").nth(1).click()
    expect(page.get_by_role("link", name="My list: 2 lines")).to_be_visible()
    return page


def test_nothing_lies_over_anything_else(page):
    found = crowded(page, "a stage") | sideways(page, "a stage")
    page.get_by_role("link", name="My list: 2 lines").click()
    expect(headed(page, "My list")).to_be_visible()
    found |= crowded(page, "the list") | sideways(page, "the list")
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.get_by_text("What goes on the sheet")).to_be_visible()
    page.get_by_label("Why").first.fill("To help two new TAs settle in")
    found |= crowded(page, "what goes on the sheet") | sideways(page, "what goes on the sheet")
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.get_by_text("Ready to print")).to_be_visible()
    found |= crowded(page, "the sheet") | sideways(page, "the sheet")

    assert found == {}


def test_the_way_to_clear_the_computer_is_in_sight_and_hides_nothing_that_has_the_focus(page):
    clear = page.get_by_role("button", name="Clear this computer")
    expect(clear).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="My list: 2 lines").click()
    expect(headed(page, "My list")).to_be_visible()

    hidden = []
    for _ in range(40):
        page.keyboard.press("Tab")
        expect(clear).to_be_in_viewport(ratio=1)
        hidden.append(page.evaluate(FOCUSED_UNDER_THE_BAR))

    assert set(hidden) == {""}
