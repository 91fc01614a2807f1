"""The page of one opportunity: its words, the stages that list it, and its like elsewhere."""

import re
from dataclasses import replace
from datetime import date

import pytest

from frameworks.models import Framework
from frameworks.pages import opportunity, search_results
from frameworks.queries import catalogue
from opportunities import models
from opportunities.grid.snapshot import Opportunity
from opportunities.grid.vocabulary import Cost
from opportunities.text import fates
from opportunities.text.questions import parse_question
from tests.builders import grid, key, published

pytestmark = pytest.mark.django_db


def key_of(text: str) -> str:
    return str(models.Opportunity.objects.filter(text=text).order_by("pk")[0].key)


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
    assert found.count("under “Opportunities for individual action”") == 1  # said once for both
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
    text = models.Opportunity.objects.get(
        text__startswith="Make sure senior leaders have regular"
    ).text

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

    elsewhere = found[found.index("Similar elsewhere") :]
    for authority in ("Cambridgeshire", "Hampshire", "Torbay", "Wigan"):
        assert authority in elsewhere
    assert "National Professional Qualification for Headship</a>" in elsewhere
    assert "Four other frameworks name NPQH, in six lines:" in elsewhere
    assert 'href="/opportunities/?q=NPQH">More like it in every framework <' in elsewhere


def test_it_answers_in_the_order_in_which_people_ask(page):
    found = page(f"/opportunities/{key_of('Participate in NPQH')}/")

    headings = re.findall(r"<h2.*?>(.*?)</h2>", found)
    assert headings[:6] == [
        "What it means",
        "Is it still on?",
        "Kind of activity",
        "Whom to ask",
        "Stages that list this",
        "Similar elsewhere",
    ]
    means = found[found.index("What it means") : found.index("Is it still on?")]
    assert "<strong>NPQH</strong>: National Professional Qualification for Headship." in means
    assert 'href="/glossary/#npqh">NPQH in the glossary</a>' in means
    assert "Source: DfE NPQ registration service." in found
    assert "Lancashire has not named anybody here. Ask whoever leads" in found
    assert "What it costs and when it takes place are not said here." in found


def test_a_name_is_not_found_where_only_the_stage_has_it(page):
    ncsl = published(grid({("Heads", "School"): ["NCSL courses"]}), slug="here")
    published(grid({("NCSL", "School"): ["Grow cabbage"]}), slug="there")

    found = page(f"/opportunities/{ncsl.grid.opportunity_set.get().key}/")

    assert "NCSL, in" in found
    assert "Grow cabbage" not in found


def test_what_has_ended_names_others_of_its_kind_that_are_not_known_to_have(page):
    found = page(f"/opportunities/{key_of('Access teachers.tv')}/")

    others = found[found.index(">Of the same kind<") : found.index(">Kind of activity<")]
    assert f'href="/opportunities/{key_of("Read the TES/TES online resources")}/"' in others
    assert "teachers.tv" not in others
    assert others.count("<li>") <= 5
    assert "Of the same kind" not in page(f"/opportunities/{key_of('Visit other schools')}/")


def test_what_is_said_beside_the_line_stands_under_its_heading(page):
    line = Opportunity(
        key("Join"),
        "Join in",
        link="https://book.example/join",
        contact="Ann at the office",
        cost=Cost.PAID,
        cost_words="£20",
        when="Each May",
        ends_on=date(2020, 5, 4),
    )
    plain = grid({("NQT", "School"): ["Join in"]})
    placements = tuple(replace(row, opportunity=line.key) for row in plain.placements)
    framework = published(replace(plain, opportunities=(line,), placements=placements)).framework
    Framework.objects.filter(pk=framework.pk).update(contact_email="cpd@thornshire.example")

    found = page(f"/opportunities/{line.key}/")

    assert re.findall(r"<h2 id.*?>(.*?)</h2>", found) == [
        "Whom to ask",
        "Cost",
        "When",
        "Book or read more",
        "Stages that list this",
    ]
    assert "has not named anybody" not in found
    assert "are not said here" not in found
    for said in ("Ann at the office", "mailto:cpd@thornshire.example", "Paid: £20", "Each May"):
        assert said in found
    assert "Was in May 2020. It ended on 4 May 2020." in found
    assert 'href="https://book.example/join"' in found


def test_the_search_for_more_finds_more_than_the_line_itself():
    shown = catalogue.current()
    lines = search_results.results(shown.page((shown.everything,), shown.everything, 0, 800), shown)
    assert len(lines) > 700

    words = {
        line.text: opportunity.more_like(shown, line.wording, fates.programme_in(line.wording))
        for line in lines
    }
    assert [text for text in words if not words[text]] == ["NPQCL (NSL/CSL)"]  # offers no search
    for looked_for in filter(None, words.values()):
        assert shown.answering(parse_question(looked_for))[-1].bit_count() > 1, looked_for


def test_where_words_alone_find_nothing_there_is_nothing_to_narrow(page):
    assert "Kind of activity" not in page("/opportunities/?q=phonics")
    assert "Kind of activity" in page(
        "/opportunities/?q=coaching&framework=cambridgeshire&tier=self"
    )


def test_an_opportunity_under_several_headings_says_each_at_its_stage(page):
    found = page(f"/opportunities/{key_of('Collaborative team planning and assessment')}/")
    places = re.findall(r'<li class="is-[\w-]+">(.*?)</li>', found, re.DOTALL)

    assert len(places) > 1
    assert all(place.count("under “") == 1 for place in places)
    assert "Each under" not in found
