"""An editor takes an update in, with scripts and without: decides, tries, applies, undoes."""

import re

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.desk.updates import id_of
from frameworks.models import Edition
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.factories import member
from tests.frameworks.updates.copies import QUESTION, WITHDRAWN, plan_of, with_update

UPDATE = "/desk/thornbeck/update/"

BEHIND_THE_BAR = """() => {
  const focused = document.activeElement, bar = document.querySelector(".cpd-apply");
  if (focused === document.body || bar.contains(focused)) return [];
  const field = (focused.labels?.[0] ?? focused).getBoundingClientRect();
  const cover = bar.getBoundingClientRect();
  const isHidden = field.top >= cover.top && field.bottom <= cover.bottom;
  return isHidden ? [focused.outerHTML.slice(0, 200)] : [];
}"""


@pytest.fixture
def draft(committed):
    return with_update()


@pytest.fixture
def scripts():
    return True


@pytest.fixture
def desk(draft, scripts, live_server, new_context):
    """The editor's browser, signed in; what it writes to its console fails the test."""
    editor = member(draft.framework.organisation, Membership.Role.EDITOR, name="Edna Elm")
    context = new_context(java_script_enabled=scripts, base_url=live_server.url)
    page = signed_in(context, live_server.url, editor)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield page
    assert said == []


def item(draft, decision: str) -> str:
    found = next(one for one in plan_of(draft).decisions if one.id == decision)
    return f"#{id_of(found)}"


@pytest.mark.parametrize("width", [390, 1280])
def test_what_has_the_focus_is_not_behind_the_bar(desk, width):
    desk.goto(UPDATE)
    desk.set_viewport_size({"width": width, "height": 500})

    behind = []
    for _ in range(40):
        desk.keyboard.press("Tab")
        behind += desk.evaluate(BEHIND_THE_BAR)

    assert behind == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_update_is_decided_tried_applied_and_undone(desk, draft, scripts):
    first, second = item(draft, QUESTION), item(draft, WITHDRAWN)
    desk.goto(UPDATE)

    question = desk.locator(first)
    expect(question.get_by_label("Our words")).to_be_hidden()
    question.locator("summary", has_text="Write our own words").click()
    question.get_by_label("Our words").fill("Take part with Ms Hill")
    question.get_by_role("button", name="Save our words").click()
    expect(question.get_by_text("Decided", exact=True)).to_be_visible()
    question.get_by_role("link", name="Next question").click()
    expect(desk.locator("#apply-why")).to_contain_text("1 question still needs you.")
    expect(desk).to_have_url(re.compile(f"{second}$"))

    desk.get_by_role("button", name="Apply the update").click(force=True)  # off, yet reachable
    expect(desk.get_by_text("1 question still needs you. Nothing was written.")).to_be_visible()
    desk.wait_for_load_state()

    answer = desk.locator(second).get_by_role("button", name="Keep it as our own line")
    answer.click()
    expect(desk.locator("#apply-why")).to_contain_text("Everything is decided.")
    desk.wait_for_load_state()
    if scripts:
        expect(answer).to_be_focused()  # and so the page has come to rest

    desk.get_by_role("link", name="Try it first").click()
    expect(desk.get_by_text("Tried, not applied.")).to_be_visible()
    expect(desk.get_by_text("Take part with Ms Hill").first).to_be_visible()
    desk.get_by_role("link", name="Back to the update").click()

    desk.get_by_role("button", name="Apply the update").click()
    expect(desk.get_by_role("heading", name="What came in with the 2026 edition")).to_be_visible()
    assert Edition.objects.get(pk=draft.pk).based_on.label == "2026"

    desk.get_by_role("link", name="Go on with the draft").click()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Undone:").first).to_be_visible()
    desk.goto(UPDATE)
    expect(desk.locator("#apply-why")).to_contain_text("Everything is decided.")


def test_words_in_another_question_are_left_alone_when_one_is_saved(desk, draft):
    first, second = item(draft, QUESTION), item(draft, WITHDRAWN)
    desk.goto(UPDATE)
    desk.locator(first).locator("summary", has_text="Write our own words").click()
    desk.locator(first).get_by_label("Our words").fill("Not saved yet")

    desk.locator(second).get_by_role("button", name="Keep it as our own line").click()

    expect(desk.locator(second).get_by_text("Decided", exact=True)).to_be_visible()
    assert desk.locator(first).get_by_label("Our words").input_value() == "Not saved yet"


def test_axe_finds_nothing_and_nobody_scrolls_sideways(desk, draft):
    desk.goto(UPDATE)
    for summary in desk.locator("main summary:visible").all():
        summary.click()

    assert faults(desk, UPDATE) == {}

    desk.locator(item(draft, QUESTION)).get_by_label("Our words").fill("")
    desk.locator(item(draft, QUESTION)).get_by_role("button", name="Save our words").click()
    expect(desk.get_by_text("Write our words, or choose one of the other")).to_be_focused()
    assert faults(desk, "after a mistake") == {}


TOP = "(question) => Math.round(question.getBoundingClientRect().top)"


@pytest.mark.parametrize("width", [390, 1280])
def test_one_press_answers_and_the_page_stays_where_it_is(desk, draft, width):
    desk.set_viewport_size({"width": width, "height": 700})
    desk.goto(UPDATE)
    question = desk.locator(item(draft, WITHDRAWN))
    answer = question.get_by_role("button", name="Keep it as our own line")
    answer.scroll_into_view_if_needed()
    before = question.evaluate(TOP)

    answer.press("Enter")

    undo = question.get_by_role("button", name="Undo the answer")
    expect(undo).to_be_in_viewport()  # and so it is answered: before, the press had the focus too
    expect(answer).to_be_focused()
    assert question.evaluate(TOP) == before

    undo.press("Enter")

    expect(question.get_by_text("Not decided")).to_be_visible()
    expect(question).to_be_focused()
    assert question.evaluate(TOP) == before
