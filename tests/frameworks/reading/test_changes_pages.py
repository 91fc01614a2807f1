"""What changed between two editions, as readers see it."""

import re
from dataclasses import replace

import pytest

from opportunities.grid.snapshot import Section
from tests.builders import grid, key, published
from tests.frameworks.reading.test_reading_pages import HOSTILE
from tests.opportunities.exchange.writing.test_writers import rows
from tests.two_editions import AFTER, BEFORE, published_twice

pytestmark = pytest.mark.django_db

URL = "/frameworks/thornshire/changes/2025..2026/"


@pytest.fixture
def twice(nothing_remembered):
    published_twice()


def text(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def words(page):
    """What stands in the page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def labels(page):
    """What each change that is shown is called."""
    return re.findall(r'<span class="govuk-tag[^>]*>([^<]*)</span>', page)


@pytest.mark.usefixtures("twice")
def test_the_page_tells_what_changed_in_words_and_counts(client):
    page = text(client, URL)

    assert "A new stage with 2 lines, 5 added, a stage with 2 lines removed, 1 rem" in words(page)
    assert "At 5 of 5 stages" in words(page)
    assert len(labels(page)) == 20
    assert "From RQT to Middle leaders." in page


@pytest.mark.usefixtures("twice")
def test_what_was_inserted_and_removed_is_said_in_words_too(client):
    page = text(client, URL)

    assert "removed: on Twitter inserted: and your subject association online" in words(page)
    for mark in ("ins", "del"):
        assert re.findall(f"<{mark}>(?!<span class=.govuk-visually-hidden.>)", page) == []


@pytest.mark.usefixtures("twice")
def test_places_lead_to_their_stages_in_the_edition_that_has_them(client):
    page = text(client, URL)
    links = set(re.findall(r'href="(/frameworks/thornshire/editions/[^"]*/stages/[^"]*)"', page))

    assert "/frameworks/thornshire/editions/2026/stages/rqt/" in links
    for link in links:
        assert client.get(link).status_code == 200


@pytest.mark.usefixtures("twice")
def test_a_stage_that_is_gone_has_no_page_in_the_newer_edition(client):
    page = text(client, URL)

    assert "1 change; this stage is gone" in words(page)
    assert "/editions/2026/stages/governors/" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=moved", ["Moved"]),
        ("kind=moved&kind=changed", ["Changed", "Moved"]),
        ("stage=governors", ["Removed"]),
        ("stage=rqt&kind=moved", ["Moved"]),
        ("stage=middle-leaders&kind=removed", ["Removed"]),
        ("stage=heads&kind=moved", []),
        ("kind=zebra&stage=governors", ["Removed"]),
        ("stage=%00&kind=moved", ["Moved"]),
    ],
)
@pytest.mark.usefixtures("twice")
def test_filters_leave_what_was_asked_for(client, query, expected):
    assert labels(text(client, f"{URL}?{query}")) == expected


@pytest.mark.usefixtures("twice")
def test_an_unknown_value_is_an_error_beside_its_field(client):
    page = text(client, f"{URL}?kind=%3Cscript%3E&stage=nqt")

    assert "“&lt;script&gt;” is not one of the choices here" in page
    assert '<a class="cpd-chip" href="/frameworks/thornshire/changes/2025..2026/?"' in page


@pytest.mark.usefixtures("twice")
def test_each_filter_in_use_can_be_taken_away(client):
    page = text(client, f"{URL}?kind=moved&kind=added&stage=rqt")
    chips = re.findall(r'class="cpd-chip" href="([^"]*)"', page)

    assert chips == [
        f"{URL}?kind=moved&amp;kind=added",
        f"{URL}?stage=rqt&amp;kind=added",
        f"{URL}?stage=rqt&amp;kind=moved",
    ]
    assert "2 of 20 changes" in words(page)


@pytest.mark.usefixtures("twice")
def test_nothing_left_says_so_and_leads_back(client):
    page = text(client, f"{URL}?stage=heads&kind=moved")

    assert "No changes match these filters" in page
    assert f'<a href="{URL}">see all 20 changes</a>' in page


@pytest.mark.usefixtures("twice")
def test_an_edition_compared_with_itself_says_that_nothing_changed(client):
    page = text(client, "/frameworks/thornshire/changes/2026..2026/")

    assert "Nothing changed" in page
    assert "one and the same edition" in page
    assert "cpd-filter" not in page


def test_two_editions_that_say_the_same_say_that_nothing_changed(client):
    published(BEFORE, label="2025")
    published(replace(BEFORE, stages=_renamed_address()), label="2026")

    page = text(client, URL)

    assert "The two editions say the same, word for word" in page


def _renamed_address():
    first, *others = BEFORE.stages
    return (replace(first, slug="elsewhere"), *others)


@pytest.mark.usefixtures("twice")
def test_told_backwards_says_so_and_leads_forwards(client):
    page = text(client, "/frameworks/thornshire/changes/2026..2025/")

    assert "A new stage with 2 lines, 1 added, a stage with 2 lines removed, 5 removed" in page
    assert (
        f'This reads backwards: the 2026 edition came after the 2025 edition. <a href="{URL}">'
        in page
    )


@pytest.mark.parametrize(
    ("url", "sentence", "instead"),
    [
        (
            "/frameworks/thornshire/changes/1066..2026/",
            "has no edition called “1066”",
            "/frameworks/thornshire/editions/2025/",
        ),
        (
            "/frameworks/thornshire/changes/2025..1066.csv",
            "has no edition called “1066”",
            "/frameworks/thornshire/editions/2025/",
        ),
        ("/frameworks/atlantis/changes/1..2/", "no framework called", "/frameworks/wigan/"),
        ("/frameworks/thornshire/changes/2025...2026/", "", "/frameworks/"),
        ("/frameworks/thornshire/changes/2025/", "", "/frameworks/"),
    ],
)
@pytest.mark.usefixtures("twice")
def test_what_is_not_there_says_what_is(client, url, sentence, instead):
    response = client.get(url)

    assert response.status_code == 404
    assert sentence in response.content.decode()
    assert f'href="{instead}"' in response.content.decode()


@pytest.mark.usefixtures("twice")
def test_the_changes_download_as_csv_as_they_are_filtered(client):
    page = text(client, f"{URL}?kind=moved&kind=removed")
    (address,) = re.findall(r'href="([^"]*\.csv[^"]*)"', page)
    response = client.get(address.replace("&amp;", "&"))
    listed = rows(response.content)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="thornshire-changes-2025-to-2026.csv"' in response["Content-Disposition"]
    assert sorted(row["Change"] for row in listed) == ["Moved", "Removed", "Removed"]
    assert {(row["From"], row["To"]) for row in listed} == {("2025", "2026")}


@pytest.mark.usefixtures("twice")
def test_a_download_that_asks_for_the_unknown_is_refused(client):
    response = client.get("/frameworks/thornshire/changes/2025..2026.csv?kind=zebra")

    assert response.status_code == 400
    assert "zebra" in response.content.decode()


@pytest.mark.usefixtures("twice")
def test_the_pages_of_an_edition_lead_to_what_changed(client):
    listed = text(client, "/frameworks/thornshire/editions/")
    about = text(client, "/frameworks/thornshire/about/")
    first = text(client, "/frameworks/thornshire/editions/2025/about/")

    assert listed.count(f'href="{URL}"') == 1
    assert "What changed since the 2025 edition" in words(about)
    assert "What changed since the" not in words(first)
    assert "or what changed since" in words(first)
    assert f'href="{URL}"' in first


@pytest.mark.usefixtures("twice")
def test_two_editions_are_chosen_from_the_list(client):
    page = text(client, "/frameworks/thornshire/editions/")
    answer = client.get("/frameworks/thornshire/editions/?before=2026&after=2025")
    wrong = client.get("/frameworks/thornshire/editions/?before=1066&after=2025")

    assert '<option value="2025" selected>2025 edition</option>' in page
    assert answer.status_code == 302
    assert answer["Location"] == "/frameworks/thornshire/changes/2026..2025/"
    assert wrong.status_code == 200
    assert "There is no such edition" in wrong.content.decode()


def test_with_one_edition_there_is_nothing_to_compare(client):
    assert "Compare two editions" not in text(client, "/frameworks/torbay/editions/")


def test_html_in_either_edition_is_shown_as_text(client):
    before = grid(
        {("NQT", "School"): ["Join in", "Gone"], (f"RQT {HOSTILE}", "School"): ["Join in"]},
        sections=[("Gone", HOSTILE)],
    )
    stages = tuple(replace(row, slug=f"stage-{number}") for number, row in enumerate(before.stages))
    before = replace(before, stages=stages)
    after = replace(
        before,
        stages=tuple(
            replace(row, name=HOSTILE, summary=HOSTILE, roles=(HOSTILE,)) for row in stages[:1]
        ),
        columns=(replace(before.columns[0], heading=HOSTILE),),
        opportunities=tuple(
            replace(row, text=HOSTILE, details=(HOSTILE,), link=f"javascript:{HOSTILE}")
            for row in before.opportunities
        ),
        placements=tuple(
            replace(row, note=HOSTILE) for row in before.placements if row.stage == key("NQT")
        ),
        sections=(Section(key("new"), HOSTILE, HOSTILE),),
    )
    published(before, slug="hostile", label="2025", title=HOSTILE)
    published(after, slug="hostile", label="2026", title=HOSTILE)

    for query in ("", "?kind=reworded", f"?kind={HOSTILE}"):
        page = text(client, f"/frameworks/hostile/changes/2025..2026/{query}")
        assert "<script>" not in page
        assert 'href="javascript:' not in page
        assert "&lt;script&gt;" in page


def test_a_page_takes_as_many_queries_for_many_changes_as_for_one(
    client, django_assert_num_queries, django_assert_max_num_queries, nothing_remembered
):
    for slug, size in (("small", 1), ("large", 3)):
        before = grid({(f"Stage {n}", "School"): [f"{slug} {n}"] for n in range(size)})
        reworded = tuple(replace(row, text=f"{row.text}!") for row in before.opportunities)
        published(before, slug=slug, label="2025")
        published(replace(before, opportunities=reworded), slug=slug, label="2026")

    with django_assert_max_num_queries(20) as small:
        client.get("/frameworks/small/changes/2025..2026/")
    with django_assert_num_queries(len(small)):
        client.get("/frameworks/large/changes/2025..2026/")


def test_a_list_of_editions_takes_as_many_queries_for_three_as_for_one(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    published(BEFORE, slug="one", label="2025")
    for label, snapshot in (("2024", BEFORE), ("2025", AFTER), ("2026", BEFORE)):
        published(snapshot, slug="three", label=label)

    with django_assert_max_num_queries(5) as one:
        client.get("/frameworks/one/editions/")
    with django_assert_num_queries(len(one)):
        client.get("/frameworks/three/editions/")
