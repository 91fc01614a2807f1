"""An authority adds a whole stage and reminds a school; the school says whether it is for them."""

from dataclasses import replace

import pytest
from django.core import mail
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.desk.updates import id_of
from opportunities import store
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.builders import grid, key, published
from tests.factories import member
from tests.frameworks.followers.conftest import follows, leader_of
from tests.frameworks.updates.copies import plan_of

Role = Membership.Role

THEIRS = grid(
    {("NQT", "School"): ["Join in"], ("Cooks", "School"): ["Read"], ("Site", "School"): ["Lift"]}
)
BASE = replace(
    THEIRS,
    stages=THEIRS.stages[:2],
    placements=THEIRS.placements[:2],
    opportunities=THEIRS.opportunities[:2],
)
OURS = replace(BASE, stages=(BASE.stages[0], replace(BASE.stages[1], hidden=True)))


@pytest.fixture
def elm(committed):
    copy = follows(published(BASE, label="2025"), "elm", OURS)
    published(THEIRS, label="2026")
    return copy


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_school_is_reminded_and_says_that_a_new_stage_is_not_for_it(
    elm, scripts, live_server, new_context
):
    publisher = member(elm.follows.organisation, Role.PUBLISHER)
    size = {"width": 390, "height": 800}
    how = {"java_script_enabled": scripts, "base_url": live_server.url, "viewport": size}
    page = signed_in(new_context(**how), live_server.url, publisher)
    page.goto("/desk/thornshire/followers/")
    if scripts:
        assert faults(page, "followers") == {}
    page.get_by_label("A note to them (optional)").fill("Have a look before May.")
    page.get_by_role("button", name="Remind 1 by e-mail").press("Enter")
    expect(page.get_by_text("1 school or trust is reminded by e-mail.")).to_be_visible()
    expect(page.get_by_text("Nobody can be reminded now")).to_be_visible()
    assert "Have a look before May." in mail.outbox[-1].body
    assert "a new stage with 1 line; 1 needs you" in " ".join(mail.outbox[-1].body.split())

    page = signed_in(new_context(**how), live_server.url, leader_of(elm))
    page.goto(f"/desk/{elm.slug}/update/")
    (asked,) = plan_of(elm.current_edition).undecided
    question = page.locator(f"#{id_of(asked)}")
    expect(question.get_by_text("Is this for us?")).to_be_visible()
    if scripts:
        assert faults(page, "update") == {}
    question.get_by_text("What is in it").click()
    expect(question.get_by_text("Lift")).to_be_visible()
    question.get_by_role("button", name="Not for us: hide it").press("Enter")
    expect(question.get_by_text("Decided", exact=True)).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("button", name="Apply the update").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What came in")

    draft = store.read(elm.editions.drafts().get().grid)
    assert draft.stage_by_key[key("Site")].hidden

    page.goto(f"/desk/{elm.slug}/sharing/#reminders")
    page.get_by_label("may remind us by e-mail").uncheck()
    page.get_by_role("button", name="Save whether we are reminded").click()
    expect(page.get_by_text("You are not reminded any more.")).to_be_visible()
    if scripts:
        assert faults(page, "sharing") == {}
