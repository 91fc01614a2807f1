"""Filters of the matrix and of search: what they leave, and what they say to nonsense."""

import csv
import html
import io
import re

import pytest

from opportunities.grid.vocabulary import ContinuationWord
from tests.builders import grid, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(client):
    def get(url: str, **headers: str) -> str:
        response = client.get(url, headers=headers)
        assert response.status_code == 200
        return html.unescape(response.content.decode())

    return get


def count_in(page: str) -> str:
    (sentence,) = re.findall(r'cpd-bar__count">(.*?)</p>', page, re.DOTALL)
    return re.sub(r"<.*?>", "", sentence).strip()


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", "320 opportunities in 533 places, at 16 stages"),
        ("?stage=teachers", "39 of 320 opportunities in 39 of 533 places, at 1 of 16 stages"),
        ("?family=early-career", "29 of 320 opportunities in 29 of 533 places, at 1 of 16 stages"),
        (
            "?group=leaders&tier=national",
            "36 of 320 opportunities in 55 of 533 places, at 5 of 16 stages",
        ),
        (
            "?group=leaders&group=teachers&q=network",
            "17 of 320 opportunities in 22 of 533 places, at 9 of 16 stages",
        ),
        ("?q=NETWORK+local", "9 of 320 opportunities in 13 of 533 places, at 13 of 16 stages"),
        ("?q=100%25", "0 of 320 opportunities in 0 of 533 places, at 0 of 16 stages"),
        ("?q=_", "0 of 320 opportunities in 0 of 533 places, at 0 of 16 stages"),
    ],
)
def test_filters_leave_what_they_say(get, query, left):
    assert count_in(get(f"/frameworks/lancashire/{query}")) == left


def test_words_are_found_in_sub_points_too_and_marked(get):
    found = get("/frameworks/lancashire/?q=khub")

    assert "<mark>" in found
    assert "Bookmark and follow key" in found


def test_each_filter_in_use_has_a_chip_that_takes_it_away_alone(get):
    found = get("/frameworks/lancashire/?group=leaders&group=teachers&q=network&by=tier&junk=1")

    assert re.findall(r'class="cpd-chip" href="(.*?)"', found) == [
        "/frameworks/lancashire/?group=teachers&q=network&by=tier",
        "/frameworks/lancashire/?group=leaders&q=network&by=tier",
        "/frameworks/lancashire/?group=leaders&group=teachers&by=tier",
    ]


def test_options_say_how_many_lines_they_would_leave(get):
    found = get("/frameworks/lancashire/?stage=established-headteachers&tier=national")

    counts = dict(re.findall(r'id="n-(?:stage|tier)-([a-z-]+)"[^>]*>\s*(\d+)', found))
    assert counts["established-headteachers"] == counts["national"] == "17"
    assert int(counts["new-to-headship"]) == 8
    assert int(counts["school"]) == 10


def test_stages_are_chosen_under_their_kind_of_staff(get):
    found = get("/frameworks/lancashire/")

    stages = re.findall(
        r'cpd-facet__heading" id="h-stage-\d">(.*?)<|name="stage" value="(.)', found
    )
    assert [heading for heading, _ in stages if heading] == ["Leaders", "Teachers", "Support staff"]
    assert len(stages) == 3 + 16
    assert 'name="family"' not in found
    assert 'name="group"' not in found


def test_a_family_or_kind_of_staff_in_a_link_is_a_chip_and_is_carried_along(get):
    found = get("/frameworks/lancashire/?group=leaders&family=middle-leader&by=tier")

    assert re.findall(r'type="hidden" name="(.*?)" value="(.*?)"', found) == [
        ("family", "middle-leader"),
        ("group", "leaders"),
        ("by", "tier"),
    ]
    assert len(re.findall(r'class="cpd-chip"', found)) == 2
    wrong = get("/frameworks/lancashire/?family=king")
    assert "“king” is not one of the choices" in wrong[: wrong.index("cpd-filter__row")]


@pytest.mark.parametrize(
    ("query", "opened"),
    [
        ("", False),
        ("tier=national", False),
        ("stage=established-headteachers", True),
        ("kind=qualification", True),
    ],
)
def test_every_cell_is_open_where_one_stage_or_few_lines_are_left(get, query, opened):
    found = get(f"/frameworks/lancashire/?{query}")

    assert ("Open every box" not in found) == opened
    assert (' class="cpd-more">' not in found) == opened


def test_a_filter_that_leaves_nothing_says_so_and_offers_the_way_back(get):
    found = get("/frameworks/lancashire/?q=zebra")

    assert "No opportunities match these filters" in found
    assert "see all 320 opportunities" in found
    assert "Without “" not in found


def test_filters_that_leave_nothing_together_say_what_each_keeps_away(get):
    found = get("/frameworks/wigan/?stage=newly-qualified&tier=self&kind=qualification")
    offered = re.findall(r'<a href="(\?[^"]*)">Without “([^<]*)”</a>[^\d]*(\d+) places?', found)

    assert [label for _, label, _ in offered] == [
        "Qualification or accreditation",
        "Your own action",
        "Newly Qualified Teacher",
    ]
    for address, _, count in offered:
        page = get(f"/frameworks/wigan/{address.replace('&amp;', '&')}")
        assert re.search(rf"in <strong>{count}</strong>", page), address


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("stage=king", "“king” is not one of the choices"),
        ("family=' OR 1=1 --", "“' OR 1=1 --” is not one of the choices"),
        ("tier=moon&tier=school", "“moon” is not one of the choices"),
        ("q=" + "x" * 10_000, "Use at most 200 characters"),
        ("q=a%00b", "Take out the null character"),
        ("stage=a%00b", "“ab” is not one of the choices"),
        ("stage=%ff%fe", "is not one of the choices"),
        ("&".join(f"stage=x{number}" for number in range(1000)), "“x0” is not one of the choices"),
    ],
)
@pytest.mark.parametrize("address", ["/frameworks/lancashire/", "/opportunities/"])
def test_nonsense_gets_a_sentence_and_the_rest_still_filters(get, address, query, sentence):
    if address == "/opportunities/" and query.startswith("stage"):
        query = query.replace("stage", "family")
    found = get(f"{address}?{query}&group=support-staff")

    assert sentence in found
    assert "Support staff" in re.findall(r'cpd-chip".*?</a>', found, re.DOTALL)[0]


@pytest.mark.parametrize(
    "query",
    [
        "q=%22",
        "q=%27",
        "q=%25",
        "q=NEAR(a b)",
        "q=a AND OR NOT *",
        "q=%E2%80%AE",
        "q=%ff%fe",
        "q=%20%20%20",
        "by=moon&open=moon",
        "page=0",
        "page=-1",
        "page=99999999999999999999",
        "page=x",
        "q=a&q=b&q=c",
        "&".join(f"p{number}={number}" for number in range(1000)),
        "=&&&=",
    ],
)
@pytest.mark.parametrize("address", ["/frameworks/lancashire/", "/opportunities/", "/"])
def test_nothing_a_reader_can_type_breaks_a_page(client, address, query):
    assert client.get(f"{address}?{query}").status_code == 200


def test_more_parameters_than_anyone_needs_are_a_bad_request(client):
    query = "&".join(f"p{number}=1" for number in range(4000))

    assert client.get(f"/frameworks/lancashire/?{query}").status_code == 400


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_download_holds_what_the_filter_leaves(client, form):
    content = client.get(f"/frameworks/lancashire.{form}?q=supervision&group=leaders").content

    assert content.decode().count("Engage in supervision") == 5


def test_a_download_of_a_stage_has_its_cells_that_print_only_a_word(client):
    small = grid(
        {("NQT", "School"): ["Join in"], ("RQT", "Outside"): ["Read"]},
        continues={("RQT", "School"): ContinuationWord.PLUS},
    )
    published(small)

    def words(query: str) -> list[tuple[str, str]]:
        content = client.get(f"/frameworks/thornshire.csv?{query}").content.decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(content, newline=""))
        return [(row["Stage"], row["Continues"] or row["Opportunity"]) for row in rows]

    assert words("stage=rqt") == [("RQT", "PLUS"), ("RQT", "Read")]
    assert words("stage=nqt") == [("NQT", "Join in")]
    assert words("tier=school") == [("NQT", "Join in"), ("RQT", "Read")]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_download_by_nonsense_is_refused_in_words(client, form):
    response = client.get(f"/frameworks/lancashire.{form}?stage=king&q={'x' * 201}")

    assert response.status_code == 400
    assert response.content.decode() == (
        "stage: “king” is not one of the choices here. Choose from the list.\n"
        "q: Use at most 200 characters: a few words are enough.\n"
    )


@pytest.mark.parametrize("tier", ["school", "national"])
def test_what_is_carried_on_is_filtered_like_what_is_printed(get, tier):
    """Torbay prints "As above" under its individual actions, and nothing else there."""
    page = get(f"/frameworks/torbay/?tier={tier}")
    assert "PLUS" not in page[page.index("<table") : page.index("</table>")]


def test_a_stage_that_only_carries_on_is_left(get):
    found = get("/frameworks/torbay/?stage=new-headteacher&tier=self")

    assert count_in(found) == (
        "0 of 70 opportunities in 0 of 86 places, at 1 of 8 stages; 4 carried on from stages above"
    )
    assert "Analyse whole school progress data" in found


def test_links_leave_behind_what_cannot_be_filtered_by(get):
    found = get("/frameworks/torbay/?stage=king&group=leaders")

    assert 'href="/frameworks/torbay.csv?group=leaders"' in found
    assert "Clear all" in found


def test_either_apostrophe_finds_the_other(get):
    assert count_in(get("/frameworks/torbay/?q=teacher's+tv")).startswith("1 of 70")
    assert count_in(get("/frameworks/torbay/?q=teacher’s+tv")).startswith("1 of 70")


def test_a_word_is_found_in_its_other_forms_too_and_marked(get):
    found = get("/frameworks/wigan/?q=coaches")

    assert "<mark>coaching</mark>" in found
    assert count_in(found) == count_in(get("/frameworks/wigan/?q=coach"))


def test_an_abbreviation_is_found_by_what_it_means_too(get):
    """Of today: frameworks of that time print NQT."""
    found = get("/frameworks/lancashire/?q=ECT")

    assert set(re.findall(r"<mark>(?:<[^>]*>)?(\w+)", found)) == {"NQT", "NQTs"}
    assert "Train as an" in found
    assert "Attend Subject Association" not in found


def test_more_words_than_anyone_needs_are_refused_in_a_sentence(get):
    words = "+".join(f"w{number}" for number in range(21))

    assert "Use at most 20 words" in get(f"/frameworks/torbay/?q={words}")


def test_htmx_is_sent_to_the_whole_page_where_there_is_an_error_to_show(client):
    response = client.get(
        "/frameworks/torbay/?stage=king", headers={"HX-Request": "true", "HX-Target": "results"}
    )

    assert response["HX-Redirect"] == "/frameworks/torbay/?stage=king"


def test_htmx_without_a_target_gets_the_whole_page(get):
    found = get("/frameworks/torbay/", **{"HX-Request": "true"})

    assert "<html" in found
    assert found.count('id="announce"') == 1


def test_a_target_alone_is_not_htmx(get):
    assert "<html" in get("/frameworks/torbay/", **{"HX-Target": "results"})


def test_htmx_gets_the_matrix_alone(get):
    part = get(
        "/frameworks/lancashire/?group=leaders", **{"HX-Request": "true", "HX-Target": "results"}
    )

    assert "<html" not in part
    assert '<table class="cpd-matrix' in part
    assert 'id="announce"' in part
    assert re.search(r'id="n-tier-national"[^>]*hx-swap-oob', part)


def test_a_cache_keeps_the_part_and_the_whole_apart(client):
    assert "HX-Request" in client.get("/frameworks/lancashire/")["Vary"]


def test_a_page_past_the_end_says_so(get):
    assert "There is no page 9" in get("/opportunities/?q=portfolio&page=9")


def test_a_small_grid_offers_only_its_own_choices(get):
    published(grid({("NQT", "School"): ["Join in"]}))
    found = get("/frameworks/thornshire/")

    assert re.findall(r'name="(?:stage|family|group|tier)" value="(.*?)"', found) == [
        "nqt",
        "school",
    ]
