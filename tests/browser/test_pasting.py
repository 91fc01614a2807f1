"""A list and a table pasted into a box of a draft: by keyboard, in place and without JavaScript."""

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.actions import drafts
from opportunities import store
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.builders import grid, key, published, texts
from tests.factories import member

DRAFT = "/desk/thornshire/draft/"
LIST = "• Join in\n• Work with a trainee across\nthe whole year\n  – often\n• Coach\n• See page 4"
TABLE = "Stage\tSchool\tNetwork\nNQT\tLead\tMeet\nRQT\tStudy\tGo"


@pytest.fixture
def draft(committed):
    edition = published(
        grid(
            {
                ("NQT", "School"): ["Read"],
                ("NQT", "Network"): ["Visit", "Join in"],
                ("NQT", "Council"): ["Enrol"],
                ("NQT", "Nation"): ["Apply"],
                ("RQT", "School"): ["Join in"],
            }
        )
    )
    editor = member(edition.framework.organisation, Membership.Role.EDITOR, name="Ann Editor")
    return drafts.start(framework=edition.framework, by=editor)


@pytest.fixture
def page(context, site, draft):
    return signed_in(context, site, draft.created_by)


def at(draft, stage, column):
    grid = store.read(draft.grid)
    return texts(grid, grid.cells[key(stage), key(column)])


def opened(page, site):
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Add a line to NQT, School").click()
    expect(page.get_by_label("New lines")).to_be_focused()


def test_by_keyboard_a_pasted_list_is_looked_at_answered_and_added(page, site, draft):
    opened(page, site)
    page.get_by_label("New lines").fill(LIST)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    heading = page.get_by_role("heading", name="3 lines, 1 with sub-points")
    expect(heading).to_be_focused()
    assert faults(page, "what was pasted") == {}
    page.get_by_role("radio", name="A line for each row").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Add these lines").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#said")).to_contain_text("added 4 lines to NQT, 1 of them as in other")
    assert at(draft, "NQT", "School")[1:] == [
        "Join in",
        "Work with a trainee across",
        "the whole year",
        "Coach",
    ]
    expect(page.locator(":focus")).to_contain_text("Added")
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.locator("#said")).to_contain_text("Undone")
    assert at(draft, "NQT", "School") == ["Read"]


def test_one_line_takes_as_many_clicks_as_ever(page, site, draft):
    opened(page, site)
    page.get_by_label("New lines").fill("Coach a colleague")
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.locator("#said")).to_contain_text("added “Coach a colleague” to NQT")


def test_words_that_were_looked_at_are_not_lost_to_another_click_or_to_escape(page, site):
    opened(page, site)
    page.get_by_label("New lines").fill(LIST)
    page.get_by_role("button", name="Add", exact=True).click()
    heading = page.get_by_role("heading", name="3 lines")
    expect(heading).to_be_focused()
    page.mouse.click(300, 700)
    expect(page.get_by_role("status").filter(has_text="Press Escape again")).to_be_visible()
    expect(heading).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Add a line to NQT, School")).to_be_focused()


def test_a_table_in_place_is_put_into_one_box_and_undone_in_one_step(page, site, draft):
    opened(page, site)
    page.get_by_label("New lines").fill("Lead\tMeet")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Put all of it into this box instead").click()
    expect(page.get_by_role("heading", name="2 lines", exact=True)).to_be_focused()
    page.get_by_role("button", name="Spread it over the columns").click()
    expect(page.get_by_role("heading", name="2 lines, in 2 boxes")).to_be_focused()
    page.get_by_role("button", name="Add these lines").click()

    expect(page.locator("#said")).to_contain_text("added 2 lines to 2 boxes")
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.locator("#said")).to_contain_text("Undone")
    assert at(draft, "NQT", "Network") == ["Visit", "Join in"]


def test_axe_finds_nothing_in_a_table_on_a_page_of_its_own_or_beside_an_error(page, site):
    found = {}
    for text in (TABLE, "Read"):
        page.goto(f"{site}{DRAFT}cells/{key('NQT')}/{key('School')}/add/")
        page.get_by_label("New lines").fill(text)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_role("button", name="Add these lines")).to_be_visible()
        found |= faults(page, text)

    assert found == {}
    expect(page.get_by_text("It is in this box already.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_table_without_javascript(new_context, site, draft, width):
    context = new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = signed_in(context, site, draft.created_by)
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Add a line to NQT, School").click()
    page.get_by_label("New lines").fill(TABLE)
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_role("heading", name="4 lines, in 4 boxes")).to_be_visible()
    page.get_by_role("button", name="Put all of it into this box instead").click()
    page.get_by_role("button", name="Spread it over the columns").click()
    page.get_by_text("Change what you pasted").click()
    page.get_by_label("New lines").fill(f"{TABLE}\nGovernor\tVote\tMeet")
    page.get_by_role("button", name="Read it again").click()
    expect(page.get_by_text("No stage of this draft is called “Governor”.").first).to_be_visible()
    page.get_by_role("button", name="Add these lines").click()

    expect(page.get_by_text("Saved: added 4 lines to 4 boxes.")).to_be_visible()
    assert (at(draft, "NQT", "School"), at(draft, "RQT", "Network")) == (["Read", "Lead"], ["Go"])
