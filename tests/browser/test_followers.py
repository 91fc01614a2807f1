"""Who follows, in Chromium: axe and widths, and the effect that is fetched after the page."""

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.actions import copies
from frameworks.queries import impact
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.builders import published
from tests.factories import member
from tests.frameworks.followers.conftest import follows, leader_of, now_drafted, publish_next
from tests.frameworks.updates.copies import BASE, OURS, THEIRS, reworded

LIST = "/desk/thornshire/followers/"
PAGES = [
    LIST,
    f"{LIST}?state=waiting&name=elm&sort=hid",
    f"{LIST}?state=nonsense",
    f"{LIST}lines/",
    f"{LIST}effect/",
    "/desk/thornshire/publish/",
]


@pytest.fixture
def admin(committed):
    edition = published(BASE, label="2025")
    elm = follows(edition, "elm", OURS, name="Elm and Saint Bartholomew’s Church of England School")
    copies.share_wording(framework=elm, by=leader_of(elm), shares=True)
    publish_next(edition.framework, reworded(BASE, Lead_a_project="Lead"), "2026")
    follows(edition, "oak")
    admin = member(edition.framework.organisation, Membership.Role.PUBLISHER, name="Lena Lark")
    now_drafted(edition.framework, admin, THEIRS)
    return admin


def test_axe_finds_nothing_and_nobody_scrolls_sideways(context, site, admin):
    page = signed_in(context, site, admin)
    found = {}
    for url in PAGES:
        page.goto(site + url)
        for summary in page.locator("main summary:visible").all():
            summary.click()
        found |= faults(page, url)

    assert found == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_the_effect_on_many_copies_is_fetched_or_linked(
    new_context, site, admin, scripts, monkeypatch
):
    monkeypatch.setattr(impact, "FEW", 0)
    page = signed_in(new_context(java_script_enabled=scripts), site, admin)
    page.goto(f"{site}/desk/thornshire/publish/")

    if not scripts:
        page.get_by_role("link", name="See what it asks of each copy").click()

    expect(page.locator("main")).to_contain_text("1 will be asked")
