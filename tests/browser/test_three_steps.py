"""Four people get from home to an answer within three steps: on a phone by touch, and by keyboard.

A step is a press that leads to another page. Each walk is with and without JavaScript.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_STEPS = 3

MOST_TABS = 120
"""So often is Tab pressed on a page before what is looked for counts as out of reach."""


class Walk:
    """A person at home, on their phone; `steps` counts the pages that follow."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.steps = page, 0
        page.goto(site)

    def press(self, target: Locator) -> None:
        """A link or a button that leads on."""
        before = self.page.url
        self.activate(target)
        expect(self.page).not_to_have_url(before)
        self.steps += 1
        assert self.steps <= MOST_STEPS

    def activate(self, target: Locator) -> None:
        target.tap()

    def select(self, field: Locator, option: str) -> None:
        field.select_option(option)

    def write(self, field: Locator, words: str) -> None:
        field.tap()
        self.page.keyboard.type(words)


class ByKeyboard(Walk):
    """The same without touching the screen."""

    def activate(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def select(self, field: Locator, option: str) -> None:
        self.reach(field)
        self.page.keyboard.type(option)
        expect(field.locator("option:checked")).to_have_text(option)

    def write(self, field: Locator, words: str) -> None:
        self.reach(field)
        self.page.keyboard.type(words)

    def reach(self, target: Locator) -> None:
        expect(target).to_be_visible()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        pytest.fail("Tab does not lead there")


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def context(request, new_context):
    return new_context(
        viewport={"width": 390, "height": 800},
        has_touch=True,
        java_script_enabled=request.param == "with JavaScript",
    )


@pytest.fixture(params=[Walk, ByKeyboard], ids=["by touch", "by keyboard"])
def walk(request, page, site):
    return request.param(page, site)


def show_what_is_open(walk: Walk, role: str, authority: str) -> None:
    walk.select(walk.page.get_by_label("Your authority"), authority)
    walk.press(walk.page.get_by_role("button", name="Show its stages"))
    walk.press(walk.page.get_by_role("link", name=role))


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def test_a_teaching_assistant_finds_the_way_to_higher_level(walk, page):
    show_what_is_open(walk, "I’m a teaching assistant", "Lancashire")

    expect(heading(page)).to_contain_text("Teaching Assistants")
    line = "Training and preparation towards HLTA status"
    authority = page.get_by_role("region", name="Local authority")
    walk.press(authority.get_by_role("link", name=line, exact=True))
    expect(heading(page)).to_contain_text(line)


def test_an_ect_mentor_finds_a_meeting_of_mentors_and_whose_stage_it_is(walk, page):
    walk.press(page.get_by_role("link", name="ECT mentor", exact=True))
    walk.press(page.get_by_role("link", name="Join LA NQT mentors’ meetings", exact=True))

    expect(heading(page)).to_contain_text("Join LA NQT mentors’ meetings")
    expect(page.get_by_role("heading", name="Stages that list this")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Local authority").first).to_be_visible()


def test_a_senco_finds_the_qualification_and_what_became_of_it(walk, page):
    beside = page.get_by_role("region", name="Or a part you play beside your job")
    walk.press(beside.get_by_role("link", name="SENCO", exact=True))
    walk.press(page.get_by_role("link", name=re.compile("^There are professional qualifications")))

    expect(heading(page)).to_contain_text("compulsory for SENDCos")
    expect(page.get_by_role("main").get_by_text("Now: NPQ for SENCOs").first).to_be_visible()


def test_a_head_finds_what_is_open_to_heads_and_remembers_it(walk, page):
    show_what_is_open(walk, "I’m an experienced head", "Lancashire")

    expect(heading(page)).to_contain_text("Established Headteachers")
    line = page.get_by_role("link", name="Train as an Ofsted Inspector", exact=True)
    expect(line).to_be_visible()

    stage = page.url
    walk.activate(page.get_by_role("button", name="Remember on this device"))
    expect(page.locator(".cpd-messages")).to_contain_text("Lancashire, Established Headteachers")
    walk.activate(page.get_by_role("link", name="CPD Frameworks"))
    expect(heading(page)).to_have_text("What’s open to you?")
    walk.steps = 0  # home again
    walk.press(page.get_by_role("link", name="Continue: Lancashire, Established Headteachers"))
    expect(page).to_have_url(stage)
    walk.page.go_back()
    walk.activate(page.get_by_role("button", name="Forget it"))
    expect(page.locator(".cpd-messages")).to_contain_text("remembers nothing")
    expect(page.get_by_role("link", name=re.compile("^Continue"))).to_have_count(0)


def test_who_becomes_a_head_asks_in_words_and_is_led_to_the_stage(walk, page):
    walk.write(page.get_by_label("What are you looking for?"), "becoming a head")
    walk.press(page.get_by_role("button", name="Search"))
    straight = page.get_by_role("region", name="Straight to it")
    walk.press(straight.get_by_role("link", name="New headteacher"))
    walk.press(page.get_by_role("link", name="New to Headship").first)

    expect(heading(page)).to_contain_text("New to Headship")
