"""Search over the five frameworks: what a person would expect to find, page by page."""

import html
import re

import pytest

from frameworks.models import Framework
from opportunities.models import Opportunity
from opportunities.search import find
from opportunities.search.words import query
from tests.builders import grid, published

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
]


@pytest.mark.parametrize(("typed", "expected"), EXPECTED)
def test_what_a_person_would_expect_comes_first(typed, expected):
    first = [opportunity.text for opportunity in find.best_first(query(typed))[:5]]

    assert any(text.startswith(expected) for text in first), first


@pytest.mark.parametrize("typed", ["NQT", "nqts", "ECT", "early career teachers"])
def test_a_stage_is_found_by_each_of_its_names(typed):
    assert find.best_first(query(typed)).count() == find.best_first(query("NQT")).count() > 50


@pytest.fixture
def page(client):
    def page(url: str) -> str:
        return html.unescape(client.get(url).content.decode())

    return page


def results_in(page: str) -> list[str]:
    headings = re.findall(r'<h2><a href="/opportunities/[-0-9a-f]+/">(.*?)</a>', page, re.DOTALL)
    return [re.sub(r"<.*?>|\n", "", heading).strip() for heading in headings]


def test_the_page_shows_each_opportunity_once_with_its_places_and_matches_marked(page):
    found = page("/opportunities/?q=maintaining+professional+portfolios&framework=lancashire")

    assert results_in(found) == [
        "Maintain a professional portfolio",
        "Maintain a professional portfolio.",
    ]
    assert re.findall("<mark>(.*?)</mark>", found)[:3] == ["Maintain", "professional", "portfolio"]
    assert "<strong>12</strong> stages in <strong>Lancashire</strong>" in found


def test_a_slip_of_the_pen_is_offered_its_right_spelling(page):
    found = page("/opportunities/?q=safegaurding&group=leaders")

    assert 'Did you mean <a href="?group=leaders&q=safeguarding">safeguarding</a>' in found


def test_words_that_stand_everywhere_are_told_so(page):
    assert "Those words stand everywhere" in page("/opportunities/?q=of+the")
    assert "Those words stand everywhere" in page("/opportunities/?q=%21%3F%22")


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
    assert set(first) == {"key", "text", "details", "places"}


def test_data_comes_by_the_page(client):
    second = client.get("/opportunities.json?page=2").json()

    assert (second["page"], len(second["results"])) == (2, 25)
    assert second["pages"] == -(-second["total"] // 25)


def test_data_by_nonsense_is_refused_in_words(client):
    response = client.get("/opportunities.json?framework=atlantis")

    assert response.status_code == 400
    assert "is not one of the choices" in response.json()["errors"]["framework"][0]


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "%00",
        "%22unbalanced",
        "%E2%80%AEreversed",
        "NEAR(a+b)",
        "a+OR+b*",
        "%27%27%27",
        "%5C%5C%27",
        "%25_%25",
        "(((((",
        "words:head",
        "-head",
        "%F0%9F%92%A9",
    ],
)
@pytest.mark.parametrize("address", ["/opportunities/", "/opportunities.json"])
def test_nothing_that_is_typed_breaks_search(client, address, typed):
    assert client.get(f"{address}?q={typed}").status_code in (200, 400)


def test_a_search_takes_as_many_queries_for_many_frameworks_as_for_few(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10) as few:
        client.get("/opportunities/?q=portfolio")
    for number in range(3):
        published(grid({("NQT", "School"): ["Keep a portfolio"]}), slug=f"thornshire-{number}")
    with django_assert_num_queries(len(few)):
        client.get("/opportunities/?q=portfolio")


def key_of(text: str) -> str:
    return str(Opportunity.objects.filter(text=text).order_by("pk")[0].key)


def test_an_opportunity_says_where_it_stands_and_what_is_like_it(page):
    found = page(f"/opportunities/{key_of('Maintain a portfolio')}/")

    assert "<title>Maintain a portfolio, Torbay – CPD Frameworks</title>" in found
    assert re.findall(r'href="/frameworks/torbay/stages/(.*?)/"', found) == [
        "years-2-5",
        "leadership-team",
    ]
    assert 'href="/frameworks/torbay/editions/undated/"' in found
    elsewhere = found[found.index("Alike in other authorities") :]
    assert "Maintain a professional portfolio" in elsewhere
    assert "Lancashire, 12 stages" in elsewhere


def test_an_opportunity_of_a_framework_for_members_only_is_not_here(client):
    key = key_of("Maintain a portfolio")
    Framework.objects.filter(slug="torbay").update(visibility=Framework.Visibility.MEMBERS)

    response = client.get(f"/opportunities/{key}/")

    assert response.status_code == 404
    assert "portfolio" not in response.content.decode()


def test_an_opportunity_that_never_was_is_not_here(client):
    assert client.get("/opportunities/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert client.get("/opportunities/not-a-key/").status_code == 404
