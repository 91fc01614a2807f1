"""A CPD leader makes Lancashire's framework the school's own and takes its next editions in, in
each of the three ways, from the authority or through a trust; a teacher reads the result."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect

from frameworks.models import Edition, Framework
from opportunities import store
from tests import story
from tests.browser.faults import faults
from tests.browser.ways import WAYS, WITH_JAVASCRIPT, in_one_way

EVENTS = "Attend events of a professional association; the office books"
VISIT = "Visit Hillside Primary"

THROUGH_A_TRUST = "through a trust, with JavaScript"


@pytest.fixture(params=[*WAYS, THROUGH_A_TRUST])
def way(request):
    return request.param


@pytest.fixture
def context(way, new_context):
    return in_one_way(new_context, way)


@pytest.fixture
def admin(frameworks_committed):
    return story.people()["admin"]


@dataclass(frozen=True)
class Followed:
    """What the school follows, and how its next edition comes about."""

    slug: str
    publish: Callable[..., object]


@pytest.fixture
def followed(way, admin, live_server, new_context):
    lancashire = Framework.objects.get(slug="lancashire")
    if way != THROUGH_A_TRUST:
        return Followed("lancashire", partial(story.next_edition, lancashire, admin))
    _, copy = story.trust_between()

    def through_the_trust(label, *steps):
        story.next_edition(lancashire, admin, label, *steps)
        context = new_context()
        take_in_as_the_trust(context.new_page(), live_server.url, label)
        context.close()

    return Followed(copy.slug, through_the_trust)


def test_from_the_authoritys_framework_to_the_schools_and_on(
    page, live_server, followed, way, new_context
):
    site = live_server.url
    sign_in(page, site, "leader")
    make_it_ours(page, f"{site}/frameworks/{followed.slug}/")
    publish(page, "2026")

    followed.publish("2027", *story.NEXT_EDITION)
    call_command("tell_followers")
    said = "a new stage with 1 line, 1 removed, 2 reworded, 1 moved; 3 need you"
    assert said in mail.outbox[-1].body
    page.bring_to_front()  # after the trust's window
    page.goto(f"{site}/desk/")
    expect(page.get_by_role("main")).to_contain_text(said)
    look_at(page, way, "desk")
    page.get_by_role("link", name="An update is waiting").click()

    decide(page, way)
    try_it(page)
    apply_undo_and_apply_again(page, way)
    publish(page, "2027")
    a_teacher_reads_it(in_one_way(new_context, way).new_page(), site)

    followed.publish("2028", story.reword(story.PORTFOLIO, "Keep a professional portfolio"))
    page.goto(f"{site}/desk/")
    expect(page.get_by_role("main")).to_contain_text("1 reworded; nothing needs you")
    page.get_by_role("link", name="An update is waiting").click()
    expect(page.locator("#apply-why")).to_contain_text("Everything is decided.")
    page.get_by_role("button", name="Apply the update").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What came in")
    expect(page.get_by_text("Came in by itself: 1")).to_be_visible()
    says = story.texts(draft_grid(), story.NQT, story.NETWORK)
    assert says[0] == "Visit Hillside Primary and one other school"


def look_at(page, way, where):
    """Look for faults in one of the ways: at all widths, so that it will do for the others."""
    assert way != WITH_JAVASCRIPT or faults(page, where) == {}


def sign_in(page, site, who):
    page.goto(f"{site}/desk/")
    page.get_by_label("E-mail address").fill(f"{who}@people.example")
    page.get_by_label("Password", exact=True).fill(story.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your desk")


def take_in_as_the_trust(page, site, label):
    """It left everything as it was, so it is asked nothing."""
    sign_in(page, site, "trust")
    page.get_by_role("link", name="An update is waiting").click()
    expect(page.locator("#apply-why")).to_contain_text("Everything is decided.")
    page.get_by_role("button", name="Apply the update").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What came in")
    publish(page, f"Oak {label}")


def make_it_ours(page, followed):
    """A copy for members: a stage hidden, a line reworded everywhere and another one here, two
    lines and a note added."""
    page.goto(followed)
    more = page.locator(".cpd-head > .cpd-fold > summary", has_text="More")
    if more.is_visible():  # on a phone
        more.click()
    page.get_by_role("link", name="Use this in our school").click()
    page.get_by_role("link", name="Make our copy").click()
    page.get_by_label("Name of your copy").fill("How we grow at Thornbeck")
    page.get_by_label("Members of Thornbeck").check()
    page.get_by_role("button", name="Make our copy").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Draft")

    page.get_by_role("link", name="Stages", exact=True).click()
    page.get_by_role("button", name=re.compile("^Hide.*Premises Staff$")).click()
    expect(page.get_by_text("Saved: hid stage Premises Staff.")).to_be_visible()

    page.get_by_role("link", name="Draft", exact=True).click()
    page.get_by_label("Stages").select_option(label="Newly Qualified Teachers")
    page.get_by_role("button", name="Show", exact=True).click()
    body = page.locator("body")
    reword(page, story.EVENTS, EVENTS)
    expect(body).to_contain_text("in 9 places")
    reword(page, story.VISIT, VISIT, only_here=True)
    page.get_by_role("link", name="Add a line to Newly Qualified Teachers, At a school").click()
    page.get_by_label("New lines").fill("Shadow the SENDCo for a day\nMeet your mentor every week")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Add these lines").click()
    expect(body).to_contain_text("added 2 lines to Newly Qualified Teachers")
    page.get_by_role("link", name=story.SAFEGUARDING).click()
    page.get_by_label("Our note beside it").fill("In the first week; ask Jo in the office")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".cpd-beside")).to_have_text("In the first week; ask Jo in the office")


def reword(page, line, words, *, only_here=False):
    page.get_by_role("link", name=line).first.click()
    page.get_by_label("Words").fill(words)
    if only_here:
        page.get_by_label("Only here").check()
    elif page.get_by_label("Change everywhere").count():
        page.get_by_label("Change everywhere").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name=words).first).to_contain_text("Reworded by us")


def publish(page, label):
    page.get_by_role("navigation", name="Desk").get_by_role("link", name="Publish").click()
    page.get_by_label("Label").fill(label)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Editions")


def decide(page, way):
    """What both changed is asked about where we changed it; what they withdrew, once."""
    groups = page.locator(".cpd-inbox section")
    expect(groups).to_have_count(5)
    for group, heading in zip(
        groups.all(),
        (
            "New stages",
            "Needs you",
            "They withdrew something you changed",
            "You had hidden this",
            "Applies by",
        ),
        strict=True,
    ):
        expect(group.get_by_role("heading", level=2)).to_contain_text(heading)
    visit = page.get_by_role("article", name="Newly Qualified Teachers", exact=True)
    events = page.get_by_role("article", name="9 stages, Established Headteachers to Newly")
    expect(events.get_by_text("In 9 places")).to_be_visible()
    look_at(page, way, "update")

    mentors = page.get_by_role("article", name="Mentors")
    yes = mentors.get_by_role("button", name="Yes: show it")
    expect(yes).to_contain_text("suggested")
    yes.click()
    expect(mentors.get_by_text("Decided", exact=True)).to_be_visible()
    visit.locator("summary", has_text="Write our own words").click()
    visit.get_by_label("Our words").fill("Visit Hillside Primary and one other school")
    visit.get_by_role("button", name="Save our words").click()
    expect(visit.get_by_text("Decided", exact=True)).to_be_visible()
    keep = events.get_by_role("button", name="Keep it as our own line")
    scripts = way != "without JavaScript"
    if scripts:
        by_keyboard(page, visit, keep)
    else:
        keep.click()
    expect(events.get_by_text("Decided", exact=True)).to_be_visible()
    expect(page.locator("#apply-why")).to_contain_text("Everything is decided.")
    page.wait_for_load_state()
    if scripts:
        expect(keep).to_be_focused()  # and so the page has come to rest


def by_keyboard(page, answered, answer):
    """From the question that was answered to the next one and its answer, without a mouse."""
    answered.get_by_role("link", name="Next question").press("Enter")
    for _ in range(5):
        page.keyboard.press("Tab")
        if answer.evaluate("(button) => button === document.activeElement"):
            break
    expect(answer).to_be_focused()
    page.keyboard.press("Enter")


def try_it(page):
    page.get_by_role("link", name="Try it first").click()
    expect(page.get_by_text("Tried, not applied.")).to_be_visible()
    matrix = page.locator("table.cpd-matrix")
    for words in ("Visit Hillside Primary and one other school", "Mentor a new teacher", EVENTS):
        expect(matrix).to_contain_text(words)
    expect(matrix).not_to_contain_text("scaffolding")
    page.get_by_role("link", name="Back to the update").click()


def apply_undo_and_apply_again(page, way):
    for taken_back in (True, False):
        page.get_by_role("button", name="Apply the update").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("What came in")
        assert "mentors" in [stage.slug for stage in draft_grid().stages]
        if taken_back:
            look_at(page, way, "report")
            page.get_by_role("link", name="Go on with the draft").click()
            page.get_by_role("button", name="Undo the last change").click()
            expect(page.get_by_text("Undone: updated to").first).to_be_visible()
            assert "mentors" not in [stage.slug for stage in draft_grid().stages]
            page.get_by_role("link", name="Updates", exact=True).click()
            expect(page.locator("#apply-why")).to_contain_text("Everything is decided.")


def a_teacher_reads_it(page, site):
    sign_in(page, site, "teacher")
    page.get_by_role("link", name=re.compile("^Read it.*How we grow at Thornbeck")).click()
    matrix = page.locator("table.cpd-matrix")
    for words in (
        "Visit Hillside Primary and one other school",
        "Visit two other schools",
        "Mentor a new teacher",
        "In the first week; ask Jo in the office",
    ):
        expect(matrix).to_contain_text(words)
    for gone in ("Premises Staff", "scaffolding", story.EVENTS):
        expect(matrix).not_to_contain_text(gone)
    own = matrix.locator("li", has_text="Shadow the SENDCo")
    expect(own).to_contain_text("School’s own")
    reworded = matrix.locator("li", has_text="Visit Hillside Primary")
    expect(reworded.get_by_text("Visit two other schools")).to_be_hidden()
    reworded.locator("summary").click()
    expect(reworded.get_by_text("Visit two other schools")).to_be_visible()


def draft_grid():
    drafts = Edition.objects.filter(framework__slug="thornbeck", status=Edition.Status.DRAFT)
    return store.read(drafts.select_related("grid").get().grid)
