"""Build an Excel workbook, whatever its sheets contain.

No cell is a formula, and nothing is lost silently: what exceeds Excel's limits is cut with a
notice, and what cannot be a link stays text.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import starmap
from math import ceil
from typing import TYPE_CHECKING, Any

from cpd_site.plain_text import printable
from opportunities.exchange.writing.sheet import FORMULA_STARTS
from opportunities.exchange.writing.values import as_text
from opportunities.grid.web_address import href

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LONGEST = 32_767
"""The limit of a cell, in UTF-16 units, as Excel counts."""

CUT = " … (cut here: a cell of Excel holds no more)"

MOST_LINKS, LONGEST_LINK = 65_530, 2_079
"""The limits of a sheet. Further or longer links stay text."""

FIRST_DAY = date(1900, 3, 1)
"""Before it, Excel's days are one off: such a date stays text."""

A4 = 9
IN_HEADER, IN_REFERENCE, IN_FOOTER = 70, 50, 100
"""Characters of each text; with every "&" doubled they stay under Excel's 255."""

WIDEST, OF_SHORT_TEXTS, NARROWEST = 40, 24, 9
SHORT = 60
"""Widths of columns in a table, in characters, readable when printed one page wide."""

TALLEST = 409
"""Points: Excel's limit for the height of a row."""

LINE_HEIGHT, ROW_PADDING = 12.75, 3
FILLED = 1.1
"""How much of a column's width a line of text fills before it breaks, in characters."""

FONT = {"font_name": "Arial", "font_size": 10}
TEXT = {**FONT, "text_wrap": True, "valign": "top"}
ABOUT_WIDTHS = 26, 110
LINK = {"underline": 1, "font_color": "#1D4F91"}

STYLES: dict[str, dict[str, Any]] = {
    "text": TEXT,
    "title": {**FONT, "bold": True, "font_size": 15},
    "about": {**FONT, "font_color": "#505A5F"},
    "name": {**TEXT, "bold": True},
    "quiet": {**TEXT, "font_color": "#505A5F"},
    "heading": {**TEXT, "bold": True, "bg_color": "#E9EEF3"},
}


@dataclass(frozen=True, slots=True)
class Link:
    """Words that link to a web address."""

    address: str
    words: str

    def __str__(self) -> str:
        return self.words


class Book:
    """Sheets, filled cell by cell. `about` says where the content comes from."""

    def __init__(self, title: str, about: Mapping[str, str], made: date | None = None) -> None:
        from xlsxwriter import Workbook  # takes 2 MB, which only a worker that writes Excel needs

        self._bytes = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._workbook = Workbook(self._bytes, options)
        self.title, self.about = printable(title), about
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._links = Counter[str]()
        # Without a fixed day the file would differ each time.
        day = made or date(2000, 1, 1)
        self._workbook.set_properties(
            {
                "title": self.title[:255],
                "author": fitting(about.get("Authority", ""))[:255],
                "created": datetime(day.year, day.month, day.day, tzinfo=UTC),
            }
        )
        for name, value in about.items():
            self._workbook.set_custom_property(name, fitting(value)[:255], "text")

    def finish(self) -> bytes:
        self._workbook.close()
        return self._bytes.getvalue()

    def sheet(self, name: str, header: str, footer: str) -> "Worksheet":
        """Add a sheet that prints on landscape A4, one page wide, with this header and footer."""
        sheet = self._workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header(f"&L{_around(self.title, IN_HEADER)}&R{_around(header, IN_REFERENCE)}")
        sheet.set_footer(f"&L{_around(footer, IN_FOOTER)}&RPage &P of &N")
        return sheet

    def hidden_sheet(self, rows: Mapping[str, str]) -> None:
        """Add a sheet that no menu of a spreadsheet shows, and that saving keeps."""
        sheet = self._workbook.add_worksheet("cpd")
        sheet.very_hidden()
        for row, pair in enumerate(rows.items()):
            for column, value in enumerate(pair):
                sheet.write_string(row, column, fitting(value))

    def style(self, name: str, **more: Any) -> "Format":
        properties = STYLES[name] | more
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self._workbook.add_format(properties)
        return self._styles[key]

    def put(
        self, sheet: "Worksheet", row: int, column: int, value: Any, name: str = "text", **more: Any
    ) -> None:
        """Write the value to this cell: dates as dates, numbers as numbers, all else as text."""
        if isinstance(value, date) and value >= FIRST_DAY:
            form = self.style(name, num_format="d mmm yyyy", align="left", **more)
            sheet.write_datetime(row, column, value, form)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.style(name, **more))
        else:
            link = value if isinstance(value, Link) else Link(as_text(value), as_text(value))
            self._put_text(sheet, row, column, link, name, **more)

    def _put_text(
        self, sheet: "Worksheet", row: int, column: int, link: Link, name: str, **more: Any
    ) -> None:
        """Write the words, as a link if possible."""
        words, number = fitting(link.words), self._links[sheet.name]
        if href(link.address) and len(link.address) <= LONGEST_LINK and number < MOST_LINKS:
            self._links[sheet.name] += 1
            form = self.style(name, **LINK, **more)
            sheet.write_url(row, column, link.address, form, words)
        else:
            # The quote prefix keeps text as text when somebody edits its cell.
            quoted = {"quote_prefix": True} if words.startswith(FORMULA_STARTS) else {}
            sheet.write_string(row, column, words, self.style(name, **more, **quoted))

    def put_about(
        self, sheet: "Worksheet", sections: Iterable[tuple[str, Sequence[str]]] = ()
    ) -> None:
        """Write the source and the text around the grid, a paragraph in each cell."""
        sheet.set_column(0, 0, ABOUT_WIDTHS[0])
        sheet.set_column(1, 1, ABOUT_WIDTHS[1])
        entries = [*((name, [value]) for name, value in self.about.items()), *sections]
        rows = [
            ("" if number else heading, paragraph)
            for heading, paragraphs in entries
            for number, paragraph in enumerate(paragraphs or [""])
        ]
        for number, (heading, paragraph) in enumerate(rows):
            fit_row(sheet, number, [heading, paragraph], ABOUT_WIDTHS)
            self.put(sheet, number, 0, heading, "name")
            self.put(sheet, number, 1, paragraph)

    def put_table(
        self,
        sheet: "Worksheet",
        headings: Sequence[str],
        rows: Iterable[Sequence[Any]],
        hides_last: bool = False,
    ) -> int:
        """Write the rows from the first cell on, as a table with filters; return how many there
        are.

        With `hides_last`, the last column is hidden and does not affect the height of rows.
        """
        rows = list(rows)
        widths = [max(map(_width, column)) for column in zip(headings, *rows, strict=True)]
        widths = [
            max(NARROWEST, min(width, WIDEST if width > SHORT else OF_SHORT_TEXTS))
            for width in widths
        ]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        seen = len(headings) - hides_last
        if hides_last:
            sheet.set_column(seen, seen, None, None, {"hidden": True})
        for number, row in enumerate(rows, start=1):
            fit_row(sheet, number, row[:seen], widths[:seen])
            for column, value in enumerate(row):
                self.put(sheet, number, column, value)
        if rows:
            form = self.style("heading")
            columns = [{"header": heading, "header_format": form} for heading in headings]
            options = {"columns": columns, "name": "Rows", "style": "Table Style Light 15"}
            sheet.add_table(0, 0, len(rows), len(headings) - 1, options)
            sheet.freeze_panes(1, 0)
            sheet.repeat_rows(0)
            sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return len(rows)


def fit_row(sheet: "Worksheet", row: int, values: Iterable[Any], widths: Iterable[float]) -> None:
    """Set the height that the texts of a row need: not every program does so itself."""
    most = max(starmap(_lines, zip(map(as_text, values), widths, strict=True)), default=1)
    sheet.set_row(row, min(TALLEST, most * LINE_HEIGHT + ROW_PADDING))


def _lines(text: str, width: float) -> int:
    """Estimate how many lines the text takes in a column of so many characters."""
    return sum(max(1, ceil(len(line) / (width * FILLED))) for line in text.split("\n"))


def fitting(text: str) -> str:
    """Return as much of the text as a cell can hold."""
    text = re.sub(r"\r\n?", "\n", printable(text))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", errors="ignore") + CUT


def _around(text: str, most: int) -> str:
    """Return text for a header or footer, where "&" begins a command."""
    short = " ".join(printable(text).split())
    if len(short) > most:
        short = f"{short[: most - 1]}…"
    return short.replace("&", "&&")


def _width(value: Any) -> int:
    return max(map(len, as_text(value).splitlines()), default=0) + 2
