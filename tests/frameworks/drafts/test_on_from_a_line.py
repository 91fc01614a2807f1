"""From the form of a line to the pages about it: what was typed is saved on the way."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from cpd_site.models import Membership
from frameworks.actions import drafts
from tests.builders import published
from tests.factories import member
from tests.frameworks.drafts.conftest import GRID
from tests.frameworks.drafts.pages import BASE, JOIN, line, lines

URL = f"{BASE}lines/{JOIN}/"

PAGES = {
    "place": f"{BASE}lines/place/?line={JOIN}",
    "comment": f"{BASE}comments/lines/{JOIN}/",
}


@pytest.fixture
def draft(db):
    framework = published(GRID).framework
    return drafts.start(
        framework=framework, by=member(framework.organisation, Membership.Role.EDITOR)
    )


@pytest.fixture
def at_desk(client, draft):
    client.force_login(member(draft.framework.organisation, Membership.Role.EDITOR))
    return client


@pytest.mark.parametrize("then", PAGES)
def test_what_was_typed_is_saved_on_the_way(at_desk, draft, then):
    assertContains(at_desk.get(URL), f'name="then" value="{then}"')

    page = at_desk.post(URL, line("Join the panel") | {"then": then}, follow=True)

    assertRedirects(page, PAGES[then])
    assertContains(page, "Saved: reworded “Join in”")
    assert "Join the panel" in lines(draft)


@pytest.mark.parametrize("then", PAGES)
def test_where_nothing_was_typed_nothing_is_said(at_desk, draft, then):
    response = at_desk.post(URL, line() | {"then": then}, follow=True)

    assert response.redirect_chain == [(PAGES[then], 302)]
    assert not response.context["messages"]
    assert not draft.events.filter(what="reworded").exists()


def test_words_that_cannot_be_saved_stay(at_desk, draft):
    typed = line("Join the panel", scope="") | {"then": "comment"}
    response = at_desk.post(URL, typed)

    assertContains(response, "Say whether the words change everywhere or only here.")
    assertContains(response, "Join the panel")
    assert "Join the panel" not in lines(draft)


def test_a_script_is_led_on_too(at_desk):
    response = at_desk.post(URL, line() | {"then": "place"}, headers={"hx-request": "true"})

    assert response["HX-Redirect"] == PAGES["place"]
    assert reverse("draft_place", args=["thornshire"]) in PAGES["place"]
