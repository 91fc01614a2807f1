"""What calamine does not tell of an .ods: merged boxes, links, and how far a sheet reaches."""

import io
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from opportunities.exchange.reading.boxes import Place, Span

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
MOST = 1_048_576
"""Rows of a sheet; no number of repeats is larger."""


@dataclass
class OdsParts:
    """Of one sheet: how many rows and columns have words; merged boxes, and links by place."""

    rows: int = 0
    columns: int = 0
    spans: list[Span] = field(default_factory=list)
    links: dict[Place, str] = field(default_factory=dict)


def sheet_parts(content: bytes) -> dict[str, OdsParts]:
    """The parts of each sheet by its name. Raises what zipfile and lxml raise."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = etree.fromstring(archive.read("content.xml"), PARSER)
    return {_attribute(sheet, "name"): _parts(sheet) for sheet in xml.iter("{*}table")}


def _parts(sheet: etree._Element) -> OdsParts:
    parts = OdsParts()
    row = 0
    for element in sheet.iter("{*}table-row"):
        repeats = _number(element, "number-rows-repeated")
        if last := _read_row(parts, element, row):
            parts.rows = row + repeats
            parts.columns = max(parts.columns, last)
        row += repeats
    return parts


def _read_row(parts: OdsParts, element: etree._Element, row: int) -> int:
    """Puts merged boxes and links of a row into the parts: how many columns have words."""
    column = last = 0
    for cell in element:
        repeats = _number(cell, "number-columns-repeated")
        if len(cell):
            last = column + repeats
            down, along = (_number(cell, f"number-{of}-spanned") for of in ("rows", "columns"))
            if down > 1 or along > 1:
                parts.spans.append(Span(row, column, row + down - 1, column + along - 1))
            if (link := next(cell.iter("{*}a"), None)) is not None:
                parts.links[Place(row, column)] = _attribute(link, "href")
        column += repeats
    return last


def _number(element: etree._Element, name: str) -> int:
    said = _attribute(element, name)
    return min(MOST, int(said)) if said.isdecimal() and len(said) < 12 else 1


def _attribute(element: etree._Element, name: str) -> str:
    ends = f"}}{name}"
    return next((str(value) for key, value in element.items() if str(key).endswith(ends)), "")
