"""Addresses of frameworks that are not there, or not for this reader; addresses in capitals."""

import re
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress

from cpd_site.models import Membership
from frameworks.models import Framework
from tests.addresses import addresses
from tests.builders import grid, published
from tests.factories import UserFactory, member

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"
OFFER = "If it is a school’s own, <a href="
BELOW = [
    address.pattern
    for address in addresses()
    if address.pattern.startswith("/frameworks/<slug:slug>")
]
VALUES = {
    "address": "nqt",
    "label": "2026",
    "before": "2026",
    "after": "2026",
    "form": "csv",
    "key": "f1703cd4-2733-5fb3-8522-cb5070c5ae82",
    "number": "1",
    "organisation": "elm",
}


def filled(pattern: str, slug: str) -> str:
    values = {**VALUES, "slug": slug}
    return re.sub(r"<\w+:(\w+)>", lambda gap: values[gap[1]], pattern)


@pytest.fixture
def hidden():
    """What a school keeps to itself."""
    framework = published(grid({("NQT", "School"): ["Sphinx of quartz"]}), slug="secret").framework
    Framework.objects.filter(pk=framework.pk).update(visibility=Framework.Visibility.MEMBERS)
    return framework


@pytest.fixture
def leader(hidden):
    user = member(hidden.organisation, Membership.Role.READER, email="ann@example.org")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def way_in(response) -> str:
    """The address that the page offers to sign in at."""
    (address,) = re.findall(f'{OFFER}"(.*?)">sign in to read it</a>', response.content.decode())
    return address


def answer(client, url: str, slug: str) -> tuple[int, dict[str, str], bytes]:
    """All of an answer, without the name that was asked for and the number of the request."""
    response = client.get(url)
    body = b"".join(response) if response.streaming else response.content
    headers = {name: value.replace(slug, "…") for name, value in response.items()}
    del headers["Content-Length"]
    headers.pop("X-Request-ID", None)  # another one each time
    return response.status_code, headers, body.replace(slug.encode(), b"")


# --- Where nothing is for this reader ---


@pytest.mark.parametrize("person", [None, "elsewhere"])
@pytest.mark.parametrize("pattern", BELOW)
def test_one_that_is_hidden_and_one_that_is_not_there_answer_alike(
    client, hidden, pattern, person, monkeypatch
):
    clock = SimpleNamespace(time=lambda: 0)  # no second ends between the two: Expires names it
    monkeypatch.setattr("django.utils.cache.time", clock)
    if person:
        client.force_login(UserFactory.create())

    of_hidden = answer(client, filled(pattern, "secret"), "secret")
    of_none = answer(client, filled(pattern, "nowhere"), "nowhere")

    assert of_hidden == of_none
    assert of_hidden[0] in (302, 404, 405)


FOR_SIGNED_IN = ("/use/", "/follow/account/")
POSTED_ALONE = ("/remember/",)


@pytest.mark.parametrize(
    "pattern",
    [each for each in BELOW if not any(part in each for part in (*FOR_SIGNED_IN, *POSTED_ALONE))],
)
def test_every_page_offers_to_sign_in_and_to_come_back(client, hidden, leader, pattern):
    url = f"{filled(pattern, 'secret')}?q=quartz&by=tier"

    response = client.get(url)

    assert response.status_code == 404
    assert "There is no framework called “secret” that everybody may read." in (
        response.content.decode()
    )
    address = urlsplit(way_in(response))
    assert address.path == "/accounts/login/"
    (back,) = parse_qs(address.query)["next"]
    assert back == url
    sent = {"login": leader.email, "password": PASSWORD, "next": back}
    assert client.post(way_in(response), sent).url == url


def test_the_form_to_sign_in_knows_the_way_back(client, leader):
    page = client.get(way_in(client.get("/frameworks/secret/stages/nqt/"))).content.decode()

    assert '<input type="hidden" name="next" value="/frameworks/secret/stages/nqt/">' in page


@pytest.mark.parametrize(
    "below",
    ["?next=//evil.example/", "?next=https://evil.example", "?%0d%0aX: y", "?a=<b>&c='\"", "?ü=ü"],
)
def test_the_way_back_leads_nowhere_else(client, leader, below):
    address = way_in(client.get(f"/frameworks/secret/{below}"))

    response = client.post(address, {"login": leader.email, "password": PASSWORD})

    back = urlsplit(response["Location"])
    assert (back.scheme, back.netloc, back.path) == ("", "", "/frameworks/secret/")
    assert client.get(response["Location"]).status_code == 200


def test_who_is_signed_in_is_not_asked_to_sign_in(client, hidden):
    client.force_login(UserFactory.create())

    page = client.get("/frameworks/secret/").content.decode()

    assert "There is no framework called “secret” that you may read." in page
    assert "only its members may read it" in page
    assert "sign in" not in page.lower()


def test_what_everybody_may_read_offers_nobody_to_sign_in(client):
    for url in ("/frameworks/wigan/editions/1066/", "/frameworks/wigan/stages/king/", "/nowhere/"):
        assert OFFER not in client.get(url).content.decode()


# --- Capitals ---


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("/frameworks/LANCASHIRE/", "/frameworks/lancashire/"),
        ("/frameworks/Lancashire/?q=A&stage=NQT", "/frameworks/lancashire/?q=A&stage=NQT"),
        ("/Frameworks/lancashire/about/", "/frameworks/lancashire/about/"),
        ("/frameworks/Wigan.CSV?q=b", "/frameworks/wigan.csv?q=b"),
        ("/frameworks/WIGAN/Editions/Undated/", "/frameworks/wigan/editions/undated/"),
        ("/frameworks/WIGAN/changes/A..B.csv", "/frameworks/wigan/changes/a..b.csv"),
        (
            "/frameworks/wigan/stages/Newly-Qualified/",
            "/frameworks/wigan/stages/newly-qualified/",
        ),
        ("/stages/Early-Career/?framework=x", "/stages/early-career/?framework=x"),
        ("/GLOSSARY/", "/glossary/"),
        ("/Opportunities.json?q=%C3%9C", "/opportunities.json?q=%C3%9C"),
        (
            "/opportunities/F1703CD4-2733-5FB3-8522-CB5070C5AE82/",
            "/opportunities/f1703cd4-2733-5fb3-8522-cb5070c5ae82/",
        ),
    ],
)
def test_an_address_in_capitals_leads_to_the_right_one(client, asked, right):
    response = client.get(asked)

    assert (response.status_code, response["Location"]) == (301, right)


def test_capitals_do_not_tell_what_is_hidden(client, hidden):
    of_hidden, of_none = (
        [client.get(f"/frameworks/{slug}/").status_code for slug in (name, name.lower())]
        for name in ("SECRET", "NOWHERE")
    )

    assert of_hidden == of_none == [301, 404]


def test_the_words_in_small_letters_without_the_slash_are_found_too(client):
    response = client.get("/frameworks/LANCASHIRE", follow=True)

    assert response.status_code == 200
    assert response.redirect_chain[-1] == ("/frameworks/lancashire/", 301)


@pytest.mark.parametrize(
    "url",
    [
        "/preview/1.ABC/",
        "/invitations/ABC/",
        "/NOWHERE/",
        "/x//EVIL.example/",
        "/frameworks/%C3%84/",
    ],
)
def test_what_no_address_has_in_small_letters_is_not_there(client, url):
    assert client.get(url).status_code == 404


def test_what_a_form_sends_is_not_led_elsewhere(client):
    assert client.post("/frameworks/NOWHERE/follow/").status_code == 404
