"""A teacher without an account makes a list, prints the sheet and sends the link: by keyboard,
on a phone and at a desk, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_list import INDUCTION, PORTFOLIO, STAGE, add, headed, lines
from tests.browser.test_sheet import WHY, printed

WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


def press(target, key: str = "Enter") -> None:
    target.focus()
    target.page.keyboard.press(key)


def makes_a_list(page, site, scripts: bool) -> None:
    page.goto(site + STAGE)
    press(add(page, INDUCTION))
    if scripts:
        press(add(page, PORTFOLIO))
        press(page.get_by_role("link", name="My list: 2 lines"))
        expect(headed(page, "My list")).to_be_visible()
    else:
        press(page.get_by_role("link", name="Teaching Assistants, Lancashire", exact=True))
        press(page.get_by_label(PORTFOLIO), "Space")
        press(page.get_by_role("button", name="Put the ticked lines on the list"))
        expect(headed(page, "A list of two lines")).to_be_visible()
    expect(lines(page)).to_have_text([INDUCTION, PORTFOLIO])
    expect(page.get_by_text("chosen at Teaching Assistants")).to_have_count(2)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_list_a_sheet_and_a_link(new_context, site, scripts, width):
    page = new_context(viewport=WIDTHS[width], java_script_enabled=scripts).new_page()
    makes_a_list(page, site, scripts)
    sent = page.get_by_label("Its address").input_value()

    press(page.get_by_label("Appraisal"), "Space")
    press(page.get_by_role("button", name="Make the sheet"))
    page.get_by_label("Why").first.focus()
    page.keyboard.type(WHY)
    press(page.get_by_role("button", name="Make the sheet"))
    expect(headed(page, "Appraisal: professional development")).to_be_visible()
    (words,) = printed(page)
    for said in (INDUCTION, PORTFOLIO, WHY, "Lancashire, Teaching Assistants"):
        assert said in words

    theirs = new_context(java_script_enabled=scripts).new_page()
    theirs.goto(sent)
    expect(lines(theirs)).to_have_text([INDUCTION, PORTFOLIO])
    assert WHY not in theirs.content(), "what was written is with who wrote it alone"
    assert page.context.cookies() == theirs.context.cookies() == []
