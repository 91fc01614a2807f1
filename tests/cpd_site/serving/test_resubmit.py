"""What was typed when a session ended is shown, and can be sent again."""

from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cpd_site.models import Membership
from frameworks.actions import drafts
from opportunities import store
from tests.builders import grid, key, published
from tests.factories import member

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}
ADDRESS = f"/desk/thornshire/draft/cells/{key('NQT')}/{key('School')}/add/"
WORDS = "Words of <b>mine</b>"


@pytest.fixture
def draft():
    framework = published(grid({("NQT", "School"): ["Join in"]})).framework
    return drafts.start(
        framework=framework, by=member(framework.organisation, Membership.Role.EDITOR)
    )


def lines(draft):
    return [one.text for one in store.read(draft.grid).opportunities]


def test_what_was_typed_before_the_session_ended_is_shown_to_be_sent_again(client, draft):
    response = client.post(ADDRESS, {"lines": WORDS}, headers=OURS)

    assertContains(response, "You have been signed out", status_code=403)
    assertContains(response, "Words of &lt;b&gt;mine&lt;/b&gt;", status_code=403)
    assertContains(response, f'action="{ADDRESS}"', status_code=403)
    assert lines(draft) == ["Join in"]


def test_sent_again_after_signing_in_it_is_taken(draft):
    browser = Client(enforce_csrf_checks=True)
    browser.post(ADDRESS, {"lines": WORDS}, headers=OURS)
    browser.force_login(draft.created_by)

    response = browser.post(ADDRESS, {"lines": WORDS}, headers=OURS)
    assertContains(response, "open for a long time", status_code=403)
    token = response.context["csrf_token"]
    browser.post(ADDRESS, {"lines": WORDS, "csrfmiddlewaretoken": str(token)}, headers=OURS)

    assert lines(draft) == ["Join in", WORDS]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_what_another_site_sends_is_not_kept(client, draft, site):
    headers = {"Sec-Fetch-Site": site} if site else {}

    response = client.post(ADDRESS, {"lines": WORDS}, headers=headers)

    assert response.status_code == 302
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(draft.created_by)
    refused = browser.post(ADDRESS, {"lines": WORDS}, headers=headers)
    assertNotContains(refused, "Words of", status_code=403)


def test_passwords_are_not_shown_again(db):
    browser = Client(enforce_csrf_checks=True)

    response = browser.post(
        "/accounts/login/", {"login": "ann@example.org", "password": "very-secret"}, headers=OURS
    )

    assertNotContains(response, "very-secret", status_code=403)


def test_a_script_is_not_given_the_page_to_sign_in(client, draft):
    response = client.post(ADDRESS, {"lines": WORDS}, headers={**OURS, "HX-Request": "true"})

    assert response.status_code == 403
    assert response.content == b""


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/desk/thornshire/draft/?a=b", "/desk/thornshire/draft/%3Fa%3Db"),
        ("http://elsewhere.example/a", "/desk/"),
        ("http://[", "/desk/"),
        (None, "/desk/"),
    ],
)
def test_a_press_without_words_leads_back_to_the_page_it_was_on(client, draft, referer, back):
    headers = OURS | ({"Referer": referer} if referer else {})

    response = client.post("/desk/thornshire/draft/undo/", headers=headers)

    assertRedirects(response, f"/accounts/login/?next={back}", fetch_redirect_response=False)
    client.force_login(draft.created_by)
    assert client.get(unquote(back)).status_code == 200
