"""The sheet for a conversation: made of what is sent, kept and logged nowhere."""

import html
import io
import logging
import re
from uuid import UUID, uuid4

import docx
import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse

from opportunities.exchange.writing.conversation import FIELDS, USES
from opportunities.grid.short_keys import short
from tests.builders import grid, key, published
from tests.frameworks.reading.test_html import check
from tests.sealing.elm import WORD, founded

pytestmark = pytest.mark.django_db

SHEET, MADE = "/list/sheet/", "/list/sheet/made/"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
LINES = [f"Line {number}" for number in range(8)]
SECRET = "xylophonist"
"""What somebody writes. It stands nowhere else."""


@pytest.fixture(autouse=True)
def lines():
    return published(grid({("NQT", "School"): LINES}), slug="wold")


def asked(*ticked: UUID, **more: str) -> str:
    pairs = [("line", short(one)) for one in ticked] + [*more.items()]
    return "&".join(f"{name}={value}" for name, value in pairs)


def sent(*ticked: UUID, **more: str) -> dict[str, object]:
    return {"use": "appraisal", "line": [short(one) for one in ticked], **more}


def about(field: str, text: str = LINES[0]) -> str:
    return f"{field}-{short(key(text))}"


@pytest.fixture
def read(client):
    def read(response):
        assert response.status_code == 200
        check(response.content.decode())
        return html.unescape(response.content.decode())

    return read


@pytest.fixture
def make(client, read):
    def make(*ticked: UUID, **more: str) -> str:
        return read(client.post(MADE, sent(*ticked, **more), headers=FROM_HERE))

    return make


@pytest.mark.parametrize("use", USES)
def test_what_can_be_written_is_asked_in_the_words_of_its_use(client, read, use):
    page = read(client.get(f"{SHEET}?{asked(*map(key, LINES[:6]), use=use)}"))

    for label in (*USES[use].who.values(), *USES[use].headings):
        assert f">{label}</label>" in page
    assert page.count("<legend>") == 7
    assert len(re.findall(rf'name="(?:{"|".join(FIELDS)})-[\w-]{{22}}"', page)) == 30


def test_an_unknown_use_is_an_appraisal(client, read):
    assert "Appraisal" in read(client.get(f"{SHEET}?{asked(key(LINES[0]), use='king')}"))


def test_seven_lines_are_too_many_and_stay_ticked(client, read):
    every = "&".join(f"k={short(key(text))}" for text in LINES)

    page = read(client.get(f"{SHEET}?{every}&{asked(*map(key, LINES[:7]), use='interim')}"))

    assert "A sheet holds six lines: 7 are ticked. Untick 1, or make two sheets." in page
    assert len(re.findall(r'name="line"[^>]* checked', page)) == 7
    assert 'value="interim" checked' in page
    assert len(set(re.findall(r'name="k" value="(.*?)"', page))) == 8


def test_without_a_line_it_asks_for_one_or_is_empty(client, read, make):
    assert "Tick at least one line, or take an empty sheet." in read(client.get(SHEET))

    assert "<legend>The conversation</legend>" in read(client.get(f"{SHEET}?blank=yes"))
    assert make(blank="yes").count("<tr>") == 7


def test_what_is_written_stands_on_the_sheet(make):
    page = make(key(LINES[0]), name="Ann Ash", **{about("why"): SECRET, about("agreed"): "Yes"})

    assert "Appraisal: professional development" in page
    assert "<dd>Ann Ash</dd>" in page
    assert f'<td data-label="Why">{SECRET}</td>' in page
    assert '<td data-label="Agreed">Yes</td>' in page
    assert f"http://testserver/list/?k={short(key(LINES[0]))}" in page


def test_what_is_written_can_be_changed(make):
    page = make(key(LINES[0]), **{about("why"): SECRET, "as": "change"})

    assert f">\n{SECRET}</textarea>" in page


@pytest.mark.parametrize(("form", "opening"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_it_is_a_file(client, form, opening):
    data = sent(key(LINES[0]), **{about("why"): SECRET, "as": form})

    response = client.post(MADE, data, headers=FROM_HERE)

    assert response.content.startswith(opening)
    assert response["Content-Disposition"] == f'attachment; filename="appraisal-sheet.{form}"'
    file = io.BytesIO(response.content)
    if form == "pdf":
        with pdfplumber.open(file) as pdf:
            assert SECRET in pdf.pages[0].extract_text()
    else:
        cells = docx.Document(file).tables[1].rows[1].cells
        assert [LINES[0] in cells[0].text, cells[1].text] == [True, SECRET]


def test_nothing_of_it_is_kept_or_logged(client, caplog, django_assert_max_num_queries):
    caplog.set_level(logging.DEBUG)
    for how in ("", "pdf", "docx", "change"):
        data = sent(key(LINES[0]), **{about("why"): SECRET, "name": SECRET, "as": how})
        with django_assert_max_num_queries(8) as asked_of_database:
            response = client.post(MADE, data, headers=FROM_HERE)
        assert response["Cache-Control"] == "private, no-store"
        assert response.cookies == {}
        queries = [query["sql"] for query in asked_of_database.captured_queries]
        assert not any(SECRET in query or not query.startswith("SELECT") for query in queries)

    assert SECRET not in caplog.text


def test_of_several_lines_the_one_with_too_long_a_text_is_named(make):
    page = make(*map(key, LINES[:2]), **{about("when", LINES[1]): "b" * 41})

    assert "“By when” of line 2 takes at most 40 characters" in page
    assert "of line 1" not in page


def test_what_is_too_long_is_told_and_comes_back(make):
    page = make(key(LINES[0]), **{about("why"): "a" * 100_000, about("when"): "b" * 41})

    assert (
        "“Why” takes at most 140 characters, so that the sheet stays one page: there are 100000."
    ) in page
    assert "“By when” takes at most 40 characters" in page
    assert "a" * 100_000 in page
    assert "maxlength" not in page


def test_markup_stays_words(client):
    hostile = '<script>alert("x")</script>{{ 1 }}'

    response = client.post(MADE, sent(key(LINES[0]), **{about("why"): hostile}), headers=FROM_HERE)

    assert "<script>alert(" not in response.content.decode()
    assert "&lt;script&gt;" in response.content.decode()


def test_a_line_that_cannot_be_read_keeps_its_place_and_what_was_written(make):
    founded()
    gone = uuid4()

    page = make(
        key("own line"), gone, **{about("why", "own line"): "First", f"why-{short(gone)}": "Second"}
    )

    assert WORD not in page
    assert "A line of a school’s own" in page
    assert "A line that is not here" in page
    assert "First" in page
    assert "Second" in page


def test_ten_thousand_lines_are_told(client, read):
    every = "&".join(f"line={short(uuid4())}" for _ in range(10_000))

    assert "10000 are ticked" in read(client.get(f"{SHEET}?{every}"))
    assert client.post(MADE, {"line": ["x"] * 3_001}, headers=FROM_HERE).status_code == 400


def test_another_site_cannot_send_it(lines):
    client = Client(enforce_csrf_checks=True)
    data = sent(key(LINES[0]), **{about("why"): SECRET})

    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post(MADE, data, headers=headers).status_code == 403
    assert client.post(MADE, data, headers=FROM_HERE).status_code == 200
    assert client.get(reverse("list_sheet_made")).status_code == 405
