"""An LA admin brings a Word file in to a draft without a mouse: by Tab, Enter, arrows, letters."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from cpd_site.models import Membership
from frameworks.actions import imports
from frameworks.models import Framework
from opportunities import store
from opportunities.exchange.reading import files
from opportunities.exchange.reading.proposing.propose import fill_in_guesses, propose
from tests.browser.signing_in import sign_in
from tests.browser.test_import import a_word_file
from tests.factories import OrganisationFactory, member

MOST_TABS = 120
NO_MOUSE = """
for (const kind of ["pointerdown", "mousedown"])
  addEventListener(kind, () => { throw new Error("a mouse was used"); }, true);
"""


@pytest.fixture
def admin(server, context, frameworks_committed):
    organisation = OrganisationFactory.create(slug="fellbridge", name="Fellbridge Council")
    manager = member(organisation, Membership.Role.MANAGER)
    sign_in(context, server.url, manager)
    context.add_init_script(NO_MOUSE)
    return manager


def tab_to(page: Page, wanted: Locator) -> None:
    """Tabs on from where the focus is until this has it, and can be seen there."""
    wanted.wait_for()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            expect(wanted).to_be_in_viewport()
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def type_into(page: Page, wanted: Locator, words: str) -> None:
    tab_to(page, wanted)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def test_a_word_file_becomes_a_draft_without_a_mouse(admin, page, server):
    page.goto(f"{server.url}/desk/")
    press(page, page.get_by_role("link", name="Bring in a file"))
    with page.expect_file_chooser() as choosing:
        press(page, page.get_by_label("The file"))
    offer = {"name": "offer.docx", "mimeType": "application/zip", "buffer": a_word_file()}
    choosing.value.set_files(offer)
    press(page, page.get_by_role("button", name="See what we find"))

    # What is missing is told where the focus is, then filled in; a choice is made by its letters.
    press(page, page.get_by_role("button", name="Go on to proof-reading"))
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    press(page, page.get_by_role("button", name="Fill in what we think"))
    expect(page.get_by_text("Everything is answered that only you know.")).to_be_visible()
    type_into(page, page.get_by_label("Name of the framework"), "CPD in Fellbridge")
    tab_to(page, page.get_by_label("Kind of staff of Established Headteachers"))
    page.keyboard.type("Lead")
    press(page, page.get_by_role("button", name="Go on to proof-reading"))

    # A line is taken in hand, reworded, and put under the one before.
    expect(page.get_by_text("box 1 of 6")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Change line 1"))
    for key in ("ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#line-2")).to_be_focused()
    type_into(page, page.get_by_label("Line 2", exact=True), "Meet a mentor, jovially")
    press(page, page.get_by_role("button", name="Save line 2"))
    expect(page.get_by_text("Meet a mentor, jovially", exact=True)).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Change line 1"))
    for key in ("ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#line-2")).to_be_focused()
    page.keyboard.press("u")
    expect(page.get_by_label("Under line 1")).to_have_value("Meet a mentor, jovially")
    page.keyboard.press("Escape")

    # Box after box is looked at by one key; the focus is on the next one's lines each time.
    tab_to(page, page.get_by_role("link", name="Change line 1"))
    for number in range(2, 7):
        page.keyboard.press("l")
        expect(page.get_by_text(f"box {number} of 6")).to_be_visible()
        expect(page.locator(".cpd-read > li").first).to_be_focused()
    page.keyboard.press("l")
    press(page, page.get_by_role("button", name="Make this the draft"))

    expect(page.get_by_text("This is the draft.")).to_be_visible()
    draft = Framework.objects.get(title="CPD in Fellbridge").editions.get()
    lines = {(line.text, line.details) for line in store.read(draft.grid).opportunities}
    assert ("Visit other schools", ("Meet a mentor, jovially",)) in lines
    assert ("Coach a colleague", ()) in lines


KEYS = ("j", "u", "s", "x", "l", "n", "Enter", "ArrowDown", "Escape")


def test_keys_do_nothing_where_no_line_has_the_focus(admin, page, server):
    stored = imports.start(
        organisation=admin.memberships.get().organisation,
        by=admin,
        name="offer.docx",
        contents=files.read(a_word_file(), "offer.docx"),
    )
    stored = imports.answer(
        of=stored,
        by=admin,
        change=lambda answers: fill_in_guesses(answers, propose(stored.printed, answers)),
        seen=1,
    )
    page.goto(f"{server.url}/desk/organisations/fellbridge/imports/{stored.pk}/proof/?line=2")
    expect(page.locator("#line-2")).to_be_focused()
    posts: list[str] = []
    page.on("request", lambda asked: posts.append(asked.url))

    elsewhere = (
        page.get_by_role("heading", name="What we read"),
        page.get_by_label("Line 2", exact=True),
        page.get_by_label("Under line 2"),
        page.locator(".cpd-proof__word select"),
    )
    for wanted in elsewhere:
        wanted.focus()
        for key in KEYS if wanted is elsewhere[0] else KEYS[:6]:
            page.keyboard.press(key)
    page.evaluate("document.activeElement.blur()")
    for key in KEYS:
        page.keyboard.press(key)

    assert posts == []
    expect(page.get_by_label("Line 2", exact=True)).to_have_value(re.compile("jusxln"))
