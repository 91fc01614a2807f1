"""An LA admin takes Lancashire's framework to its next edition, in each of the three ways."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from frameworks.actions import following
from frameworks.models import Framework
from tests import story
from tests.browser.ways import WAYS, in_one_way

DRAFT = "/desk/lancashire/draft/"
NQT = f"{DRAFT}?stage=newly-qualified-teachers"


@pytest.fixture(params=WAYS)
def context(request, new_context):
    return in_one_way(new_context, request.param)


@pytest.fixture
def place(server, demonstration_committed):
    lancashire = Framework.objects.get(slug="lancashire")
    admin = lancashire.organisation.memberships.get(
        user__email="la-admin@demonstration.example"
    ).user
    following.follow(framework=lancashire, by=admin)
    return server.url


def said(page):
    """Where the page says what it did: in its tools with JavaScript, in a message without."""
    return page.locator("body")


def change(page, line, words, *, only_here=False):
    page.get_by_role("link", name=line).first.click()
    page.get_by_label("Words").fill(words)
    if only_here:
        page.get_by_label("Only here").check()
    elif page.get_by_label("Change everywhere").count():
        page.get_by_label("Change everywhere").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(said(page)).to_contain_text("reworded")
    expect(page.get_by_role("link", name=words).first).to_be_visible()


def test_from_sign_in_to_the_next_edition(page, place, browser):
    before = page.request.get(f"{place}/frameworks/lancashire/editions/2019.json").body()

    page.goto(f"{place}/desk/")
    page.get_by_label("E-mail address").fill("la-admin@demonstration.example")
    page.get_by_label("Password", exact=True).fill(story.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Start a draft").click()
    page.get_by_role("button", name="Start the draft").click()
    expect(page.get_by_text("Readers see nothing of it yet")).to_be_visible()

    # A line everywhere, another one only here.
    page.get_by_label("Stages").select_option(label="Newly Qualified Teachers")
    page.get_by_role("button", name="Show").click()
    change(page, "Complete safeguarding training for your role", "Complete safeguarding training")
    expect(said(page)).to_contain_text("in 16 places")
    change(page, "Visit other schools", "Visit two other schools", only_here=True)

    # A stage with three lines.
    page.get_by_role("link", name="Stages", exact=True).click()
    page.get_by_role("link", name="Add a stage").click()
    page.get_by_label("Name").fill("Mentors")
    page.get_by_label("Kind of staff").select_option(label="Teachers")
    page.get_by_label("Career stage").select_option(label="Early career teacher")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved: added stage Mentors.")).to_be_visible()
    page.goto(f"{place}{DRAFT}?stage=mentors")
    page.get_by_role("link", name="Add a line to Mentors, At a school level...").click()
    page.get_by_label("New lines").fill(
        "Mentor a new teacher\nKeep a log\nSee http://example.org/mentors"
    )
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Add these lines").click()
    expect(said(page)).to_contain_text("added 3 lines to Mentors")

    # One of them goes elsewhere, and back by undo.
    page.get_by_role("link", name="Mentor a new teacher").click()
    page.get_by_role("button", name="Move or copy").click()
    page.get_by_label("Move to").select_option(label="In local networks...", force=True)
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text(re.compile("Saved: moved"))).to_be_visible()
    page.get_by_role("button", name="Undo the last change").click()
    expect(said(page)).to_contain_text("Undone: moved")

    # What changed, and what the checks say: an insecure link is mended.
    page.locator(".cpd-deskbar summary").click()
    page.get_by_role("link", name="Changes", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What the draft changes")
    expect(page.get_by_text("At 16 stages").first).to_be_visible()
    page.get_by_role("link", name="Publish", exact=True).click()
    links = page.locator("details", has_text="Links:")
    links.locator("summary").click()
    expect(links).to_contain_text("example.org/mentors")
    page.goto(f"{place}{DRAFT}?stage=mentors")
    change(page, "http://example.org/mentors", "https://example.org/mentors")

    # Shown around: a second browser without an account sees it by a link.
    page.locator(".cpd-deskbar summary").click()
    page.get_by_role("link", name="Share a preview").click()
    page.get_by_label("Whom is it for?").fill("Headteachers")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".cpd-address a").inner_text()
    elsewhere = browser.new_context().new_page()
    elsewhere.goto(link)
    expect(elsewhere.get_by_text("Mentor a new teacher")).to_be_visible()
    expect(elsewhere.get_by_text("draft", exact=False).first).to_be_visible()
    elsewhere.goto(f"{place}/frameworks/lancashire/")
    expect(elsewhere.get_by_text("Mentor a new teacher")).to_have_count(0)

    # Published.
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_label("Label").fill("2027")
    page.get_by_label("Note to readers").fill("A stage for mentors is new.")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Publish it now?")
    page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Editions")

    # What readers have now: the page, the changes, the feed, the mail; and the old edition as ever.
    elsewhere.goto(f"{place}/frameworks/lancashire/")
    expect(elsewhere.get_by_text("2027 edition").first).to_be_visible()
    expect(elsewhere.get_by_text("Mentor a new teacher")).to_be_visible()
    elsewhere.goto(f"{place}/frameworks/lancashire/changes/2019..2027/")
    expect(elsewhere.get_by_text("At 16 stages").first).to_be_visible()
    feed = page.request.get(f"{place}/frameworks/lancashire/feed.atom").text()
    assert "A stage for mentors is new." in feed
    assert "A stage for mentors is new." in mail.outbox[-1].body
    after = page.request.get(f"{place}/frameworks/lancashire/editions/2019.json").body()
    assert after == before
    elsewhere.context.close()
