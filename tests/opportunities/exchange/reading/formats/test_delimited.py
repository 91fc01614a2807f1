"""CSV as programs save it: encodings, separators, what Excel does, our own with its keys."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading.formats import delimited
from opportunities.exchange.reading.tables import CannotRead, FileContents
from opportunities.exchange.writing import grid_csv
from opportunities.exchange.writing.document import GridDocument
from opportunities.exchange.writing.sheet import guard_formula, unguard_formula
from tests.fidelity.printed import FRAMEWORKS
from tests.opportunities.exchange.reading.frameworks import IMPORTS, document_of

WORDS = "Stage,School,Council\r\nECT,“Coach” – it’s £5,Café\r\nRQT,Meet • talk,Visit\r\n"
ROWS = [row.split(",") for row in WORDS.splitlines()]


def texts(contents: FileContents) -> list[list[str]]:
    [table] = contents.tables
    return [[box.text for box in table.row(row)] for row in range(table.size[0])]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"],
)
def test_any_usual_encoding(encoding: str) -> None:
    assert texts(delimited.read(WORDS.encode(encoding))) == ROWS


@pytest.mark.parametrize("word", ["naïve", "Café", "school’s", "10–12", "Mentor – weekly"])
@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman"])
def test_one_sign_tells_the_encoding(word: str, encoding: str) -> None:
    assert texts(delimited.read(f"A,{word}\n".encode(encoding))) == [["A", word]]


def test_a_table_in_markdown_has_no_row_of_dashes() -> None:
    table = texts(delimited.read(b"| Stage | School |\n|:------|-----:|\n| ECT | Mentor |\n"))

    assert [[*map(str.strip, filter(None, row))] for row in table if row] == [
        ["Stage", "School"],
        ["ECT", "Mentor"],
    ]


@pytest.mark.parametrize("separator", list(",;\t|"))
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_usual_separator_and_end_of_line(separator: str, end: str) -> None:
    rows = [["Stage", "School"], ["ECT", "one; two, three"], ["RQT", "four\nfive"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)

    assert texts(delimited.read(text.getvalue().encode())) == rows


def test_the_first_line_may_name_the_separator() -> None:
    assert texts(delimited.read(b"sep=;\r\nStage;a, b\r\nECT;c, d\r\n")) == [
        ["Stage", "a, b"],
        ["ECT", "c, d"],
    ]


def test_empty_rows_and_columns_at_the_end_are_nothing() -> None:
    [table] = delimited.read(b"Stage,School,,\r\nECT,Coach,,\r\n,,,\r\n,,,\r\n").tables

    assert table.size == (2, 2)


def test_levels_across() -> None:
    [table] = delimited.read((IMPORTS / "06-levels-across.csv").read_bytes()).tables

    assert [box.text for box in table.row(0)][2:] == [
        *["Awareness", "Working", "Expert", "Roles that need it"]
    ]
    assert [each.text for each in table.at[1, 2].paragraphs] == [
        *["You can:", "- listen well", "- ask open questions"]
    ]


def test_markup_in_a_box_becomes_paragraphs() -> None:
    [table] = delimited.read((IMPORTS / "08-parent-code.csv").read_bytes()).tables

    assert [box.text for box in table.row(2)] == ["FW", "S1", "Early career", "First two years"]
    [point] = table.at[3, 3].paragraphs
    assert (point.text, point.level) == ("weekly", 0)


def test_our_own_after_excel_saved_it() -> None:
    contents = delimited.read((IMPORTS / "15-own-csv-after-excel.csv").read_bytes())
    [table] = contents.tables
    column = {box.text: box.column for box in table.row(0)}

    line = table.at[1, column["Opportunity"]].paragraphs[0]
    assert (line.text, line.placement) == ("-ve feedback – how to give it", None)
    assert [each.text for each in table.at[1, column["Details"]].paragraphs] == ["one", "two"]
    assert contents.notes == (
        "Row 3: “01-Feb” was probably changed by Excel. Look at what it should say.",
    )
    assert contents.title == "Pathway"


def like_excel(content: bytes) -> bytes:
    """The file as Excel in Europe saves it: Windows-1252, semicolons, empty rows at the end."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([*rows, *[[""] * len(rows[0])] * 3])
    return text.getvalue().encode("cp1252", errors="replace")


@pytest.mark.parametrize("slug", FRAMEWORKS)
@pytest.mark.parametrize("saved", [bytes, like_excel])
def test_our_own_csv_comes_back_with_every_key_in_its_row(slug: str, saved: type) -> None:
    document = document_of(slug)
    contents = delimited.read(saved(grid_csv.write(document)))

    assert contents.reference == document.reference
    assert lines_read(contents) == lines_written(document)


def lines_read(contents: FileContents) -> list[tuple[object, ...]]:
    [table] = contents.tables
    column = {box.text: box.column for box in table.row(0)}
    assert not {"Placement key", "Opportunity key", "Stage key"} & set(column)
    return [
        (
            table.at[row, column["Stage"]].text,
            table.at[row, column["Column"]].text,
            *(said.text, said.placement, said.opportunity),
        )
        for row in range(1, table.size[0])
        if (box := table.at.get((row, column["Opportunity"])))
        for said in box.paragraphs
    ]


def lines_written(document: GridDocument) -> list[tuple[object, ...]]:
    return [
        (
            *(cell.stage.name, cell.heading, line.opportunity.text),
            *(line.placement.key, line.opportunity.key),
        )
        for cell, line in document.lines()
    ]


@given(st.text("'=+-@x\t", max_size=5))
def test_the_guard_comes_off_as_it_went_on(value: str) -> None:
    assert unguard_formula(guard_formula(value)) == value


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b",,,\n,,,\n", b"\xef\xbb\xbf"])
def test_nothing_is_told(content: bytes) -> None:
    with pytest.raises(CannotRead, match="nothing in this file"):
        delimited.read(content)


def test_a_picture_is_no_text() -> None:
    with pytest.raises(CannotRead, match="no text"):
        delimited.read(b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20)


def test_a_missing_quotation_mark_is_told() -> None:
    with pytest.raises(CannotRead, match="quotation mark"):
        delimited.read(b'Stage,"School\n' + b"word\n" * 300_000)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        contents = delimited.read(content)
    except CannotRead:
        return
    assert contents.tables[0].boxes
