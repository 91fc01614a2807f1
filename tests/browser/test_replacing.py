"""Finding and replacing in a draft, and stages in their order: with clicks counted, by keyboard,
on a phone and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.actions import drafts
from opportunities import store
from tests.browser.clicks import Clicks
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.browser.ways import WAYS, WITH_JAVASCRIPT, in_one_way
from tests.builders import grid, published
from tests.factories import member

DRAFT = "/desk/thornshire/draft/"


@pytest.fixture
def draft(committed):
    lines = ["Attend NQT Clusters", "Meet NQTs", "Visit NQT.example: www.NQT.example/NQT"]
    cells = {("NQT", "School"): lines, ("RQT", "School"): [lines[0], "Read"]}
    edition = published(grid(cells | {("Head", "School"): ["Lead"]}))
    editor = member(edition.framework.organisation, Membership.Role.EDITOR, name="Ann Editor")
    return drafts.start(framework=edition.framework, by=editor)


def texts(draft):
    return [line.text for line in store.read(draft.grid).opportunities]


def stages(draft):
    return [stage.name for stage in store.read(draft.grid).stages]


@pytest.mark.parametrize("way", WAYS)
def test_a_word_is_replaced_everywhere_in_three_clicks_and_taken_back_in_one(
    new_context, site, draft, way
):
    page = signed_in(in_one_way(new_context, way), site, draft.created_by)
    page.goto(site + DRAFT)
    person = Clicks(page)

    person.on("link", "Find and replace")
    page.get_by_label("Find", exact=True).fill("NQT")
    page.get_by_label("Put in its place").fill("ECT")
    person.on("button", "Show each place")
    expect(page.get_by_role("heading", name="3 lines, 4 places")).to_be_visible()
    button = (
        "Replace where ticked" if way == "without JavaScript" else "Replace in 2 lines, 3 place"
    )
    person.on("button", re.compile(button))

    told = "Saved: replaced “NQT” by “ECT” in 2 lines, 3 places. Left as they are: 1 line."
    expect(page.get_by_text(told)).to_be_visible()
    assert person.count <= 4
    assert texts(draft)[:2] == ["Attend ECT Clusters", "Meet ECTs"]
    person.on("button", re.compile("^Undo"))
    expect(page.get_by_text("Undone:").last).to_be_visible()
    assert texts(draft)[:2] == ["Attend NQT Clusters", "Meet NQTs"]


def test_by_keyboard_words_are_found_in_the_draft_and_replaced(context, site, draft):
    page = signed_in(context, site, draft.created_by)
    page.goto(site + DRAFT)

    page.get_by_label("Look for").press_sequentially("nqt\n")
    expect(page.get_by_text("“nqt” is in 4 of 6 lines.")).to_be_visible()
    expect(page.get_by_text("Lead")).to_be_hidden()
    assert faults(page, "filtered by words") == {}
    page.get_by_label("Look for").fill("NQT")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    page.get_by_role("link", name="Replace it").press("Enter")
    expect(page.get_by_role("heading", name="3 lines, 4 places")).to_be_visible()
    assert page.locator("mark").count() == 5
    page.get_by_label("Put in its place").press_sequentially("ECT\n")
    page.get_by_role("checkbox", name=re.compile("^Attend")).press("Space")
    expect(page.get_by_role("button", name="Replace in 1 line", exact=True)).to_be_visible()
    page.get_by_role("button", name="Replace in 1 line").press("Enter")

    expect(page.get_by_text("in 1 line. Left as they are: 2 lines, 3 places.")).to_be_visible()
    assert texts(draft)[:2] == ["Attend NQT Clusters", "Meet ECTs"]


def test_ticks_are_set_and_taken_away_all_at_once(context, site, draft):
    page = signed_in(context, site, draft.created_by)
    page.goto(f"{site}{DRAFT}replace/?find=NQT&put=ECT")

    everything = page.get_by_role("button", name="Tick all or none")
    everything.click()
    expect(page.get_by_role("button", name="Replace in 3 lines, 4 places")).to_be_visible()
    everything.click()

    expect(page.get_by_role("button", name="Replace in nothing yet")).to_be_visible()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?find=NQT",
        "?find=NQT&put=ECT&around=on",
        "?find=nqt",
        "?find=&put=ECT",
        "?find=Lead&out=on",
        "?find=Read&put=Teaching+Schools",
    ],
)
def test_the_page_has_no_faults_whatever_it_says(context, site, draft, query):
    page = signed_in(context, site, draft.created_by)
    page.goto(f"{site}{DRAFT}replace/{query}")

    assert faults(page, query) == {}


@pytest.mark.parametrize("way", WAYS)
def test_a_stage_is_added_before_another_in_three_clicks(new_context, site, draft, way):
    page = signed_in(in_one_way(new_context, way), site, draft.created_by)
    page.goto(site + DRAFT)
    person = Clicks(page)

    person.on("link", re.compile(r"^RQT\s*\(change the stage\)"))
    person.on("button", "Add a stage before it")
    page.get_by_label("Name").fill("ECT 1")
    page.get_by_label("Kind of staff").select_option("Teachers")
    page.get_by_label("Career stage").select_option("Early career teacher")
    assert way != WITH_JAVASCRIPT or faults(page, "a new stage") == {}
    person.on("button", "Save")

    expect(page.get_by_text("Saved: added stage ECT 1.")).to_be_visible()
    assert person.count == 3
    assert stages(draft) == ["NQT", "ECT 1", "RQT", "Head"]


@pytest.mark.parametrize("way", WAYS)
def test_a_stage_moves_from_the_end_to_the_top_in_one_click(new_context, site, draft, way):
    page = signed_in(in_one_way(new_context, way), site, draft.created_by)
    page.goto(f"{site}{DRAFT}stages/")

    page.get_by_role("button", name=re.compile(r"^Top\s*: Head")).click()

    expect(page.get_by_text("Saved: moved stage Head to the top.")).to_be_visible()
    assert stages(draft) == ["Head", "NQT", "RQT"]
    expect(page.locator(".cpd-frame > li:target")).to_contain_text("Head")
