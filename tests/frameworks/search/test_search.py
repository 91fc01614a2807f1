"""Search over the five frameworks: what a person would expect to find, page by page."""

import html
import re
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frameworks.actions import search
from frameworks.models import Framework
from opportunities.models import SearchEntry
from tests.builders import grid, key, published

pytestmark = pytest.mark.django_db

# What people type, how many opportunities that is, and what they would expect among the first five.
EXPECTED = [
    (
        "coaching newly qualified",
        "Undertake a range of mentoring/coaching roles e.g. NQTs, trainees,",
    ),
    ("mentor* NQTs", "Join LA NQT mentors’ meetings"),
    ("ect", "NQT courses"),
    ("early career teacher", "NQT courses"),
    ("NQT", "Support NQTs"),
    ("headship qualification", "Participate in NPQH"),
    ("npqh", "Participate in NPQH"),
    ("SENDCo", "Shadow other staff with specific responsibilities"),
    ("special educational needs", "Attend specialist courses for TAs"),
    ("inset", "Lead INSET"),
    ("performance management", "Performance management"),
    ("ofsted inspector", "Train as an Ofsted Inspector"),
    ("governors", "present to governors"),
    ("budget", "Take responsibility for a budget"),
    ("first aid", "Attend school based training"),
    ("teaching assistant degree", "Links with HE institutions"),
    ("masters", "Masters in Education"),
    ("action research", "Undertake action research"),
    ("schools visiting other", "Visit other schools"),
    ("trade union", "Join a trade union"),
    ("team teaching", "Team teaching"),
    ("health safety", "Participate in health and safety walks/ audits"),
    ("pupil data", "Analyse pupil progress data"),
    ("online learning", "Use online learning"),
    ("shadow deputy", "Shadow a deputy / headteacher"),
    ("twitter lancashire", "Use Twitter account to follow for example DfE"),
    ("portfolio torbay", "Start a portfolio"),
    ("shadow a head teacher", "Shadow the headteacher"),
    ("e-learning", "E-learning on CYP Virtual Learning Environment"),
    ("elearning", "E-learning on CYP Virtual Learning Environment"),
    ("mathematics", "Attend specialist courses for TAs and HLTAs"),
    ("coaching*", "coach colleagues"),
    ("exam marking", "Become an exam marker/moderator/assessor"),
    ("what can I do for HLTA status", "Gain HLTA status"),
    ("npq", "Participate in NPQH"),
    ("NPQ headship", "Participate in NPQH"),
    ("visit another school", "Visit other schools"),
    ("mentor student teachers", "Mentor an I.T.T. trainee"),
    ("union rep", "Become a union representative or teacher governor"),
    ("performance management training", "Participate in appraisal reviewer training"),
    ("placements abroad", "Participate in International Placements"),
    ("caretaker apprenticeship", "Apprenticeships various areas"),
    ("lunchtime supervisors trade union", "Join a trade union"),
]


def answer(client, typed: str) -> dict:
    return client.get("/opportunities.json", {"q": typed}).json()


@pytest.mark.parametrize(("typed", "expected"), EXPECTED)
def test_what_a_person_would_expect_comes_first(client, typed, expected):
    first = [result["text"] for result in answer(client, typed)["results"][:5]]

    assert any(text.startswith(expected) for text in first), first


@pytest.mark.parametrize("typed", ["NQT", "nqts", "ECT", "early career teachers"])
def test_a_stage_is_found_by_each_of_its_names(client, typed):
    assert answer(client, typed)["total"] == answer(client, "NQT")["total"] > 50


def results_in(page: str) -> list[str]:
    headings = re.findall(r'<h2><a href="/opportunities/[-0-9a-f]+/">(.*?)</a>', page, re.DOTALL)
    return [re.sub(r"<.*?>|\n", "", heading).strip() for heading in headings]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("NQT mentors’", "NQT mentors’: Search opportunities"),
        ("  O'Reilly \u202e the ", "O'Reilly the: Search opportunities"),
        ("!?", "Search opportunities"),
        ("x" * 300, "Search opportunities"),
        ("", "Search opportunities"),
    ],
)
def test_the_title_of_the_page_is_what_was_typed(client, typed, title):
    shown = html.unescape(client.get("/opportunities/", {"q": typed}).content.decode())

    assert f"<title>{title} – CPD Frameworks</title>" in shown


def test_the_page_shows_each_opportunity_once_with_its_places_and_matches_marked(page):
    found = page("/opportunities/?q=maintaining+professional+portfolios&framework=lancashire")

    assert results_in(found) == [
        "Maintain a professional portfolio",
        "Maintain a professional portfolio.",
    ]
    assert re.findall("<mark>(.*?)</mark>", found)[:3] == ["Maintain", "professional", "portfolio"]
    assert "<mark>portfolio</mark>.</a>" in found
    assert "<strong>12</strong> stages in <strong>Lancashire</strong>" in found


def test_what_matches_by_its_meaning_is_marked_too(page):
    found = page("/opportunities/?q=coaching+newly+qualified&framework=wigan")

    assert re.findall("<mark>(.*?)</mark>", found) == ["coaching", "NQTs"]


def test_a_slip_of_the_pen_is_offered_its_right_spelling(page):
    found = page("/opportunities/?q=safegaurding&group=leaders")

    assert 'Did you mean <a href="?group=leaders&q=safeguarding">safeguarding</a>' in found


def offered(shown: str) -> list[tuple[str, str]]:
    return re.findall(r'<li><a href="(\S+)">[^<]+</a>, ([\d,]+ opportunit[a-z]+)</li>', shown)


def test_a_word_that_no_framework_has_is_left_out_of_what_is_offered(client, page):
    found = page("/opportunities/?q=dyslexia+coaching&group=leaders")

    number = client.get("/opportunities.json?q=coaching&group=leaders").json()["total"]
    assert "Nothing matches all of these words" in found
    assert offered(found) == [("?group=leaders&q=coaching", f"{number} opportunities")]


def test_of_words_that_never_stand_together_each_can_be_left_out(page):
    found = page("/opportunities/?q=twitter+npqh+portfolio*")

    assert "Nothing matches all of these words" in found
    numbers = [int(number.split()[0]) for _, number in offered(found)]
    assert [url for url, _ in offered(found)] == ["?q=twitter", "?q=npqh", "?q=portfolio%2A"]
    assert numbers == sorted(numbers)


def test_words_that_stand_everywhere_are_told_so(page):
    assert "There is nothing to look for in that" in page("/opportunities/?q=of+the")
    assert "There is nothing to look for in that" in page("/opportunities/?q=%21%3F%22")


def test_the_same_answer_as_data(client):
    data = client.get("/opportunities.json?q=portfolio&framework=torbay").json()

    assert {name: data[name] for name in ("total", "page", "pages")} == {
        "total": 3,
        "page": 1,
        "pages": 1,
    }
    first = data["results"][0]
    assert first["text"] == "Start a portfolio"
    assert first["places"] == [
        {
            "framework": "torbay",
            "stage": "NQT",
            "column": "Opportunities for individual action",
            "tier": "self",
        }
    ]
    beside = {"link", "kinds", "contact", "cost", "cost_words", "when", "ends_on"}
    assert set(first) == {"key", "text", "details", *beside, "places"}


def test_data_comes_by_the_page(client):
    second = client.get("/opportunities.json?page=2").json()

    assert (second["page"], len(second["results"])) == (2, 25)
    assert second["pages"] == -(-second["total"] // 25)


def test_a_filter_that_is_there_but_empty_filters_nothing(client, page):
    empty = client.get("/opportunities.json?framework=&family=&group=&tier=&q=")

    assert empty.json()["total"] == client.get("/opportunities.json").json()["total"]
    assert "is not one of the choices" not in page("/frameworks/torbay/?stage=&tier=")
    assert "Remove filter" not in page("/frameworks/torbay/?stage=&tier=")


def test_data_by_nonsense_is_refused_in_words(client):
    response = client.get("/opportunities.json?framework=atlantis")

    assert response.status_code == 400
    assert "is not one of the choices" in response.json()["errors"]["framework"][0]


SAID = {
    "x" * 10_000: "Use at most 200 characters",
    "word " * 39: "No framework here lists",
    "many different words " + " ".join(f"w{n}" for n in range(20)): "Use at most 20 words",
    "a\x00b": "Take out the null character",
    '"unbalanced': "No framework here lists",
    "“phonics” cake": "“<bdi>phonics cake</bdi>”",
    "'''": "There is nothing to look for in that",
    "\u202eoilofrop\u202c": "No framework here lists",
    "\u202eportfolio\u202c": "opportunities",
    "\u200fportfolio": "opportunities",
    "NEAR(portfolio school)": "opportunities",
    "portfolio OR NOT zebra*": "No framework here lists",
    "portfolio*": "opportunities",
    "*": "There is nothing to look for in that",
    "words:portfolio": "No framework here lists",
    "-portfolio": "opportunities",
    "{portfolio}": "opportunities",
    "^portfolio": "opportunities",
    "port%lio": "No framework here lists",
    "%": "There is nothing to look for in that",
    "_": "There is nothing to look for in that",
    "\\' & | ! <-> :*": "There is nothing to look for in that",
    "((((portfolio": "opportunities",
    "of the and": "There is nothing to look for in that",
    "!?\"'.,;": "There is nothing to look for in that",
    "💩": "There is nothing to look for in that",
    "\ud7ff\ufffd": "There is nothing to look for in that",
    "   ": "For example",
    "'; DROP TABLE opportunities_searchentry; --": "No framework here lists",
    "<script>alert(1)</script>": "No framework here lists",
}
"""What people, and others, may type; and what the page says to it."""


@pytest.mark.parametrize(("typed", "said"), SAID.items(), ids=range(len(SAID)))
def test_whatever_is_typed_there_are_results_or_a_sentence(client, typed, said):
    response = client.get("/opportunities/", {"q": typed})
    shown = response.content.decode()

    assert response.status_code == 200
    assert said in shown
    assert ('class="cpd-results"' in shown) != (said.startswith(("No ", "There is", "For ", "“")))
    assert "<script>alert" not in shown
    assert client.get("/opportunities.json", {"q": typed}).status_code in (200, 400)


@pytest.mark.parametrize("asked", ["99", "9" * 400])
def test_a_page_past_the_end_says_so_and_is_the_last(page, asked):
    found = page(f"/opportunities/?q=portfolio&framework=lancashire&page={asked}")

    assert f"There is no page {asked[:9]}: this is the last one, 1." in found
    assert results_in(found)


@pytest.mark.parametrize("asked", ["0", "-1", "x", "1.5", "", "%00", "²"])
def test_a_page_that_is_no_number_is_the_first(client, page, asked):
    found = page(f"/opportunities/?page={asked}")

    assert "There is no page" not in found
    assert ", page 1 of " in found


@pytest.mark.parametrize(
    "asked", ["0", "000", "-1", "x", "1.5", "%00", "²", "%D9%A1", "1" * 50 + "x"]
)
def test_a_program_is_told_what_is_no_number_of_a_page(client, asked):
    response = client.get(f"/opportunities.json?page={asked}")

    assert response.status_code == 400
    (said,) = response.json()["errors"]["page"]
    assert "is not the number of a page. The first page is 1." in said
    assert len(said) < 120


@pytest.mark.parametrize("asked", ["99", "9" * 400])
def test_a_program_that_asks_past_the_end_is_told_that_it_is_the_end(client, asked):
    response = client.get(f"/opportunities.json?q=portfolio&page={asked}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"error": f"There is no page {asked[:19]}: the last one is 1."}


def test_a_program_that_asks_until_the_end_gets_everything_once(client):
    found, number = [], 1
    while (
        answer := client.get(f"/opportunities.json?group=leaders&page={number}")
    ).status_code == 200:
        found += [each["key"] for each in answer.json()["results"]]
        number += 1

    assert answer.status_code == 404
    assert len(found) == client.get("/opportunities.json?group=leaders").json()["total"]
    assert number > 2


def test_where_nothing_is_found_there_is_one_empty_page(client):
    first, second = (client.get(f"/opportunities.json?q=zebra&page={n}") for n in (1, 2))

    assert (first.status_code, first.json()["results"]) == (200, [])
    assert second.status_code == 404


@pytest.mark.parametrize("query", ["", "page="])
def test_no_number_asks_for_the_first_page(client, query):
    assert client.get(f"/opportunities.json?{query}").json()["page"] == 1


def test_nothing_that_a_framework_says_is_markup(client):
    hostile = "<script>alert('x')</script> & portfolio {{ text }}"
    snapshot = grid({(hostile, hostile): [hostile]}, details={hostile: (f"E.g. {hostile}",)})
    stages = tuple(replace(stage, slug="hostile") for stage in snapshot.stages)
    published(replace(snapshot, stages=stages), slug="hostile")
    for address in ("/opportunities/?q=alert", f"/opportunities/{key(hostile)}/"):
        shown = client.get(address).content.decode()

        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown
        assert "{{ text }}" in shown


def test_of_many_authorities_those_with_the_most_are_offered_first(page):
    for number in range(30):
        lines = [f"Ride tandem number {line}" for line in range(1 + number % 3)]
        published(grid({("NQT", "School"): lines}), slug=f"thornshire-{number:02}")

    def offered(shown):
        return re.findall(r'name="framework" value="(.*?)"', shown)

    few = page("/opportunities/?q=tandem&framework=torbay")
    assert len(offered(few)) == 20
    assert offered(few)[0] == "torbay"
    assert set(offered(few)[1:11]) == {f"thornshire-{number:02}" for number in range(2, 30, 3)}
    assert "wigan" not in offered(few)
    asked = "framework=torbay&framework=lancashire&framework=thornshire-07"
    assert offered(page(f"/opportunities/?{asked}"))[:3] == re.findall(r"framework=([^&]+)", asked)
    (more,) = re.findall(r'<a href="(.*?)">All 35, by name</a>', few)
    everything = page(f"/opportunities/{more}")
    assert set(offered(everything)) == set(Framework.objects.values_list("slug", flat=True))
    assert offered(everything)[0] == "cambridgeshire"
    assert "cpd-fold" in everything
    assert '<details class="cpd-fold" open>' in everything


def test_a_result_says_where_it_carries_on(page):
    found = page("/opportunities/?q=maintain+portfolio&framework=torbay")

    assert "carries on to <strong>4</strong> more" in found


def test_a_search_takes_as_many_queries_for_many_frameworks_as_for_few(
    client, django_assert_num_queries
):
    def search():
        return client.get("/opportunities/?q=portfolio")

    search()
    with django_assert_num_queries(1):  # the stamp; its results were drawn before
        search()
    for number in range(3):
        published(grid({("NQT", "School"): ["Keep a portfolio"]}), slug=f"thornshire-{number}")
    with CaptureQueriesContext(connection) as anew:  # what is new, and the word
        search()
    published(grid({("NQT", "School"): ["Keep a portfolio"]}), slug="thornshire-3")
    with django_assert_num_queries(len(anew)):
        search()


def test_an_index_that_an_older_release_made_is_made_anew_when_frameworks_are_loaded(client):
    SearchEntry.objects.update(words="older", meanings="")
    assert answer(client, "portfolio")["total"] == 0

    call_command("load_frameworks", stdout=StringIO())

    assert answer(client, "portfolio")["total"] > 3
    assert search.index_frameworks() == 0
