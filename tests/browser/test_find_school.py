"""From an empty desk to one's school, by keyboard; axe finds nothing on the way."""

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership, Organisation
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.usefixtures("frameworks_committed")


def test_a_teacher_finds_her_school(live_server, context):
    for name, status in (("Thornbeck Primary School", "open"), ("Thornbeck Infants", "closed")):
        school = OrganisationFactory.create(
            kind="school",
            name=name,
            postcode="PR1 8RJ",
            status=status,
            authority=Organisation.objects.get(slug="lancashire"),
        )
        member(school, Membership.Role.MANAGER, name="Hana Holt")
    page = signed_in(context, live_server.url, UserFactory.create(email="ann@example.org"))

    page.goto(f"{live_server.url}/desk/")
    page.get_by_role("link", name="Find your school").click()
    expect(page.get_by_label("Its name, postcode or URN")).to_be_visible()
    found = faults(page, "before")
    page.get_by_label("Its name, postcode or URN").press_sequentially("pr1 8rj thornb")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 schools")).to_be_visible()
    found |= faults(page, "found")

    assert page.get_by_role("heading", name="Thornbeck").all_inner_texts() == [
        "Thornbeck Primary School",
        "Thornbeck Infants Closed",
    ]
    assert page.get_by_text("Somebody looks after it", exact=True).count() == 1
    assert "Hana" not in page.content()

    page.get_by_label("Its name, postcode or URN").fill("!!")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Enter a word of its name").click()
    found |= faults(page, "not a word")

    expect(page.get_by_label("Its name, postcode or URN")).to_be_focused()
    assert found == {}
