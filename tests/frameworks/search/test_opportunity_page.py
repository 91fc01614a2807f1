"""The page of one opportunity: its words, the stages that list it, and its like elsewhere."""

import re

import pytest

from frameworks.models import Framework
from opportunities.models import Opportunity

pytestmark = pytest.mark.django_db


def key_of(text: str) -> str:
    return str(Opportunity.objects.filter(text=text).order_by("pk")[0].key)


def test_an_opportunity_says_where_it_stands_and_what_is_like_it(page):
    found = page(f"/opportunities/{key_of('Maintain a portfolio')}/")

    assert "<title>Maintain a portfolio, Torbay – CPD Frameworks</title>" in found
    places = re.findall(r'<li class="is-self">(.*?)</li>', found, re.DOTALL)
    assert [
        re.findall(r'href="/frameworks/torbay/stages/(.*?)/"', place)[0] for place in places
    ] == [
        "years-2-5",
        "leadership-team",
    ]
    assert 'href="/frameworks/torbay/editions/undated/"' in found
    elsewhere = found[found.index("Similar elsewhere") :]
    assert "Maintain a professional portfolio" in elsewhere
    assert "Lancashire, 12 stages" in elsewhere


def test_an_opportunity_says_what_its_abbreviations_mean_and_links_its_addresses(page):
    found = page(f"/opportunities/{key_of('Gain HLTA status')}/")
    assert re.search(r'<h1>.*title="higher level teaching assistant"[^>]*>HLTA</abbr>', found)

    online = page(f"/opportunities/{key_of('E-learning on CYP Virtual Learning Environment')}/")
    assert 'href="http://cypvle.lancsngfl.ac.uk/"' in online


def test_a_long_opportunity_has_a_title_that_fits_a_tab(page):
    text = Opportunity.objects.get(text__startswith="Make sure senior leaders have regular").text

    (title,) = re.findall("<title>(.*?)</title>", page(f"/opportunities/{key_of(text)}/"))

    assert title.endswith("…, Cambridgeshire – CPD Frameworks")
    assert len(title) < 130


def test_an_opportunity_of_a_framework_for_members_only_is_not_here(client):
    key = key_of("Maintain a portfolio")
    Framework.objects.filter(slug="torbay").update(visibility=Framework.Visibility.MEMBERS)

    response = client.get(f"/opportunities/{key}/")

    assert response.status_code == 404
    assert "portfolio" not in response.content.decode()


def test_an_opportunity_that_never_was_is_not_here(client):
    assert client.get("/opportunities/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert client.get("/opportunities/not-a-key/").status_code == 404


def test_a_programme_is_found_elsewhere_in_whatever_words_it_stands(page):
    found = page(f"/opportunities/{key_of('Participate in NPQH')}/")

    aside = found[found.index("Similar elsewhere") :]
    for authority in ("Cambridgeshire", "Hampshire", "Torbay", "Wigan"):
        assert authority in aside
    assert "National Professional Qualification for Headship" in aside
    assert 'href="/opportunities/?q=NPQH">Search for NPQH<' in aside


def test_where_words_alone_find_nothing_there_is_nothing_to_narrow(page):
    assert "Kind of activity" not in page("/opportunities/?q=phonics")
    assert "Kind of activity" in page(
        "/opportunities/?q=coaching&framework=cambridgeshire&tier=self"
    )
