"""A line goes back to the authority in Chromium: offered, changed and taken, with and without
JavaScript; axe and widths on each page."""

import re

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership, Organisation
from frameworks.actions import copies, suggestions
from frameworks.models import Edition, Suggestion
from opportunities import store
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.builders import grid, published
from tests.factories import OrganisationFactory, member
from tests.frameworks.suggestions import offers

Role = Membership.Role


@pytest.fixture
def framework(committed):
    cells = {("NQT", "School"): ["Join in", "Read"], ("RQT", "School"): ["Join in"]}
    return published(grid(cells)).framework


@pytest.fixture
def editor(framework):
    return member(framework.organisation, Role.EDITOR, name="Ann Ash")


@pytest.fixture
def leader(framework):
    school = OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL, slug="elm", name="Elm Primary School", short_name="Elm"
    )
    return member(school, Role.EDITOR, name="Cal Cove")


@pytest.fixture
def draft(framework, leader):
    made = copies.make(
        framework=framework, organisation=leader.memberships.get().organisation, by=leader
    )
    offers.add(made, leader, "Shadow the SENDCo")
    return made


@pytest.mark.parametrize("scripts", [True, False])
def test_a_line_goes_back_to_the_authority(new_context, site, draft, leader, editor, scripts):
    school = signed_in(new_context(java_script_enabled=scripts), site, leader)
    school.goto(f"{site}/desk/elm/draft/")
    school.get_by_role("link", name="Shadow the SENDCo").click()
    school.get_by_role("button", name=re.compile("^Offer to")).click()
    school.get_by_label("Why would others want it?").fill("Ours liked it.")
    school.get_by_role("button", name="Offer it").click()
    expect(school.get_by_text("You get an e-mail when they answer.")).to_be_visible()
    expect(school.get_by_text("Not answered")).to_be_visible()

    authority = signed_in(new_context(java_script_enabled=scripts), site, editor)
    authority.goto(f"{site}/desk/")
    authority.get_by_role("link", name=re.compile("^1 suggestion")).click()
    expect(authority.get_by_text("Ours liked it.")).to_be_visible()
    authority.get_by_role("link", name=re.compile("^Change it, then take it")).click()
    authority.get_by_label("Words").fill("Shadow a SENDCo")
    authority.get_by_role("button", name="Take it into the draft").click()
    expect(authority.get_by_text("It is in your draft. Elm is told by e-mail.")).to_be_visible()
    authority.get_by_role("navigation", name="Desk").get_by_role("link", name="Draft").click()
    expect(authority.locator("table")).to_contain_text("Shadow a SENDCo")

    school.goto(site + offers.OURS)
    expect(school.get_by_text("Taken", exact=True)).to_be_visible()
    taken = Edition.objects.get(framework__slug="thornshire", status="draft")
    line = offers.placed(taken, "Shadow a SENDCo")
    assert line.key == offers.placed(draft, "Shadow the SENDCo").key
    assert line.opportunity in store.read(draft.grid).opportunity_by_key


def test_axe_finds_nothing_and_nobody_scrolls_sideways(new_context, site, draft, leader, editor):
    offers.reword(draft, leader, "Join in with others " + "x" * 60)
    rewording = offers.offer(draft, leader, "Join in with others " + "x" * 60)
    own = offers.offer(draft, leader, "Shadow the SENDCo")
    offers.add(draft, leader, "Another")
    declined = offers.offer(draft, leader, "Another")
    suggestions.decline(suggestion=declined, by=editor, reason="Too local.")
    offers.add(draft, leader, "One more")
    line = offers.placed(draft, "One more").key
    assert Suggestion.objects.count() == 3
    pages = {
        leader: [offers.OURS, f"/desk/elm/draft/lines/{line}/offer/", "/desk/elm/draft/"],
        editor: [
            offers.THEIRS,
            f"{offers.THEIRS}{own.pk}/change/",
            f"{offers.THEIRS}{rewording.pk}/change/",
            f"{offers.THEIRS}{own.pk}/decline/",
            "/desk/",
        ],
    }
    found = {}
    for person, addresses in pages.items():
        page = signed_in(new_context(), site, person)
        for url in addresses:
            page.goto(site + url)
            found |= faults(page, url)

    assert found == {}
