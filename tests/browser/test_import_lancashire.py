"""A framework of Lancashire's size is brought in with few clicks, and its lines by keys."""

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.models import Framework
from opportunities import store
from tests.browser.faults import faults
from tests.browser.signing_in import sign_in
from tests.factories import OrganisationFactory, member
from tests.frameworks.imports.lancashire import GRID, word_file

MOST_CLICKS = 40

COUNTING = """
addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true);
"""


@pytest.fixture
def begun(context, page, server, frameworks_committed):
    """The page of what was found in Lancashire's file, with everything said that only people
    know; on the way there each click was counted that is not about a stage."""
    organisation = OrganisationFactory.create(slug="fellbridge", name="Fellbridge Council")
    sign_in(context, server.url, member(organisation, Membership.Role.MANAGER))
    context.add_init_script(COUNTING)
    page.goto(f"{server.url}/desk/")
    page.get_by_role("link", name="Bring in a file").click()
    offer = {"name": "2019.docx", "mimeType": "application/octet-stream", "buffer": word_file()}
    page.get_by_label("The file").set_input_files(offer)
    page.get_by_role("button", name="See what we find").click()
    expect(page.get_by_role("heading", name="What we found")).to_be_visible()
    page.get_by_role("button", name="Fill in what we think").click()
    for stage in GRID.stages:  # keys choose: no click
        page.get_by_label(f"Kind of staff of {stage.name}", exact=True).select_option(stage.group)
        page.get_by_label(f"Career stage of {stage.name}", exact=True).select_option(stage.family)
    page.get_by_role("button", name="Go on to proof-reading").click()
    expect(page.get_by_text("box 1 of 64")).to_be_visible()
    page.wait_for_load_state()  # its script hears the keys
    return page


def clicks(page) -> int:
    return int(page.evaluate("Number(sessionStorage.clicks ?? 0)"))


def test_lancashire_takes_few_clicks(begun):
    page = begun
    assert faults(page, page.url) == {}
    expect(page.locator(".cpd-todo")).to_have_count(0)
    page.get_by_role("button", name="Tick off those 64 unread").click()
    expect(page.get_by_text("64 of 64 boxes looked at")).to_be_visible()
    page.get_by_role("button", name="Make this the draft").click()
    expect(page.get_by_text("This is the draft.")).to_be_visible()

    assert 0 < clicks(page) <= MOST_CLICKS
    draft = Framework.objects.get(organisation__slug="fellbridge").editions.get()
    grid = store.read(draft.grid)
    assert [stage.name for stage in grid.stages] == [stage.name for stage in GRID.stages]
    assert len(grid.placements) == len(GRID.placements)
    assert {line.text for line in grid.opportunities} == {line.text for line in GRID.opportunities}


def test_lines_are_put_right_by_keys(begun):
    page = begun
    lines = page.locator(".cpd-read > li")
    before = lines.count()
    third = lines.nth(2).locator("p").first.inner_text()
    lines.nth(0).focus()

    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#line-3")).to_be_focused()
    page.keyboard.press("u")
    expect(lines).to_have_count(before - 1)
    expect(page.locator("#line-2")).to_be_focused()
    expect(page.get_by_label("Under line 2")).to_have_value(third)

    page.get_by_label("Under line 2").press("End")
    page.keyboard.type("x")
    expect(lines).to_have_count(before - 1)
    page.locator("#line-2").focus()
    page.keyboard.press("x")
    expect(lines).to_have_count(before - 2)
    page.keyboard.press("l")
    expect(page.get_by_text("1 of 64 boxes looked at")).to_be_visible()
