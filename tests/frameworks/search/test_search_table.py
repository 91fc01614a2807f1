"""What search finds as a file: all of it, in the order of the pages, and how the file is called."""

import csv
import io

import openpyxl
import pytest

from frameworks.models import Framework
from frameworks.pages import search_table
from opportunities.exchange.writing.document import short_reference
from opportunities.exchange.writing.table_xlsx import NOTHING
from opportunities.search import find
from tests.builders import grid, key, published

pytestmark = pytest.mark.django_db

CSV, XLSX = "/opportunities.csv", "/opportunities.xlsx"
QUERIES = 2
"""Besides those for each word, which are kept: the site version, and what the lines say."""


def table(response) -> list[dict[str, str]]:
    content = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def sheet(response):
    return openpyxl.load_workbook(io.BytesIO(response.content))["Rows"]


def keys_on_the_pages(client, query: str) -> list[str]:
    first = client.get(f"/opportunities.json?{query}").json()
    pages = range(2, first["pages"] + 1)
    others = (client.get(f"/opportunities.json?{query}&page={number}").json() for number in pages)
    return [result["key"] for page in (first, *others) for result in page["results"]]


@pytest.mark.parametrize("query", ["q=coaching", "framework=torbay", "group=leaders&tier=school"])
def test_a_file_holds_what_all_the_pages_hold_in_their_order(client, query):
    found = keys_on_the_pages(client, query)

    assert len(found) > 25
    assert [row["Opportunity key"] for row in table(client.get(f"{CSV}?{query}"))] == found
    *_, keys = sheet(client.get(f"{XLSX}?{query}")).columns
    assert [cell.value for cell in keys[1:]] == found


def test_a_row_says_what_is_offered_where_and_of_which_edition(client):
    shire = published(
        grid({("NQT", "School"): ["Juggle"], ("RQT", "Outside"): ["Juggle"]}), slug="shire"
    )

    (row,) = table(client.get(f"{CSV}?q=juggle"))

    assert row["Authority"] == shire.framework.organisation.short_name
    assert (row["Edition"], row["Reference"]) == (
        shire.label,
        short_reference(shire.grid.fingerprint),
    )
    assert (row["Opportunity"], row["Stages"]) == ("Juggle", "NQT\nRQT")
    assert row["Columns"] == "School\nOutside"
    assert row["On the site"] == f"http://testserver/opportunities/{key('Juggle')}/"
    assert row["Searched for"] == "Words: juggle"
    assert row["Address"] == "http://testserver/opportunities/?q=juggle"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "opportunities"),
        ("q=Coaching+%26+NQTs", "opportunities-coaching-nqts"),
        ("tier=school&framework=wigan&q=join", "opportunities-join-wigan-your-school"),
        ("q=%22%0d%0aX-Evil%3a+1", "opportunities-x-evil-1"),
        ("q=%D0%BC%D0%B8%D1%80", "opportunities"),
        (f"q={'ab+' * 40}", f"opportunities-{'ab-' * 20}".rstrip("-")),
    ],
)
def test_the_name_of_the_file_says_what_was_looked_for(client, query, name):
    for address, ending in ((CSV, "csv"), (XLSX, "xlsx")):
        said = client.get(f"{address}?{query}")["Content-Disposition"]
        assert said == f'attachment; filename="{name}.{ending}"'


def test_a_search_that_finds_nothing_is_a_file_that_says_so(client):
    query = "q=nothinglikethis"

    (row,) = table(client.get(f"{CSV}?{query}"))

    assert row["Authority"] == NOTHING
    assert (row["Opportunity"], row["Searched for"]) == ("", "Words: nothinglikethis")
    assert [cell.value for (cell,) in sheet(client.get(f"{XLSX}?{query}")).rows] == [NOTHING]


@pytest.mark.parametrize("query", ["framework=atlantis", "unheard=of", "page=2", "all=framework"])
def test_there_is_no_file_of_what_a_file_cannot_hold(client, query):
    for address in (CSV, XLSX):
        response = client.get(f"{address}?{query}")
        assert response.status_code == 400
        assert response.content.decode().startswith(f"{query.split('=')[0]}: ")


def test_a_format_that_is_not_there_names_those_that_are(client):
    response = client.get("/opportunities.docx")

    assert response.status_code == 404
    assert f'href="{CSV}"' in response.content.decode()


def test_the_page_leads_to_the_files_of_what_it_shows(client, page):
    shown = page("/opportunities/?q=coaching&tier=school&page=2")

    assert f'href="{XLSX}?tier=school&q=coaching"' in shown
    assert f'href="{CSV}?tier=school&q=coaching"' in shown
    assert XLSX not in page("/opportunities/?q=nothinglikethis")


def test_more_than_a_file_holds_is_refused_and_the_page_says_so(client, page, monkeypatch):
    monkeypatch.setattr(search_table, "MOST_ROWS", 20)

    response = client.get(f"{CSV}?q=coaching")

    assert response.status_code == 400
    assert "a file holds 20" in response.content.decode()
    shown = page("/opportunities/?q=coaching")
    assert "a file holds 20. Choose an authority or a stage, or add a word." in shown
    assert CSV not in shown
    assert client.get(f"{CSV}?framework=torbay&q=coaching").status_code == 200


def test_the_texts_of_many_are_read_a_few_at_a_time(client, monkeypatch, django_assert_num_queries):
    query = "framework=torbay"
    expected = client.get(f"{CSV}?{query}").content
    with django_assert_num_queries(QUERIES):
        client.get(f"{CSV}?{query}")
    monkeypatch.setattr(find, "TEXTS_AT_ONCE", 7)

    assert client.get(f"{CSV}?{query}").content == expected


def test_nothing_is_in_it_that_not_everybody_may_read(client):
    edition = published(grid({("NQT", "School"): ["Juggle"]}), slug="shire")
    Framework.objects.filter(pk=edition.framework_id).update(
        visibility=Framework.Visibility.MEMBERS
    )

    (row,) = table(client.get(f"{CSV}?q=juggle"))

    assert row["Authority"] == NOTHING
