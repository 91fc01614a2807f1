"""The bar of the desk: what matters most, and the rest behind "More"."""

import re

import pytest

from cpd_site.models import Membership
from frameworks.actions import copies, drafts
from tests.builders import grid, published
from tests.factories import OrganisationFactory, member

Role = Membership.Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def framework():
    return published(grid({("NQT", "School"): ["Join in"]}), slug="thornshire").framework


def links(page: str) -> tuple[list[str], ...]:
    """The links of the bar, and those behind "More"."""
    nav = page[page.index('<nav aria-label="Desk">') : page.index("</section>")]
    shown, behind = nav.split("<details")
    return tuple(re.findall(r"<a [^>]*>([^<]*)", part) for part in (shown, behind))


def test_without_a_draft_it_leads_to_the_start_of_one(client, framework):
    client.force_login(member(framework.organisation, Role.EDITOR))

    shown, behind = links(client.get("/desk/thornshire/history/").text)

    assert shown == ["Draft", "Editions"]
    assert "History" in behind
    assert "Changes" not in behind


def test_with_a_draft_its_pages_stand_behind_more(client, framework):
    editor = member(framework.organisation, Role.EDITOR)
    drafts.start(framework=framework, by=editor)
    client.force_login(editor)

    shown, behind = links(client.get("/desk/thornshire/draft/").text)

    assert shown == ["Draft", "Comments", "Publish"]
    assert {"Changes", "Old names", "Kinds", "What it covers", "Share a preview"} <= {*behind}


def test_a_copy_has_its_updates_in_the_bar(client, framework):
    school = OrganisationFactory.create(kind="school", slug="elm")
    leader = member(school, Role.PUBLISHER)
    copies.make(framework=framework, organisation=school, by=leader)
    client.force_login(leader)

    shown, behind = links(client.get("/desk/elm/draft/").text)

    assert shown == ["Draft", "Comments", "Updates", "Publish"]
    assert "Suggestions" in behind


def test_a_page_behind_more_is_marked_there(client, framework):
    client.force_login(member(framework.organisation, Role.EDITOR))

    page = client.get("/desk/thornshire/contact/").text

    assert '<a href="/desk/thornshire/contact/" aria-current="true">Whom to ask</a>' in page
    assert page.count('aria-current="true"') == 2  # and "Desk", in the header
