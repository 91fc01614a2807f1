"""A school asks why a line was reworded, the authority says it, and everybody reads it: in each of
the three ways; axe finds nothing."""

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership, Organisation
from frameworks.desk.updates import id_of
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.browser.ways import WAYS, WITH_JAVASCRIPT, in_one_way
from tests.factories import member
from tests.frameworks.updates.copies import QUESTION, plan_of, with_update

REASON = "More than joining is meant."


@pytest.mark.parametrize("way", WAYS)
def test_why_is_asked_answered_and_read(committed, live_server, new_context, way):
    site = live_server.url
    draft = with_update()
    theirs = plan_of(draft).pending.theirs.framework
    Organisation.objects.filter(frameworks=theirs).update(short_name="Thornshire")
    school = member(draft.framework.organisation, Membership.Role.EDITOR, name="Edna Elm")
    authority = member(theirs.organisation, Membership.Role.EDITOR, name="Lena Lark")
    asked = next(one for one in plan_of(draft).decisions if one.id == QUESTION)

    page = signed_in(in_one_way(new_context, way), site, school)
    page.goto(f"{site}/desk/thornbeck/update/")
    question = page.locator(f"#{id_of(asked)}")
    question.get_by_role("button", name="Ask Thornshire why it was reworded").click()
    expect(question.get_by_text("You asked Thornshire why.")).to_be_visible()
    question.locator("summary", has_text="Add a word").click()
    question.get_by_label("What would you like to know? (optional)").fill("Is it for all?")
    if way == WITH_JAVASCRIPT:
        assert faults(page, "a question that was asked") == {}
    question.get_by_role("button", name="Send your question").click()
    expect(question.get_by_text("You wrote: “Is it for all?”")).to_be_visible()

    desk = signed_in(in_one_way(new_context, way), site, authority)
    desk.goto(f"{site}/desk/")
    desk.get_by_role("link", name="1 line").click()
    expect(desk.get_by_text("Is it for all?")).to_be_visible()
    desk.get_by_label("Why? In a sentence").fill(REASON)
    if way == WITH_JAVASCRIPT:
        assert faults(desk, "what schools ask") == {}
    desk.get_by_role("button", name="Answer").click()
    expect(desk.get_by_text("Answered", exact=True)).to_be_visible()

    page.reload()
    expect(page.get_by_text("Why Thornshire reworded it:")).to_be_visible()
    reader = in_one_way(new_context, way).new_page()
    reader.goto(f"{site}/frameworks/{theirs.slug}/changes/2025..2026/")
    expect(reader.get_by_text(f"Why: {REASON}")).to_be_visible()
    if way == WITH_JAVASCRIPT:
        assert faults(reader, "what changed, with a reason") == {}
