"""A device remembers where somebody begins, as long as they like, and only for them."""

from dataclasses import replace

import pytest
from django.test import Client

from cpd_site.models import Membership
from cpd_site.serving.page_cache import BUT_FOR, MARK
from frameworks.actions import copies
from frameworks.actions.publishing import publish
from frameworks.models import Framework
from frameworks.queries.remembered import COOKIE
from tests.builders import grid, published
from tests.factories import OrganisationFactory, member

pytestmark = pytest.mark.django_db

STAGE = "/frameworks/lancashire/stages/teaching-assistants/"
OURS = {"Sec-Fetch-Site": "same-origin"}
BEGINNINGS = ["/", "/opportunities/"]


@pytest.fixture
def device():
    """A browser that is asked for tokens, as in life."""
    return Client(enforce_csrf_checks=True)


def remember(device, address=STAGE):
    return device.post(f"{address}remember/", headers=OURS)


def remembering(value, **options):
    """A browser with this cookie, whoever wrote it."""
    device = Client(**options)
    device.cookies[COOKIE] = value
    return device


@pytest.mark.parametrize("url", BEGINNINGS)
def test_home_and_search_begin_at_the_stage(device, url):
    response = remember(device)

    assert (response.status_code, response["Location"]) == (302, STAGE)
    assert "This device remembers Lancashire, Teaching Assistants" in device.get(STAGE).text
    page = device.get(url).text
    assert (
        f'<a class="cpd-here__go" href="{STAGE}">Continue: Lancashire, Teaching Assistants' in page
    )
    assert 'name="framework" value="lancashire"' in page
    assert "Only in Lancashire" in page


def test_home_begins_at_a_framework_and_chooses_its_authority(device):
    remember(device, "/frameworks/wigan/")

    page = device.get("/").text
    assert 'href="/frameworks/wigan/">Continue: Wigan</a>' in page
    assert '<option value="wigan" selected>' in page


def test_the_cookie_holds_what_everybody_may_know_and_no_script_reads_it(device):
    remember(device)

    cookie = device.cookies[COOKIE]
    page = device.get("/frameworks/lancashire.json").text
    slug, stage = cookie.value.split(":")
    assert slug == "lancashire"
    assert stage in page
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == 365 * 24 * 60 * 60


@pytest.mark.parametrize("url", BEGINNINGS)
def test_it_is_forgotten_by_one_button_there(device, url):
    remember(device)
    assert '<form class="cpd-here" method="post" action="/forget/">' in device.get(url).text

    response = device.post("/forget/", headers=OURS)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert "This device remembers nothing of you any more." in device.get("/").text
    assert "Continue:" not in device.get(url).text
    assert COOKIE not in {name for name, each in device.cookies.items() if each.value}


@pytest.mark.parametrize("address", [STAGE, "/frameworks/lancashire/"])
def test_the_pages_of_the_newest_edition_offer_it(client, address):
    assert f'action="{address}remember/"' in client.get(address).text
    pinned = address.replace("lancashire/", "lancashire/editions/2019/")
    assert "Remember on this device" not in client.get(pinned).text


@pytest.mark.parametrize("url", BEGINNINGS)
def test_what_it_shows_is_kept_for_nobody(url):
    response = remembering("lancashire").get(url)

    assert MARK not in response
    assert response["Cache-Control"] == "private, no-store"
    assert Client().get(url)[BUT_FOR] == COOKIE


@pytest.mark.parametrize(
    "value",
    [
        "",
        "atlantis",
        "secret",
        ":",
        "lancashire:",
        "lancashire:x",
        "lancashire:------------------------------------",
        "lancashire:f1703cd4-2733-5fb3-8522-cb5070c5ae82",
        "../../frameworks/lancashire",
        "<script>alert(1)</script>",
        '"lancashire\\000"',
        "lancashire" * 100,
    ],
)
@pytest.mark.parametrize("url", BEGINNINGS)
def test_a_cookie_that_names_nothing_counts_for_nothing(url, value):
    published(grid({("NQT", "School"): ["Sphinx of black quartz"]}), slug="secret")
    Framework.objects.filter(slug="secret").update(visibility=Framework.Visibility.MEMBERS)

    response = remembering(value).get(url)

    assert response.status_code == 200
    assert response.content == Client().get(url).content


def test_what_is_for_members_is_remembered_for_members(device):
    framework = published(grid({("NQT", "School"): ["Meet"]}), slug="secret").framework
    Framework.objects.filter(pk=framework.pk).update(visibility=Framework.Visibility.MEMBERS)
    reader = member(framework.organisation)

    assert remember(device, "/frameworks/secret/").status_code == 404
    device.force_login(reader)
    remember(device, "/frameworks/secret/")

    assert "Continue: " in device.get("/").text
    assert "Only in" not in device.get("/").text
    device.logout()
    assert "secret" not in device.get("/").text


def test_from_a_school_s_copy_search_is_within_what_it_follows(device):
    framework = published(grid({("NQT", "School"): ["Meet"]}), slug="thornshire").framework
    school = OrganisationFactory.create(slug="elm", short_name="Elm")
    leader = member(school, Membership.Role.MANAGER)
    draft = copies.make(
        framework=framework,
        organisation=school,
        by=leader,
        title="Ours",
        visibility=Framework.Visibility.PUBLIC,
    )
    publish(edition=draft, by=leader, label="2026")

    remember(device, draft.framework.get_absolute_url())

    page = device.get("/opportunities/").text
    assert "Continue: Elm</a>" in page
    assert 'name="framework" value="thornshire"' in page


def test_a_stage_keeps_its_place_when_it_is_renamed_and_its_loss_is_told(device):
    both = grid({("NQT", "School"): ["Meet"], ("RQT", "School"): ["Lead"]})
    published(both, slug="birch")
    remember(device, "/frameworks/birch/stages/nqt/")
    assert ", NQT</a>" in device.get("/").text

    renamed = replace(both.stages[0], name="Early career", slug="early-career")
    published(replace(both, stages=(renamed, both.stages[1])), slug="birch", label="2027")
    assert 'href="/frameworks/birch/stages/early-career/">Continue: ' in device.get("/").text

    published(grid({("RQT", "School"): ["Lead"]}), slug="birch", label="2028")
    page = device.get("/").text
    assert "has no stage “Early career” any more." in page
    assert '<a href="/frameworks/birch/">The stages it has now</a>' in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (OURS, 302),
        ({"Origin": "http://testserver"}, 302),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({}, 403),
    ],
)
@pytest.mark.parametrize("address", [f"{STAGE}remember/", "/forget/"])
def test_only_a_page_of_ours_has_it_remembered(device, address, headers, status):
    response = device.post(address, headers=headers)

    assert response.status_code == status
    assert (COOKIE in response.cookies) is (status == 302)
