"""What is new at the next stage, and from one stage to any other."""

import re

import pytest

from tests.builders import grid, published

pytestmark = pytest.mark.django_db

TA = "/frameworks/lancashire/stages/teaching-assistants/"
PREMISES = "/frameworks/lancashire/stages/premises-staff/"


def text(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def part(pattern, page):
    found = re.search(pattern, page, re.DOTALL)
    assert found
    return found[0]


def test_a_stage_says_what_is_new_at_the_next_one_qualifications_first(client):
    said = part(r'<section class="cpd-next".*?</section>', text(client, TA))

    assert "Higher Level Teaching Assistants: 14 of its 27 opportunities are not listed" in said
    assert "Qualifications come first" in said
    assert said.count('<span class="cpd-kind">') == 5
    assert re.findall(r"cpd-kind\">([^<]+)<", said)[:3] == ["Qualification or accreditation"] * 3
    assert f'<a href="{TA}next/">All 14 that are new</a>' in said


def test_without_what_has_ended_no_number_is_promised_of_a_page_that_has_all(client):
    stage = "/frameworks/wigan/stages/post-threshold/"

    assert f'<a href="{stage}next/">All 25 that are new</a>' in text(client, stage)
    without = text(client, f"{stage}?ended=hide")
    assert "20 of its " in without
    assert f'<a href="{stage}next/">From here to ' in without


def test_a_stage_that_nothing_follows_offers_the_choice_alone(client):
    page = text(client, PREMISES)

    assert "cpd-next" not in page
    assert f'action="{PREMISES}next/"' in page
    assert "No stage follows Premises Staff" in text(client, f"{PREMISES}next/")


@pytest.mark.parametrize("query", ["", "?to=higher-level-teaching-assistants"])
def test_the_page_from_here_to_there_has_all_that_is_new(client, query):
    page = text(client, f"{TA}next/{query}")

    assert "From Teaching Assistants to Higher Level Teaching Assistants" in page
    assert "<strong>14</strong> of 27 opportunities are new there" in page
    assert page.index("Gain ") < page.index("Coach and mentor other")
    assert "Listed at both (13)" in page
    assert 'next/?to=teaching-assistants">The other way round' in page


def test_any_two_stages_of_a_framework_can_be_chosen(client):
    nqt = "/frameworks/lancashire/stages/newly-qualified-teachers/next/"
    page = text(client, f"{nqt}?to=teachers")

    on_the_way = part(r"On the way: .*?</p>", page)
    assert re.sub("<.*?>", "", on_the_way) == "On the way: Recently Qualified Teachers."
    assert "From Premises Staff to Newly Qualified Teachers" in text(
        client, f"{PREMISES}next/?to=newly-qualified-teachers"
    )


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("king", "There is no such stage here. Choose one from the list."),
        ("teaching-assistants", "There is no such stage here. Choose one from the list."),
        ("%00", "There is no such stage here"),
        ("", "Choose a stage."),
    ],
)
def test_a_stage_that_is_not_there_is_said(client, to, sentence):
    page = text(client, f"{TA}next/?to={to}")

    assert sentence in page
    assert "are new there" not in page


def test_a_framework_of_one_stage_says_so(client):
    published(grid({("NQT", "School"): ["Join in"]}))

    assert "no other stage" in text(client, "/frameworks/thornshire/stages/nqt/next/")
    assert "From here to" not in text(client, "/frameworks/thornshire/stages/nqt/")


def test_each_edition_and_no_other_stage_has_its_own(client):
    published(grid({("NQT", "School"): ["Join in"], ("RQT", "School"): ["Lead"]}), label="2026")
    published(grid({("NQT", "School"): ["Join in"], ("RQT", "School"): ["Help"]}), label="2027")

    pinned = text(client, "/frameworks/thornshire/editions/2026/stages/nqt/next/")
    assert "Lead" in pinned
    assert "Help" not in pinned
    assert client.get("/frameworks/thornshire/stages/king/next/").status_code == 404
