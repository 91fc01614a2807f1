"""What calamine does not read from an .ods: merged boxes, links, and the used range of a sheet.

Rows are streamed: the XML of a large sheet, held as a tree, takes eight times its size.
"""

import io
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from opportunities.exchange.reading.boxes import BoxPlace, Span, check_filled

MOST = 1_048_576
"""The most rows of a sheet, and the upper bound of any repeat count."""


@dataclass
class OdsParts:
    """The used rows and columns of a sheet, how many boxes and rows have words, its merged boxes,
    and its links by place.
    """

    rows: int = 0
    columns: int = 0
    filled: int = 0
    written: int = 0
    spans: list[Span] = field(default_factory=list)
    links: dict[BoxPlace, str] = field(default_factory=dict)


def sheet_parts(content: bytes) -> dict[str, OdsParts]:
    """Return the parts of each sheet by name. Raises the exceptions of zipfile and lxml."""
    sheets: dict[str, OdsParts] = {}
    parts, row = OdsParts(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as xml:
        walk = etree.iterparse(
            xml,
            events=("start", "end"),
            tag=("{*}table", "{*}table-row"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
        for event, element in walk:
            if event == "start" and _is_sheet(element):
                parts, row = sheets.setdefault(_attribute(element, "name"), OdsParts()), 0
            elif event == "end" and not _is_sheet(element):
                row = _read_row(parts, element, row)
                read = sheets.values()
                check_filled(sum(each.filled for each in read), sum(each.written for each in read))
                _forget(element)
    return sheets


def _forget(row: etree._Element) -> None:
    row.clear()
    while (before := row.getprevious()) is not None and (parent := row.getparent()) is not None:
        parent.remove(before)


def _is_sheet(element: etree._Element) -> bool:
    return str(element.tag).endswith("}table")


def _read_row(parts: OdsParts, element: etree._Element, row: int) -> int:
    """Add a row to the parts and return the number of the next row."""
    repeats = _number(element, "number-rows-repeated")
    column = last = filled = 0
    for cell in element:
        along = _number(cell, "number-columns-repeated")
        if len(cell):
            last = column + along
            filled += along
            _read_cell(parts, cell, BoxPlace(row, column))
        column += along
    if last:
        parts.rows = row + repeats
        parts.columns = max(parts.columns, last)
        parts.filled += filled * repeats
        parts.written += repeats
    return row + repeats


def _read_cell(parts: OdsParts, cell: etree._Element, at: BoxPlace) -> None:
    down, along = (_number(cell, f"number-{of}-spanned") for of in ("rows", "columns"))
    if down > 1 or along > 1:
        parts.spans.append(Span(*at, at.row + down - 1, at.column + along - 1))
    if (link := next(cell.iter("{*}a"), None)) is not None:
        parts.links[at] = _attribute(link, "href")


def _number(element: etree._Element, name: str) -> int:
    digits = _attribute(element, name)
    return min(MOST, int(digits)) if digits.isdecimal() and len(digits) < 12 else 1


def _attribute(element: etree._Element, name: str) -> str:
    ends = f"}}{name}"
    return next((str(value) for key, value in element.items() if str(key).endswith(ends)), "")
