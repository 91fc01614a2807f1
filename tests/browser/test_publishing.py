"""A publisher checks a draft, shows it around, publishes it and withdraws it: in Chromium."""

import re

import pytest
from django.core.cache import caches
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.actions import following, previews
from frameworks.mails.texts import follow_token
from frameworks.models import Edition
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.builders import draft_of, grid, published
from tests.factories import member

OLD = grid({("NQT", "School"): ["Join in"]})
NEW = grid({("NQT", "School"): ["Join in", "Lead on at http://example.org/"]})


@pytest.fixture
def draft(committed):
    """In a database of its own: what the server writes is there for other connections."""
    for each in caches.all():
        each.clear()
    return draft_of(published(OLD, slug="thornshire"), NEW)


@pytest.fixture
def publisher(draft):
    return member(draft.framework.organisation, Membership.Role.PUBLISHER, name="P. Ashworth")


@pytest.fixture
def scripts():
    return True


@pytest.fixture
def desk(scripts, live_server, new_context, publisher):
    """The publisher's browser, signed in."""
    return signed_in(new_context(java_script_enabled=scripts), live_server.url, publisher)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_draft_is_shown_around_and_published(desk, draft, live_server, new_context, mailoutbox):
    site = live_server.url
    following.confirm(token=follow_token(draft.framework, "ann@example.org"))
    old = desk.request.get(f"{site}/frameworks/thornshire/editions/2026/").text()

    desk.goto(f"{site}/desk/thornshire/preview/links/")
    desk.get_by_label("Whom is it for?").fill("Heads")
    desk.get_by_role("button", name="Make a link").click()
    link = desk.locator(".cpd-address a").inner_text()
    reader = new_context().new_page()
    reader.goto(link)
    expect(reader.get_by_text("Draft, not published.")).to_be_visible()
    expect(reader.get_by_text("Lead on at")).to_be_visible()

    desk.get_by_role("link", name="Publish", exact=True).click()
    expect(desk.get_by_text("is not secure")).to_be_visible()
    desk.get_by_label("Label").fill("2026")
    desk.get_by_label("Note to readers").fill("One new line.")
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_role("heading", name="There is a problem")).to_be_visible()
    desk.get_by_label("Label").fill("2027")
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_text("1 person who follows this framework")).to_be_visible()
    desk.get_by_role("button", name="Go back").click()
    expect(desk.get_by_label("Note to readers")).to_have_value("One new line.")
    desk.get_by_role("button", name="Continue").click()
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("“2027” is published. Readers see it now.")).to_be_visible()

    reader.goto(f"{site}/frameworks/thornshire/")
    expect(reader.get_by_text("One new line.")).to_be_visible()
    reader.get_by_role("link", name="See each change").click()
    expect(reader.get_by_text("Lead on at").first).to_be_visible()
    reader.goto(link)
    expect(reader.get_by_text("This draft is published now")).to_be_visible()
    assert "2027" in desk.request.get(f"{site}/frameworks/thornshire/feed.atom").text()
    assert [letter.to for letter in mailoutbox] == [["ann@example.org"]]
    now = desk.request.get(f"{site}/frameworks/thornshire/editions/2026/").text()
    assert grid_of(now) == grid_of(old)

    desk.get_by_role("link", name="Withdraw the 2027 edition").click()
    desk.get_by_label("Why is it withdrawn?").fill("Wrong address")
    desk.get_by_role("button", name="Withdraw this edition").click()
    expect(desk.get_by_role("heading", name="This edition was withdrawn on")).to_be_visible()
    reader.goto(f"{site}/frameworks/thornshire/")
    expect(reader.get_by_text("2026 edition").first).to_be_visible()
    expect(reader.get_by_text("One new line.")).to_be_hidden()


def grid_of(html: str) -> str:
    """The words of the grid on a page, whatever stands around it."""
    (table,) = re.findall(r"<table.*</table>", html, re.DOTALL)
    return table


def test_axe_finds_nothing_at_the_desk(desk, draft, publisher, live_server):
    preview = previews.share(edition=draft, by=publisher, note="Heads")
    token = previews.token_of(preview)
    found = {}
    for path in (
        "/desk/thornshire/publish/",
        "/desk/thornshire/preview/links/",
        "/desk/thornshire/preview/",
        "/desk/thornshire/history/",
        "/desk/thornshire/history/?since=nonsense",
        "/desk/thornshire/editions/2026/withdraw/",
        "/frameworks/thornshire/follow/",
        f"/follow/{follow_token(draft.framework, 'ann@example.org')}/",
        f"/preview/{token}/",
        f"/preview/{token}/stages/nqt/",
    ):
        desk.goto(live_server.url + path)
        found |= faults(desk, path)
    desk.goto(f"{live_server.url}/desk/thornshire/publish/")
    desk.get_by_label("Label").fill("")
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_role("heading", name="There is a problem")).to_be_visible()
    found |= faults(desk, "refused")
    desk.get_by_label("Label").fill("2027")
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_role("button", name="Publish now")).to_be_visible()
    found |= faults(desk, "confirm")
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("“2027” is published.")).to_be_visible()
    found |= faults(desk, "published")
    desk.goto(f"{live_server.url}/frameworks/thornshire/")
    found |= faults(desk, "edition with a note")

    assert found == {}
    assert Edition.objects.get(pk=draft.pk).is_current
