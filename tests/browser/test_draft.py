"""A draft in Chromium: axe, the focus, the keyboard, dragging, and words that are not lost."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.actions import drafts
from opportunities import store
from tests.browser.clicks import Clicks
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.browser.ways import WAYS, WITH_JAVASCRIPT, in_one_way
from tests.builders import grid, key, published
from tests.factories import member

DRAFT = "/desk/thornshire/draft/"
LINE = f"{DRAFT}lines/{key('NQT/School/0')}/"
CELL = f"{DRAFT}cells/{key('NQT')}/{key('School')}/"

PAGES = [
    DRAFT,
    f"{DRAFT}?select=1",
    LINE,
    f"{DRAFT}lines/place/?line={key('NQT/School/0')}",
    f"{CELL}add/",
    CELL,
    f"{DRAFT}front-page/",
    f"{DRAFT}stages/",
    f"{DRAFT}stages/add/",
    f"{DRAFT}stages/{key('NQT')}/remove/",
    f"{DRAFT}columns/",
    f"{DRAFT}sections/add/",
    f"{DRAFT}discard/",
]


@pytest.fixture
def draft(committed):
    edition = published(
        grid(
            {
                ("NQT", "School"): ["Join in", "Read"],
                ("NQT", "Network"): ["Visit"],
                ("RQT", "School"): ["Join in"],
            },
            details={"Read": ("E.g. a book",)},
        )
    )
    editor = member(edition.framework.organisation, Membership.Role.EDITOR, name="Ann Editor")
    return drafts.start(framework=edition.framework, by=editor)


@pytest.fixture
def page(context, site, draft):
    return signed_in(context, site, draft.created_by)


def lines(draft):
    return [one.text for one in store.read(draft.grid).opportunities]


def test_axe_finds_nothing_and_nobody_scrolls_sideways(page, site):
    found = {}
    for url in PAGES:
        page.goto(site + url)
        found |= faults(page, url)
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Join in").first.click()
    expect(page.get_by_label("Words")).to_be_focused()
    found |= faults(page, "a line in its place")

    assert found == {}


def test_by_keyboard_alone_a_line_is_reworded_and_undone(page, site, draft):
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Join in").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Words")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Take part")
    page.get_by_label("Change everywhere").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#said")).to_contain_text("reworded “Join in” in 2 places")
    expect(page.locator("#announce")).to_contain_text("reworded")
    expect(page.locator(":focus")).to_contain_text("Take part")
    page.get_by_role("button", name="Undo the last change").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Undone")
    assert lines(draft) == ["Join in", "Read", "Visit"]


def test_what_is_wrong_takes_the_focus_and_what_was_typed_stays(page, site):
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Add a line to NQT, School").click()
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Write at least one line.").click()
    expect(page.get_by_label("New lines")).to_be_focused()


def test_another_click_does_not_lose_words_that_were_not_saved(page, site):
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Join in").first.click()
    page.get_by_label("Words").fill("Half a sentence")
    page.mouse.click(600, 700)

    expect(page.get_by_label("Words")).to_have_value("Half a sentence")
    expect(page.get_by_role("status").filter(has_text="Press Escape again")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Join in").first).to_be_focused()


@pytest.mark.parametrize("way", WAYS)
def test_a_line_is_reworded_in_three_clicks(new_context, site, draft, way):
    """It stands in two places; what stands in one takes two."""
    scripts = way != "without JavaScript"
    page = signed_in(in_one_way(new_context, way), site, draft.created_by)
    page.goto(site + DRAFT)
    person = Clicks(page)

    person.on("link", "Join in")
    if scripts:
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_in_viewport()
    page.get_by_label("Words").fill("Take part")
    person.at(page.get_by_label("Only here"))
    person.on("button", "Save", exact=True)

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Take part")).to_be_visible()
    if scripts:
        expect(page.get_by_role("link", name="Take part")).to_be_focused()
    assert person.count == 3
    assert sorted(lines(draft)) == ["Join in", "Read", "Take part", "Visit"]


@pytest.mark.parametrize("way", WAYS)
def test_enter_in_a_field_of_a_line_saves_it(new_context, site, draft, way):
    """A browser presses the first button of a form, which once moved the line instead."""
    page = signed_in(in_one_way(new_context, way), site, draft.created_by)
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Visit").click()
    page.get_by_label("Words").fill("Visit a school")
    page.get_by_label("Link").fill("https://example.org/visits")
    page.get_by_label("Link").press("Enter")

    expect(page.get_by_text("Saved: reworded “Visit”").first).to_be_visible()
    assert "Visit a school" in lines(draft)


@pytest.mark.parametrize("way", WAYS)
def test_what_was_typed_is_saved_when_the_line_is_moved(new_context, site, draft, way):
    page = signed_in(in_one_way(new_context, way), site, draft.created_by)
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Read").click()
    page.get_by_label("Words").fill("Read a book")
    page.get_by_role("button", name="Up").click()

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Read a book")).to_be_visible()
    assert "Read a book" in lines(draft)


def test_how_many_lines_are_selected_is_said(page, site):
    page.goto(f"{site}{DRAFT}?select=1")
    said = page.get_by_role("form", name="With the lines that are ticked").get_by_role("status")
    expect(said).to_be_empty()

    page.get_by_label("Join in").first.check()
    expect(said).to_have_text("1 line selected")
    page.get_by_label("Read").check()
    expect(said).to_have_text("2 lines selected")
    page.get_by_role("button", name="Move or copy").click()
    expect(page.get_by_role("heading", name="Move or copy 2 lines")).to_be_visible()
    page.go_back()
    expect(said).to_have_text("2 lines selected")
    page.get_by_label("Read").uncheck()
    page.get_by_label("Join in").first.uncheck()
    expect(said).to_be_empty()


def test_links_lead_past_the_tools_and_from_stage_to_stage(page, site):
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Skip to the grid").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#grid")).to_be_focused()
    page.get_by_role("link", name="Skip to RQT").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="RQT (change the stage)")).to_be_focused()


def test_words_written_before_the_session_ended_can_be_sent_again(page, site, context, draft):
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Join in").first.click()
    page.get_by_label("Words").fill("Not to be lost")
    page.get_by_label("Change everywhere").check()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", name="Nothing is lost")).to_be_visible()
    expect(page.get_by_text("Not to be lost")).to_be_visible()
    assert "Not to be lost" not in lines(draft)


def test_words_written_for_a_draft_that_is_discarded_meanwhile_come_back(page, site, draft):
    page.goto(site + DRAFT)
    page.get_by_role("link", name="Join in").first.click()
    page.get_by_label("Words").fill("Not to be lost")
    page.get_by_label("Change everywhere").check()
    drafts.discard(edition=draft, by=draft.created_by)
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", name="Nothing is lost")).to_be_visible()
    expect(page.get_by_text("Not to be lost")).to_be_visible()
    expect(page.get_by_text("You discarded the draft")).to_be_visible()
    assert faults(page, "what was written") == {}


@pytest.mark.parametrize("address", [DRAFT, f"{DRAFT}front-page/", "/desk/thornshire/publish/"])
def test_an_open_page_is_told_within_30_seconds_that_the_draft_is_gone(page, site, draft, address):
    colleague = member(draft.framework.organisation, Membership.Role.EDITOR, name="Ben Colleague")
    page.clock.install()
    with page.expect_response(f"**{DRAFT}here/"):
        page.goto(site + address)
    drafts.discard(edition=draft, by=colleague)
    page.clock.run_for(30_000)

    gone = page.get_by_role("alert")
    expect(gone).to_contain_text("This draft is gone. Ben Colleague discarded the draft on")
    assert faults(page, address) == {}


def test_a_line_dragged_in_a_draft_that_is_gone_leads_to_what_became_of_it(page, site, draft):
    page.goto(site + DRAFT)
    drafts.discard(edition=draft, by=draft.created_by)
    line = page.get_by_role("link", name="Visit").bounding_box()
    cell = page.locator(f"[id='c-{key('RQT')}-{key('School')}']").bounding_box()
    page.mouse.move(line["x"] + 20, line["y"] + 8)
    page.mouse.down()
    page.mouse.move(cell["x"] + 30, cell["y"] + cell["height"] - 10, steps=8)
    page.mouse.up()

    expect(page.get_by_text("You discarded the draft")).to_be_visible()


def test_a_line_chosen_in_a_draft_that_is_gone_leads_to_what_became_of_it(page, site, draft):
    page.goto(site + DRAFT)
    drafts.discard(edition=draft, by=draft.created_by)
    page.get_by_role("link", name="Visit").click()

    expect(page.get_by_text("You discarded the draft")).to_be_visible()


def test_a_line_can_be_dragged_to_another_cell(page, site, draft):
    page.goto(site + DRAFT)
    line = page.get_by_role("link", name="Visit").bounding_box()
    cell = page.locator(f"[id='c-{key('RQT')}-{key('School')}']").bounding_box()
    page.mouse.move(line["x"] + 20, line["y"] + 8)
    page.mouse.down()
    page.mouse.move(line["x"] + 40, line["y"] + 20, steps=4)
    page.mouse.move(cell["x"] + 30, cell["y"] + cell["height"] - 10, steps=8)
    page.mouse.up()

    expect(page.locator("#said")).to_contain_text("moved “Visit” to RQT, School")


def test_two_people_see_each_other(page, site, draft, new_context):
    colleague = member(draft.framework.organisation, Membership.Role.EDITOR, name="Ben Colleague")
    elsewhere = signed_in(new_context(), site, colleague)
    elsewhere.goto(site + DRAFT)
    expect(elsewhere.locator("#said")).to_be_visible()
    elsewhere.wait_for_load_state("networkidle")
    page.goto(site + DRAFT)

    expect(page.get_by_text("Ben Colleague is here too")).to_be_visible()


def long_draft():
    """A draft of several screens, with a line that stands at each stage."""
    stages = [f"Stage {number}" for number in range(12)]
    texts = [f"Line {number}" for number in range(12)]
    cells = {
        (stage, "School"): ["Join in", *(f"{stage}: {text}" for text in texts)] for stage in stages
    }
    edition = published(grid(cells), slug="longshire")
    editor = member(edition.framework.organisation, Membership.Role.EDITOR)
    return drafts.start(framework=edition.framework, by=editor)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_stays_where_one_is(committed, new_context, site, width):
    draft = long_draft()
    page = signed_in(new_context(viewport={"width": width, "height": 800}), site, draft.created_by)
    page.goto(f"{site}/desk/longshire/draft/")
    line = page.locator(f"[id='l-{key('Stage 6/School/0')}']")
    line.scroll_into_view_if_needed()
    stood = line.bounding_box()["y"]
    line.get_by_role("link").click()
    page.get_by_label("Words").fill("Take part")
    page.get_by_label("Change everywhere").check()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(line).to_contain_text("Take part")
    expect(line.get_by_role("link")).to_be_focused()
    expect(line).to_be_in_viewport()
    assert abs(line.bounding_box()["y"] - stood) < 400
    expect(page.get_by_role("button", name="Undo")).to_be_in_viewport()
    expect(page.locator("#said")).to_be_in_viewport()
    page.get_by_role("button", name="Undo").click()
    expect(line).to_contain_text("Join in")
    expect(page.locator(".is-saved a:focus")).to_be_in_viewport()


def test_the_page_stays_where_one_is_when_all_of_it_is_drawn_anew(committed, new_context, site):
    draft = long_draft()
    page = signed_in(new_context(), site, draft.created_by)
    page.goto(f"{site}/desk/longshire/draft/")
    line = page.locator(f"[id='l-{key('Stage 6/School/0')}']")
    line.scroll_into_view_if_needed()
    page.evaluate("document.getElementById('shown').value = ''")
    stood = line.bounding_box()["y"]
    line.get_by_role("link").click()
    page.get_by_label("Words").fill("Take part")
    page.get_by_label("Change everywhere").check()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(line).to_contain_text("Take part")
    expect(line.get_by_role("link")).to_be_focused()
    expect(line).to_be_in_viewport()
    assert abs(line.bounding_box()["y"] - stood) < 400


def test_without_javascript_a_save_comes_back_to_the_line(committed, new_context, site):
    draft = long_draft()
    page = signed_in(new_context(java_script_enabled=False), site, draft.created_by)
    page.goto(f"{site}/desk/longshire/draft/")
    line = page.locator(f"[id='l-{key('Stage 6/School/0')}']")
    line.get_by_role("link").click()
    page.get_by_label("Words").fill("Take part")
    page.get_by_label("Change everywhere").check()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(line).to_contain_text("Take part")
    expect(line).to_be_in_viewport()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(":target")).to_contain_text("Join in")
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.parametrize("way", WAYS)
def test_one_line_after_the_other_is_saved_without_going_back_to_the_grid(
    new_context, site, draft, way
):
    page = signed_in(in_one_way(new_context, way), site, draft.created_by)
    page.goto(f"{site}{DRAFT}?stage=nqt")
    page.get_by_role("link", name="Read").click()
    page.get_by_label("Words").fill("Read on")
    assert way != WITH_JAVASCRIPT or faults(page, "a line") == {}
    page.get_by_role("button", name="Save and next line").click()

    expect(page.get_by_label("Words")).to_have_value("Visit")
    page.get_by_label("Words").fill("Visit others")
    page.get_by_role("button", name="Save and next line").click()

    expect(page.locator("#said, .cpd-messages").first).to_contain_text("Visit")
    expect(page.get_by_text("That was the last line.").first).to_be_visible()
    assert sorted(lines(draft)) == ["Join in", "Read on", "Visit others"]
