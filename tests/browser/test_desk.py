"""The desk of a teacher and its bar for an editor: by keyboard, without JavaScript, on a phone."""

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, publishing
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.builders import grid, published
from tests.factories import OrganisationFactory, member

Role = Membership.Role

GRID = grid({("NQT", "School"): ["Join in"], ("Middle leader", "School"): ["Lead", "Coach"]})


@pytest.fixture
def framework(committed):
    return published(GRID, slug="thornshire").framework


@pytest.fixture
def site(live_server):
    return live_server.url


@pytest.mark.parametrize("scripts", [True, False])
def test_the_rest_of_the_bar_opens_by_keyboard(new_context, site, framework, scripts):
    editor = member(framework.organisation, Role.EDITOR)
    drafts.start(framework=framework, by=editor)
    size = {"width": 320, "height": 700}
    page = signed_in(new_context(viewport=size, java_script_enabled=scripts), site, editor)
    page.goto(f"{site}/desk/thornshire/draft/")
    expect(page.get_by_role("link", name="History")).to_be_hidden()

    page.get_by_role("navigation", name="Desk").get_by_role("link", name="Publish").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="History")).to_be_visible()
    page.get_by_role("link", name="Changes", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("What the draft changes")
    if scripts:
        page.goto(f"{site}/desk/thornshire/contact/")
        page.locator(".cpd-deskbar summary").click()
        assert faults(page, "the bar") == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_teacher_chooses_their_stage_once(new_context, site, framework, scripts):
    school = OrganisationFactory.create(kind="school", slug="elm", parent=framework.organisation)
    leader = member(school, Role.PUBLISHER)
    draft = copies.make(framework=framework, organisation=school, by=leader, title="Our CPD")
    publishing.publish(edition=draft, by=leader, label="2026")
    size = {"width": 390, "height": 844}
    page = signed_in(new_context(viewport=size, java_script_enabled=scripts), site, member(school))
    page.goto(f"{site}/desk/")
    if scripts:
        assert faults(page, "a desk that asks") == {}

    page.get_by_role("button", name="Middle leader").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Middle leader")
    page.goto(f"{site}/desk/")

    expect(page.get_by_text("2 opportunities at your stage")).to_be_visible()
    if scripts:
        assert faults(page, "a teacher's desk") == {}


def test_the_desk_is_legible_in_the_dark(new_context, site, framework):
    manager = member(framework.organisation, Role.MANAGER)
    drafts.start(framework=framework, by=manager)
    page = signed_in(new_context(color_scheme="dark"), site, manager)
    organisation = framework.organisation.slug
    paths = (
        *("/desk/", "/desk/thornshire/draft/", "/desk/thornshire/publish/"),
        *("/desk/thornshire/history/", f"/desk/organisations/{organisation}/people/"),
        f"/desk/organisations/{organisation}/imports/",
    )
    found = {}
    for path in paths:
        page.goto(site + path)
        found |= faults(page, path)

    assert found == {}
