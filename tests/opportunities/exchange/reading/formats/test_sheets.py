"""Spreadsheets: as people see them, our own with their keys, and whatever is none."""

import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading.formats import sheets
from opportunities.exchange.reading.tables import CannotRead, FileContents, Table
from opportunities.exchange.writing import grid_xlsx
from tests.fidelity.printed import FRAMEWORKS
from tests.laws import times
from tests.opportunities.exchange.reading.bad_files import EXCEL, changed
from tests.opportunities.exchange.reading.frameworks import IMPORTS, document_of


def a_book(*sheets: Any) -> bytes:
    """A workbook; each entry fills a sheet of it."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "remove_timezone": True})
    for fill in sheets:
        fill(book, book.add_worksheet())
    book.close()
    return content.getvalue()


def a_sheet(*rows: Sequence[Any]) -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return a_book(fill)


def texts(table: Table) -> list[list[str]]:
    return [[box.text for box in table.row(row)] for row in range(table.size[0])]


def only(contents: FileContents) -> Table:
    [table] = contents.tables
    return table


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_sheet_with_a_row_for_each_opportunity(ending: str) -> None:
    path = IMPORTS / f"04-sheet-row-per-opportunity.{ending}"
    table = only(sheets.read(path.read_bytes()))

    assert (table.title, table.where) == ("Offer 2026-27", "sheet “Offer 2026-27”")
    assert table.at[0, 0].columns == 9
    assert table.at[2, 3] is table.at[2, 6]
    assert [box.text for box in table.row(3)] == ["ECT", "Established", "Middle leader", "Head"]
    assert [box.text for box in table.row(4)] == [
        *["A1", "Mentor training", "Council", "x", "X", "0", "https://example.org/a1"]
    ]
    assert table.at[4, 8].paragraphs[0].link == "https://example.org/a1"
    assert table.at[7, 1].text == "   also online"
    assert table.at[19, 0].text == "Total"


def test_numbers_and_dates_are_as_people_see_them() -> None:
    def fill(book: Any, sheet: Any) -> None:
        def form(code: str) -> Any:
            return book.add_format({"num_format": code})

        sheet.write_row(0, 0, [25, 2.5, 0.1 + 0.2, True])
        sheet.write_datetime(0, 4, date(2026, 9, 3), form("dd/mm/yy"))
        sheet.write_datetime(0, 5, datetime(2026, 9, 3, 14, 30, tzinfo=UTC), form("dd/mm/yy hh:mm"))
        sheet.write_datetime(0, 6, time(9, 5), form("hh:mm"))
        sheet.write(0, 7, 0.25, form("0%"))
        sheet.write(0, 8, 1045, form("£#,##0.00"))
        sheet.write(0, 9, -4, form('"£"0'))

    assert texts(only(sheets.read(a_book(fill)))) == [
        [
            *["25", "2.5", "0.3", "TRUE", "3 September 2026", "3 September 2026, 14:30"],
            *["09:05", "25%", "£1,045.00", "-£4"],
        ]
    ]


def test_each_line_of_a_box_is_a_paragraph() -> None:
    table = only(
        sheets.read(a_sheet(["Stage", "School"], ["ECT", "• Coach\n   – often\n\nMentor"]))
    )

    assert [each.text for each in table.at[1, 1].paragraphs] == ["• Coach", "   – often", "Mentor"]


def test_links_of_cells_and_of_formulas() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_url(0, 0, "https://example.org/a?b=1&c=2", string="Coach")
        sheet.write_formula(0, 1, '=HYPERLINK("https://example.org/m","Mentor")', None, "Mentor")
        sheet.write_url(0, 2, "mailto:cpd@example.org", string="Write")

    [row] = [list(only(sheets.read(a_book(fill))).row(0))]
    assert [(box.text, box.paragraphs[0].link) for box in row] == [
        ("Coach", "https://example.org/a?b=1&c=2"),
        ("Mentor", "https://example.org/m"),
        ("Write", ""),
    ]


def test_hidden_sheets_are_told_and_struck_words_left_out() -> None:
    def shown(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Coach")
        sheet.write(1, 0, "Gone", book.add_format({"font_strikeout": True}))
        sheet.set_row(0, None, None, {"hidden": True})

    def hidden(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Lists")
        sheet.hide()

    contents = sheets.read(a_book(shown, hidden))

    assert [(table.title, table.is_hidden) for table in contents.tables] == [
        ("Sheet1", False),
        ("Sheet2", True),
    ]
    assert texts(contents.tables[0]) == [["Coach"]]
    [left] = contents.left_out
    assert (left.what, left.where) == ("Gone", "sheet “Sheet1”, row 2")
    assert contents.notes == ("The sheet “Sheet1” has hidden rows or columns. They are read too.",)


HEAD = ["Stage", "School", "Council"]


def test_two_tables_below_one_another_each_with_the_headings() -> None:
    rows = [HEAD, ["ECT", "Coach", "Meet"], [], ["For leaders"], HEAD, ["Head", "Lead", "Visit"]]
    tables = sheets.read(a_sheet(*rows)).tables

    assert [table.size[0] for table in tables] == [2, 6]
    assert [box.row for box in tables[1].boxes][:2] == [3, 4]


def test_two_tables_side_by_side_each_with_the_headings() -> None:
    tables = sheets.read(
        a_sheet([*HEAD, "", *HEAD], ["ECT", "a", "b", "", "Head", "c", "d"])
    ).tables

    assert [texts(table)[1] for table in tables] == [["ECT", "a", "b"], ["Head", "c", "d"]]
    assert tables[1].where == "sheet “Sheet1” from column E"


def test_a_gap_alone_takes_nothing_apart() -> None:
    rows = [[*HEAD, "", "National"], ["ECT", "a", "b", "", "c"], [], ["RQT", "d", "e", "", "f"]]

    assert only(sheets.read(a_sheet(*rows))).size == (4, 5)


@pytest.mark.parametrize("slug", FRAMEWORKS)
def test_our_own_excel_comes_back_with_every_key_in_its_row(slug: str) -> None:
    document = document_of(slug)
    contents = sheets.read(grid_xlsx.write(document))

    table = only(contents)
    [headings, *rows] = range(table.size[0])
    places = {box.text: box.column for box in table.row(headings)}
    read = [
        (
            table.at[row, places["Stage"]].text,
            table.at[row, places["Column"]].text,
            table.at[row, places["Opportunity"]].paragraphs[0],
        )
        for row in rows
    ]
    assert [(stage, column, said.text, said.placement) for stage, column, said in read] == [
        (cell.stage.name, cell.heading, line.opportunity.text, line.placement.key)
        for cell, line in document.lines()
    ]
    assert all(said.is_marked for _, _, said in read)
    assert not {"Key", "On the site"} & set(places)
    assert (contents.reference, contents.fingerprint) == (document.reference, document.fingerprint)
    assert {left.what for left in contents.left_out} == {
        *["The sheet “Framework”", "The sheet “About”"]
    }


def test_a_word_changed_beside_its_key_is_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(grid_xlsx.write(document_of("wigan"))))
    sheet = book["Opportunities"]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("Opportunity") + 1).value = "Something else"
    saved = io.BytesIO()
    book.save(saved)

    table = only(sheets.read(saved.getvalue()))
    column = {box.text: box.column for box in table.row(0)}["Opportunity"]
    first, second = table.at[1, column].paragraphs[0], table.at[2, column].paragraphs[0]
    assert (first.text, first.is_marked, second.is_marked) == ("Something else", False, True)
    assert first.placement


def test_a_sheet_that_reaches_far_is_refused_before_it_is_read() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Here")
        sheet.write(1_048_575, 16_383, "there")

    with pytest.raises(CannotRead, match="1,048,576 rows"):
        sheets.read(a_book(fill))


def test_boxes_merged_over_too_much_are_refused() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 9_999, 99, "Wide")
        sheet.write(9_999, 100, "end")

    with pytest.raises(CannotRead, match="merged"):
        sheets.read(a_book(fill))


def test_an_empty_spreadsheet_is_refused() -> None:
    with pytest.raises(CannotRead, match="nothing in this spreadsheet"):
        sheets.read(a_book(lambda book, sheet: None))


def test_formulas_without_a_result_are_told() -> None:
    book = openpyxl.Workbook()  # stores no results, as programs that are no spreadsheet
    book.active.title = "Offer"
    for row in (["Stage", "School"], ["ECT", "=A2"], ["Heads", '=HYPERLINK("https://a.example")']):
        book.active.append(row)
    book.save(stream := io.BytesIO())

    (note,) = sheets.read(stream.getvalue()).notes
    assert note.startswith("The sheet “Offer” has formulas without a result: 2.")


@pytest.mark.parametrize(("text", "result"), [("=A1", "Mentor"), ("=1+1", 2)])
def test_formulas_with_a_result_are_read_in_silence(text: str, result: Any) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Stage", "School"])
        sheet.write_formula(1, 1, text, None, result)

    assert sheets.read(a_book(fill)).notes == ()


def test_a_formula_that_gives_an_empty_text_has_a_result() -> None:
    cells = '<c r="A1"><v>1</v></c><c r="B1" t="str"><f>IF(A1=1,"","x")</f><v></v></c>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{space}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    )

    assert sheets.read(changed(EXCEL, xl__worksheets__sheet1_xml=sheet)).notes == ()


def test_twenty_thousand_rows_are_read_wherever_they_stand() -> None:
    rows = ((f"Stage {number}", f"Coach {number}", number) for number in range(19_999))
    blank = [[]] * 50_000

    assert only(sheets.read(a_sheet(*rows, *blank, ["Headteachers"]))).size == (70_000, 3)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(CannotRead, match=r"\.$"):
        sheets.read(content)


@times(0.6)
@given(st.data())
def test_any_damage_is_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(DAMAGEABLE)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(len(content) // 2, len(content)))
    with suppress(CannotRead):
        sheets.read(bytes(content[:end]))


DAMAGEABLE = a_sheet(HEAD, ["ECT", "Coach", date(2026, 9, 3).isoformat()])


def test_a_part_that_cannot_be_unpacked_is_told():
    """A damaged stream of deflate raises what is no error of zip files."""
    with zipfile.ZipFile(io.BytesIO(DAMAGEABLE)) as archive:
        parts = [part for part in archive.infolist() if part.compress_size > 100]
    for part in parts:
        content = bytearray(DAMAGEABLE)
        start = part.header_offset + 30 + len(part.filename)
        content[start : start + 20] = b"\xff" * 20
        with suppress(CannotRead):
            sheets.read(bytes(content))
    assert parts
