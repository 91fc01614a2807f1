"""A table of a web page, with its boxes where a browser puts them."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import html

from opportunities.exchange.reading import markup
from opportunities.exchange.reading.boxes import MOST_COLUMNS, check_size
from opportunities.exchange.reading.tables import Box, Paragraph, Table

CELLS = ("td", "th")
PARTS = (*CELLS, "caption", "table")

type Element = html.HtmlElement


def rows_of(table: Element) -> list[Element]:
    """Return the rows of a table, without those of nested tables."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


class WebTable:
    """The boxes of a table by row. `loose`: content that stands outside its boxes by mistake."""

    def __init__(self, table: Element) -> None:
        of_row: dict[Element | None, list[Element]] = {row: [] for row in rows_of(table)}
        self.loose: list[Paragraph | Element] = []
        self.title = ""
        for part in markup.blocks_of(table, lambda element: element.tag in PARTS):
            if isinstance(part, Paragraph) or part.tag == "table":
                self.loose.append(part)
            elif part.tag == "caption":
                self.title = " ".join(part.text_content().split())
            else:
                row = next(part.iterancestors("tr", "table"))
                of_row.setdefault(row if row.tag == "tr" else None, []).append(part)
        self.rows = list(of_row.values())
        self.heading_rows = _heading_rows(self.rows)

    def table(self, where: str) -> Table:
        check_size(len(self.rows), 1)
        boxes = tuple(self._boxes())
        width = max((box.column + 1 for box in boxes), default=0)
        check_size(len(self.rows), width)
        with_words = tuple(
            replace(box, columns=min(box.columns, width - box.column))
            for box in boxes
            if box.paragraphs
        )
        return Table(with_words, self.title, where, self.heading_rows)

    def _boxes(self) -> Iterator[Box]:
        """Yield each box. One over several rows pushes those below it to the right."""
        covered: dict[int, int] = {}  # by column: further rows that a box from above covers
        for number, row in enumerate(self.rows):
            below = {column: left - 1 for column, left in covered.items() if left > 1}
            column = 0
            for cell in row:
                while column in covered:
                    column += 1
                check_size(len(self.rows), column + 1)
                rows = min(_span(cell, "rowspan") or len(self.rows), len(self.rows) - number)
                most = min(_span(cell, "colspan") or 1, MOST_COLUMNS)
                columns = next((n for n in range(1, most) if column + n in covered), most)
                if rows > 1:
                    below |= dict.fromkeys(range(column, column + columns), rows - 1)
                paragraphs = tuple(markup.paragraphs_of(cell))
                yield Box(number, column, paragraphs, rows, columns, is_heading=cell.tag == "th")
                column += columns
            covered = below


def _span(cell: Element, name: str) -> int:
    """Return how many rows or columns a box spans; 0 means all rows below."""
    value = cell.get(name, "").strip()
    return int(value[:9]) if value.isdecimal() else 1


def _heading_rows(rows: list[list[Element]]) -> int:
    """Return how many top rows the page marks as headings; 0 if it marks all rows."""
    number = 0
    for row in rows:
        is_head = bool(row) and next(row[0].iterancestors("thead", "table")).tag == "thead"
        if not is_head and any(cell.tag != "th" for cell in row):
            break
        number += 1
    return number if number < len(rows) else 0
