"""A colleague with a preview link comments, an editor answers and resolves: with and without
JavaScript, by keyboard, on a phone."""

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.actions import drafts
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.browser.ways import WAYS, WITH_JAVASCRIPT, in_one_way
from tests.builders import grid, published
from tests.factories import member

GRID = grid({("NQT", "School"): ["Join in", "Read"], ("RQT", "School"): ["Lead"]})


@pytest.fixture
def editor(committed):
    """Of a framework with a draft."""
    framework = published(GRID, slug="thornshire").framework
    editor = member(framework.organisation, Membership.Role.EDITOR, name="Edna Elm")
    drafts.start(framework=framework, by=editor)
    return editor


@pytest.mark.parametrize("way", WAYS)
def test_a_colleague_comments_and_an_editor_answers(live_server, editor, new_context, way):
    site = live_server.url
    scripts = way != "without JavaScript"
    page = signed_in(in_one_way(new_context, way), site, editor)
    page.goto(f"{site}/desk/thornshire/preview/links/")
    page.get_by_label("Whom is it for?").fill("Heads")
    page.get_by_label("Whoever has the link may comment").check()
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".cpd-address a").inner_text()

    # The colleague opens a line and comments, by keyboard.
    guest = in_one_way(new_context, way).new_page()
    guest.goto(link)
    guest.get_by_role("link", name="Join in").first.click()
    guest.get_by_role("link", name="Comment on this line").focus()
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("heading", level=1)).to_contain_text("Join in")
    guest.get_by_label("Your name").fill("Jo Hill")
    guest.keyboard.press("Tab")
    guest.keyboard.type("Who runs it?")
    guest.keyboard.press("Tab")
    guest.keyboard.press("Enter")
    expect(guest.get_by_text("Your comment is there.")).to_be_visible()

    # The editor finds it on the desk, answers and resolves it.
    page.goto(f"{site}/desk/")
    page.get_by_role("link", name="1 comment").click()
    expect(page.get_by_text("through the link for Heads")).to_be_visible()
    if way == WITH_JAVASCRIPT:
        assert faults(page, "comments at the desk") == {}
    page.get_by_role("link", name="Answer Jo Hill").click()
    page.get_by_label("Your answer").fill("The LA does.")
    if way == WITH_JAVASCRIPT:
        assert faults(page, "an answer") == {}
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("The LA does.")).to_be_visible()
    page.goto(f"{site}/desk/thornshire/draft/")
    expect(page.get_by_role("link", name="1 comment")).to_be_visible()

    # The colleague sees in the draft where something was said.
    guest.goto(link)
    guest.get_by_role("link", name="1 comment on Join in").click()

    # The colleague reads the answer, without the editor's name.
    expect(guest.get_by_text("The LA does.")).to_be_visible()
    expect(guest.get_by_text("Edna Elm")).to_have_count(0)
    if way == WITH_JAVASCRIPT:
        assert faults(guest, "comments through a link") == {}

    page.get_by_role("link", name="1 comment").click()
    page.get_by_role("button", name="Resolve").click()
    if scripts:  # in the panel, which stays
        expect(page.get_by_text("It is resolved.")).to_be_visible()
        expect(page.get_by_text("No comment is open here.")).to_be_visible()
        page.goto(f"{site}/desk/thornshire/draft/comments/")
    expect(page.get_by_text("No comment is open.")).to_be_visible()
    if scripts:
        page.get_by_text("1 resolved").click()
        assert faults(page, "a resolved comment") == {}

    # The link ends while the colleague writes: the words come back.
    guest.get_by_label("Your name").fill("Jo Hill")
    guest.get_by_label("Your comment").fill("Many more words of mine")
    page.goto(f"{site}/desk/thornshire/preview/links/")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The link is revoked")).to_be_visible()
    guest.get_by_role("button", name="Comment", exact=True).click()
    expect(guest.get_by_text("does not show the draft any more")).to_be_visible()
    expect(guest.get_by_text("Many more words of mine")).to_be_visible()


@pytest.mark.parametrize("way", ["with JavaScript", "on a phone"])
def test_a_line_is_commented_on_in_the_panel(live_server, editor, new_context, way):
    site = live_server.url
    page = signed_in(in_one_way(new_context, way), site, editor)
    page.goto(f"{site}/desk/thornshire/draft/")

    # Words that are not saved stay until they are.
    page.get_by_role("link", name="Join in").click()
    page.get_by_label("Words").fill("Half a sentence")
    page.get_by_role("link", name="Comment", exact=True).click()
    expect(page.get_by_text("Save your words first")).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value("Half a sentence")
    page.get_by_role("link", name="Cancel").click()

    page.get_by_role("link", name="Join in").click()
    page.get_by_role("link", name="Comment", exact=True).click()
    expect(page.get_by_label("Your comment")).to_be_focused()
    page.keyboard.type("Who runs it?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your comment is there.")).to_be_visible()
    assert way != WITH_JAVASCRIPT or faults(page, "comments in the panel") == {}
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="1 comment")).to_be_visible()
    page.get_by_role("link", name="1 comment").click()
    expect(page.get_by_role("dialog").get_by_text("Who runs it?")).to_be_visible()


@pytest.mark.parametrize("way", WAYS)
def test_a_box_is_commented_on_and_counted_beside_it(live_server, editor, new_context, way):
    site = live_server.url
    scripts = way != "without JavaScript"
    page = signed_in(in_one_way(new_context, way), site, editor)
    page.goto(f"{site}/desk/thornshire/draft/")
    page.get_by_role("link", name="This box").first.click()
    page.get_by_role("button", name="Comment on this box").click()
    page.get_by_label("Your comment").fill("Is this all?")
    page.get_by_role("button", name="Comment", exact=True).click()

    page.goto(f"{site}/desk/thornshire/draft/")
    page.get_by_role("link", name="1 comment on this box").click()
    expect(page.get_by_text("Is this all?")).to_be_visible()
    assert page.get_by_role("dialog").is_visible() == scripts
    if way == WITH_JAVASCRIPT:
        assert faults(page, "comments on a box in the panel") == {}
    page.get_by_label("Your comment").fill("And who runs it?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Your comment is there.")).to_be_visible()
    if scripts:
        page.keyboard.press("Escape")
    else:
        page.goto(f"{site}/desk/thornshire/draft/")
    expect(page.get_by_role("link", name="2 comments on this box")).to_be_visible()

    # The preview counts them beside the box too.
    page.goto(f"{site}/desk/thornshire/preview/")
    expect(page.get_by_role("link", name="2 comments on this box")).to_be_visible()
    if way == WITH_JAVASCRIPT:
        assert faults(page, "a preview with comments") == {}
