"""A file is read as what it is, whatever it is called."""

import json

import pytest

from opportunities.exchange.reading import files
from opportunities.exchange.reading.formats import any_json, delimited, pasted, sheets
from opportunities.exchange.reading.formats.word import reader as word
from opportunities.exchange.reading.proposing.proposal import TableLayout
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import CannotRead
from opportunities.exchange.writing import grid_csv, grid_docx, grid_json, grid_xlsx
from tests.opportunities.exchange.reading.frameworks import IMPORTS, document_of
from tests.opportunities.exchange.reading.proposing.made_up import said
from tests.opportunities.exchange.reading.word_files import docx, tbl, tr

READERS = {
    **dict.fromkeys(("xlsx", "xls", "ods"), sheets),
    "csv": delimited,
    "docx": word,
    "json": any_json,
    "txt": pasted,
}
READABLE = [path for path in sorted(IMPORTS.iterdir()) if path.suffix[1:] in READERS]


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_what_a_file_holds_says_who_reads_it(path):
    content = path.read_bytes()
    found = files.read(content, "Framework.docx")

    assert found == READERS[path.suffix[1:]].read(content)


@pytest.mark.parametrize("form", [grid_csv, grid_docx, grid_json, grid_xlsx])
def test_our_own_files_come_back_with_their_keys(form):
    document = document_of("wigan")
    found = files.read(form.write(document), "x")

    keys = {
        paragraph.placement
        for table in found.tables
        for box in table.boxes
        for paragraph in box.paragraphs
        if paragraph.placement
    }
    assert keys == {placement.key for placement in document.grid.placements}


@pytest.mark.parametrize(
    "text",
    [
        "Coaching, mentoring\nVisits, courses\nReading, writing\n",
        "• Visits; talks\n• Courses; days\n",
        "\n\tCoaching\n",
        "•\tLeadership days\no\theads\n1.\tCoaching\n",
        "Join the network, which meets in spring, summer and autumn\nVisits\nLead, and be led\n",
    ],
)
def test_text_with_commas_is_no_table(text):
    assert files.read(text.encode(), "Offer.csv") == pasted.read(text.encode())


@pytest.mark.parametrize(
    "text",
    ["Stage, School, Council\nECT, Mentor, Days\nHead, Coach, Talks\n", "Stage;School\nECT;Mentor"],
)
def test_rows_are_a_table(text):
    [table] = files.read(text.encode(), "What you pasted.txt").tables
    assert table.at[1, 1].text.strip() == "Mentor"


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b" \r\n\t"])
def test_nothing_is_told(content):
    with pytest.raises(CannotRead, match="has nothing in it"):
        files.read(content, "Framework.docx")


def test_json_of_another_site_is_told():
    with pytest.raises(CannotRead, match="neither"):
        files.read(json.dumps([{"pupils": 12}]).encode(), "pupils.json")


SIDE_BY_SIDE = [
    ["Stage", "School", "Council", "", "Stage", "School", "Council"],
    ["ECT", "Mentor", "Induction", "", "Headteacher", "Governors", "Briefings"],
    ["Middle leader", "Coach", "Network", "", "", "", ""],
]


def _in_word() -> bytes:
    return docx(tbl(*(tr(*row) for row in SIDE_BY_SIDE), widths=(1_000,) * 7))


def _in_html() -> bytes:
    rows = ("".join(f"<td>{text}</td>" for text in row) for row in SIDE_BY_SIDE)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>".encode()


def _in_csv() -> bytes:
    return "".join(f"{','.join(row)}\n" for row in SIDE_BY_SIDE).encode()


@pytest.mark.parametrize("made", [_in_word, _in_html, _in_csv])
def test_two_tables_side_by_side_are_two_in_every_format(made):
    proposal = propose(files.read(made(), "x"))

    assert [table.layout for table in proposal.tables] == [TableLayout.GRID, TableLayout.GRID]
    assert said(proposal) == {
        "ECT / School": [("Mentor",)],
        "ECT / Council": [("Induction",)],
        "Middle leader / School": [("Coach",)],
        "Middle leader / Council": [("Network",)],
        "Headteacher / School": [("Governors",)],
        "Headteacher / Council": [("Briefings",)],
    }
