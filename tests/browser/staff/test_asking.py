"""Somebody without a school asks to look after one and is let in; they change what they are called.

In each of the three ways; axe finds nothing.
"""

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.browser.ways import WAYS, in_one_way
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.usefixtures("frameworks_committed")

WHY = "Who you are there, and why you ask"


@pytest.mark.parametrize("way", WAYS)
def test_from_an_empty_desk_to_looking_after_a_school(live_server, new_context, way):
    trust = OrganisationFactory.create(kind="trust", short_name="Beck Trust")
    OrganisationFactory.create(
        kind="school", slug="fern", name="Fernbeck School", short_name="Fernbeck", parent=trust
    )
    boss = member(trust, Membership.Role.MANAGER, email="boss@beck.example")
    bea = UserFactory.create(name="Bea Bell", email="bea@fern.example")
    page = signed_in(in_one_way(new_context, way), live_server.url, bea)

    page.goto(f"{live_server.url}/desk/")
    page.get_by_role("link", name="Find your school").click()
    page.get_by_label("Its name, postcode or URN").fill("fernbeck")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Ask to look after it").click()
    page.get_by_label(WHY).fill("I am its head.")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("It waits for an answer")).to_be_visible()

    theirs = signed_in(in_one_way(new_context, way), live_server.url, boss)
    theirs.goto(f"{live_server.url}/desk/")
    theirs.get_by_role("link", name="Bea Bell asks to be a manager").click()
    theirs.get_by_label("Yes, give them this role").check()
    theirs.get_by_role("button", name="Answer").click()
    expect(theirs.get_by_role("status")).to_contain_text("Bea Bell is a manager at Fernbeck")

    page.goto(f"{live_server.url}/desk/")
    expect(page.get_by_role("heading", name="Fernbeck School")).to_be_visible()
    page.goto(f"{live_server.url}/accounts/")
    page.get_by_role("link", name="Change your name").click()
    page.get_by_label("Your name").fill("Bea Holt")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("You are called Bea Holt here now.")


def test_axe_finds_nothing(live_server, new_context, school, head):
    OrganisationFactory.create(kind="school", slug="fern", name="Fernbeck School")
    bea = UserFactory.create(name="Bea Bell", email="bea@fern.example")
    page = signed_in(new_context(), live_server.url, bea)
    page.goto(f"{live_server.url}/desk/schools/thornbeck/ask/")
    expect(page.get_by_role("heading", name="Ask to join this school")).to_be_visible()
    found = faults(page, "asking")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("link", name="Write who you are there.").click()
    expect(page.get_by_label(WHY)).to_be_focused()
    found |= faults(page, "nothing said")
    page.get_by_label(WHY).fill("I teach there.")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("It waits for an answer")).to_be_visible()
    found |= faults(page, "desk")

    theirs = signed_in(new_context(), live_server.url, head)
    theirs.goto(f"{live_server.url}/desk/")
    theirs.get_by_role("link", name="Bea Bell asks to be a reader").click()
    theirs.get_by_label("No", exact=True).check()
    theirs.get_by_role("button", name="Answer").click()
    expect(theirs.get_by_role("link", name="Write a sentence that says why.")).to_be_visible()
    found |= faults(theirs, "answering")

    page.goto(f"{live_server.url}/accounts/name/")
    page.get_by_label("Your name").fill("bea@fern.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    found |= faults(page, "name")
    assert found == {}
