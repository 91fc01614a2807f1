"""The boxes of a Word table: the rows and columns that each one spans.

Edges of hand-drawn tables nearly meet. Edges closer than people can see count as one, and an edge
at which no box begins or ends is dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from opportunities.exchange.reading.boxes import MOST_COLUMNS, check_size
from opportunities.exchange.reading.formats.word.parts import W, is_on, number, value_of_child
from opportunities.exchange.reading.formats.word.runs import Reason
from opportunities.exchange.reading.tables import CannotRead

CLOSE = 120
"""Twentieths of a point: two millimetres."""

TOO_WIDE = (
    f"A box in this file covers more than {MOST_COLUMNS} columns, which no framework has: the file "
    "is damaged. Copy the table into a new Word file, and bring in that."
)
WRAPPERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}


@dataclass
class TableCell:
    """A box. `covered`: the further cells of its column that it is merged with."""

    element: etree._Element
    row: int
    start: int
    end: int
    is_heading: bool = False
    covered: list[etree._Element] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return 1 + len(self.covered)


@dataclass
class TableGrid:
    """The boxes of a table in reading order, the rows repeated on each page, and the rows and boxes
    that are not read, with reasons.
    """

    cells: list[TableCell] = field(default_factory=list)
    heading_rows: int = 0
    gone: list[tuple[etree._Element, int, Reason]] = field(default_factory=list)


def grid_of(table: etree._Element) -> TableGrid:
    """Return the boxes of a table."""
    grid = TableGrid()
    open_: dict[int, TableCell] = {}
    row = 0
    for element in inside(table, "tr"):
        properties = element.find(f"{W}trPr")
        if reason := _gone(properties):
            grid.gone.append((element, row, reason))
            continue
        is_heading = bool(is_on(properties, "tblHeader"))
        if is_heading and grid.heading_rows == row:
            grid.heading_rows += 1
        open_ = _read_row(grid, element, row, is_heading, open_)
        row += 1
    check_size(row, max((cell.end for cell in grid.cells), default=0))
    _straighten(grid, table)
    return grid


def inside(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or cells of a row, including those in content controls."""
    for child in element:
        found = str(child.tag).rpartition("}")[2]
        if found == name:
            yield child
        elif found in WRAPPERS:
            yield from inside(child, name)


def _gone(properties: etree._Element | None) -> Reason | None:
    if properties is None:
        return None
    if properties.find(f"{W}del") is not None:
        return "deleted"
    return "hidden" if is_on(properties, "hidden") else None


def _read_row(
    grid: TableGrid,
    element: etree._Element,
    row: int,
    is_heading: bool,
    above: dict[int, TableCell],
) -> dict[int, TableCell]:
    """Add the boxes of a row to the grid; return those that may go on below, by first column."""
    properties = element.find(f"{W}trPr")
    place = _span(value_of_child(properties, "gridBefore"), least=0)
    open_: dict[int, TableCell] = {}
    last: TableCell | None = None
    for child in inside(element, "tc"):
        about = child.find(f"{W}tcPr")
        if about is not None and about.find(f"{W}cellDel") is not None:
            grid.gone.append((child, row, "deleted"))
            continue
        end = place + _span(value_of_child(about, "gridSpan"))
        if end > MOST_COLUMNS:
            raise CannotRead(TOO_WIDE)
        merged, beside = value_of_child(about, "vMerge"), value_of_child(about, "hMerge")
        upper = above.get(place)
        if beside is not None and beside != "restart" and last is not None:
            last.end = end
        elif merged is not None and merged != "restart" and upper and upper.end == end:
            upper.covered.append(child)
            open_[place] = upper
        else:
            last = TableCell(child, row, place, end, is_heading)
            grid.cells.append(last)
            if merged is not None:
                open_[place] = last
        place = end
    return open_


def _span(value: str | None, least: int = 1) -> int:
    return max(number(value, least), least)


def _straighten(grid: TableGrid, table: etree._Element) -> None:
    """Renumber the columns by the edges that people see."""
    widths = [number(each.get(f"{W}w")) for each in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    used = sorted({edge for cell in grid.cells for edge in (cell.start, cell.end)})
    if not used:
        return
    has_widths = len(widths) >= used[-1] and all(width > 0 for width in widths)
    column, columns = 0, {used[0]: 0}
    for before, edge in pairwise(used):
        is_close = has_widths and sum(widths[before:edge]) < CLOSE
        column += 0 if is_close and not _has_words(grid, before, edge) else 1
        columns[edge] = column
    for cell in grid.cells:
        cell.start, cell.end = columns[cell.start], columns[cell.end]
    grid.cells = [cell for cell in grid.cells if cell.end > cell.start]


def _has_words(grid: TableGrid, start: int, end: int) -> bool:
    """Return whether a box with words fits between two neighbouring edges."""
    return any(
        cell.start == start and cell.end == end and any(cell.element.itertext(f"{W}t"))
        for cell in grid.cells
    )
