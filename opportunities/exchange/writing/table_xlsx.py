"""Write any table as Excel: its rows with filters, and a sheet about their source."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from opportunities.exchange.writing.workbook import Book

NOTHING = "Nothing matches: there is no row to show."


def write_table(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], about: Mapping[str, str]
) -> bytes:
    """Return the file. Values are texts, numbers, dates, or lists of texts; headings are unique.

    `about` says where the rows come from, such as an address and a date.
    """
    book = Book(title, about)
    sheet = book.sheet("Rows", header="", footer=" · ".join(about.values()))
    if not book.put_table(sheet, headings, rows):
        sheet.write_string(0, 0, NOTHING)
    book.put_about(book.sheet("About", header="", footer=""))
    return book.finish()
