"""Site staff hand a closed school over to the one that follows it, and take it back, in each of the
three ways."""

import pytest
from playwright.sync_api import expect

from cpd_site.accounts.actions.successors import propose
from cpd_site.models import Membership
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.browser.ways import WAYS, WITH_JAVASCRIPT, in_one_way
from tests.factories import OrganisationFactory, UserFactory, member


@pytest.mark.parametrize("way", WAYS)
def test_a_closed_school_hands_over_and_takes_it_back(committed, live_server, new_context, way):
    oak = OrganisationFactory.create(
        kind="school", name="Oak School", short_name="Oak", urn=119500, status="closed"
    )
    OrganisationFactory.create(
        kind="school", name="Beck Academy", short_name="Beck", urn=140001, status="open"
    )
    member(oak, Membership.Role.MANAGER)
    propose(successors={119500: {140001}}, source="links")
    staff = UserFactory.create(is_staff=True)
    page = signed_in(in_one_way(new_context, way), live_server.url, staff)

    page.goto(f"{live_server.url}/admin/cpd_site/organisation/?handing_over=proposed")
    page.get_by_role("link", name="Oak School").click()
    page.get_by_role("link", name="Hand over").click()
    expect(page.get_by_label("The school that takes its place")).to_have_value("140001")
    if way == WITH_JAVASCRIPT:
        assert faults(page, "who takes its place") == {}
    page.get_by_role("button", name="Say what goes over").click()
    expect(page.get_by_text("Members who come over, with their roles: 1")).to_be_visible()
    if way == WITH_JAVASCRIPT:
        assert faults(page, "what goes over") == {}
    page.get_by_role("button", name="Hand over to Beck Academy").click()
    expect(page.get_by_text("Oak School has handed over to Beck Academy.").first).to_be_visible()
    if way == WITH_JAVASCRIPT:
        assert faults(page, "the way back") == {}
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Oak School has back what it had handed over")).to_be_visible()
