import io
from datetime import date

import openpyxl

from opportunities.exchange.writing.table_xlsx import NOTHING, write_table
from opportunities.grid.vocabulary import ProviderTier

ABOUT = {"Words": "=mentor", "Address": "https://cpd.example/opportunities/?q=mentor"}
HEADINGS = ["Opportunity", "Provider", "Places", "When", "Link"]


def opened(rows):
    return openpyxl.load_workbook(io.BytesIO(write_table("Search", HEADINGS, rows, ABOUT)))


def test_each_value_is_written_as_what_it_is():
    line = [("Join in", "often"), ProviderTier.SCHOOL, 3, date(2026, 9, 1), "https://example.org/"]
    book = opened([line, ["=1+1", None, 0, date(1066, 10, 14), ""]])

    [headings, first, second] = book["Rows"].values
    assert list(headings) == HEADINGS
    assert first[:3] == ("Join in\noften", "Your school", 3)
    assert (first[3].date(), first[4]) == (date(2026, 9, 1), "https://example.org/")
    assert [value or "" for value in second] == ["=1+1", "", "", "1066-10-14", ""]
    assert book["Rows"]["A3"].data_type == "s"
    assert book["Rows"]["E2"].hyperlink.target == "https://example.org/"


def test_the_rows_are_a_table_with_filters_and_about_says_where_they_come_from():
    book = opened([["Join in", "", 1, None, ""]])

    [table] = book["Rows"].tables.values()
    assert table.ref == table.autoFilter.ref == "A1:E2"
    assert list(book["About"].values) == list(ABOUT.items())
    assert book.properties.title == "Search"
    assert book.custom_doc_props["Words"].value == "=mentor"


def test_no_row_is_a_file_that_says_so():
    assert opened([])["Rows"]["A1"].value == NOTHING
