"""What calamine does not read from an .xlsx: links, number formats, struck-through cells.

A regular expression, not a parser, finds the cells of a sheet, so that a hundred thousand rows take
a second. It also gives the used range before anybody allocates room for it.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from lxml import etree

from opportunities.exchange.reading.boxes import BoxPlace, check_filled, check_size

CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"([^>]*)>')
LAST_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d{1,7})"')
FILLED = re.compile(rb"</(?:\w+:)?(?:v|is)>")
"""The end of a cell's value; a cell with only a style has no value."""

ROW_END = re.compile(rb"</(?:\w+:)?row>")
STYLE = re.compile(rb'\bs="(\d{1,6})"')
LINKED = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>\s*<(?:\w+:)?f[^>]*>\s*"
    rb"HYPERLINK\((?:&quot;|\")(.{1,2000}?)(?:&quot;|\")",
)
UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c\s(?![^<>]*\bt="str")[^<>]*>\s*<(?:\w+:)?f(?:\s[^<>]*)?>[^<]*</(?:\w+:)?f>\s*'
    rb"(?:<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
)
"""A cell with a formula whose result was never stored. (Excel stores an empty text as such.)"""

MONEY = re.compile(r"[£€$]")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
PERCENT = {"9": "0%", "10": "0.00%"}
"""Built-in number formats."""


@dataclass
class SheetParts:
    """The used range of a sheet and, by place, its links, formats and struck-through cells;
    `uncalculated`: how many formulas have no result in the file.
    """

    rows: int = 0
    columns: int = 0
    links: dict[BoxPlace, str] = field(default_factory=dict)
    formats: dict[BoxPlace, str] = field(default_factory=dict)
    struck: set[BoxPlace] = field(default_factory=set)
    has_hidden: bool = False
    uncalculated: int = 0


def sheet_parts(content: bytes) -> dict[str, SheetParts]:
    """Return the parts of each sheet by name. Raises the exceptions of zipfile and lxml."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        main = _main_part(archive)
        targets = _targets(archive, main)
        styles = next((each for each in targets.values() if each.endswith("styles.xml")), "")
        formats, struck = _styles(archive, styles)
        sheets = {
            sheet.get("name", ""): targets.get(_id(sheet), "")
            for sheet in _xml(archive, main).iter("{*}sheet")
        }
        _check_sizes(archive, {*sheets.values()} & {*archive.namelist()})
        return {name: _sheet(archive, part, formats, struck) for name, part in sheets.items()}


def _check_sizes(archive: zipfile.ZipFile, sheets: Collection[str]) -> None:
    """Refuse sheets by their last row and filled cells, before reading any cell."""
    filled = rows = 0
    for name in sheets:
        xml = archive.read(name)
        if last := LAST_ROW.match(xml, max(xml.rfind(b"<row "), 0)):
            check_size(int(last[1]), 1, "A sheet of this file")
        filled += sum(1 for _ in FILLED.finditer(xml))
        rows += sum(1 for row in ROW_END.split(xml) if FILLED.search(row))
    check_filled(filled, rows)


def _sheet(
    archive: zipfile.ZipFile, name: str, formats: dict[int, str], struck: set[int]
) -> SheetParts:
    parts = SheetParts()
    if name not in archive.namelist():
        return parts
    xml = archive.read(name)
    columns: set[bytes] = set()
    for found in CELL.finditer(xml):
        letters, row, more = found.groups()
        columns.add(letters)
        parts.rows = max(parts.rows, int(row))
        if (formats or struck) and not more.endswith(b"/") and (style := STYLE.search(more)):
            place = _place(letters, row)
            if code := formats.get(int(style[1])):
                parts.formats[place] = code
            if int(style[1]) in struck:
                parts.struck.add(place)
    parts.columns = max((_place(letters, b"1").column + 1 for letters in columns), default=0)
    parts.has_hidden = bool(re.search(rb'<(?:\w+:)?(?:row|col)\s[^>]*\bhidden="(?:1|true)"', xml))
    parts.uncalculated = sum(1 for _ in UNCALCULATED.finditer(xml))
    for letters, row, address in LINKED.findall(xml):
        parts.links[_place(letters, row)] = address.decode(errors="replace").replace("&amp;", "&")
    parts.links |= dict(_hyperlinks(archive, name, xml))
    return parts


def _hyperlinks(archive: zipfile.ZipFile, name: str, xml: bytes) -> Iterator[tuple[BoxPlace, str]]:
    targets = _targets(archive, name, is_part=False)
    for tag in re.findall(rb"<(?:\w+:)?hyperlink\s[^>]*>", xml):
        ref = re.search(rb'\bref="([A-Z]{1,3})(\d{1,7})', tag)
        target = re.search(rb'\b\w+:id="([^"]+)"', tag)
        if ref and target and (address := targets.get(target[1].decode(errors="replace"))):
            yield _place(*ref.groups()), address


def _styles(archive: zipfile.ZipFile, name: str) -> tuple[dict[int, str], set[int]]:
    """Return, by style number, the formats of money and percentages, and the struck-out styles."""
    if name not in archive.namelist():
        return {}, set()
    xml = _xml(archive, name)
    codes = PERCENT | {
        each.get("numFmtId", ""): each.get("formatCode", "") for each in xml.iter("{*}numFmt")
    }
    fonts = xml.findall("{*}fonts/{*}font")
    struck_fonts = {
        str(number)
        for number, font in enumerate(fonts)
        if (strike := font.find("{*}strike")) is not None and strike.get("val", "1") != "0"
    }
    formats, struck = {}, set()
    for number, style in enumerate(xml.findall("{*}cellXfs/{*}xf")):
        code = codes.get(style.get("numFmtId", ""), "")
        if "%" in code or MONEY.search(code):
            formats[number] = code
        if style.get("fontId") in struck_fonts:
            struck.add(number)
    return formats, struck


def displayed(number: float, code: str) -> str:
    """Format a number with a percent sign or currency, as Excel displays it."""
    first = code.split(";")[0]
    decimals = len(found[1]) if (found := re.search(r"\.(0+)", first)) else 0
    if "%" in first:
        return f"{number * 100:.{decimals}f}%"
    sign = money[0] if (money := MONEY.search(first)) else ""
    return f"{'-' if number < 0 else ''}{sign}{abs(number):,.{decimals}f}"


def _place(letters: bytes, row: bytes) -> BoxPlace:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return BoxPlace(int(row) - 1, column - 1)


def _main_part(archive: zipfile.ZipFile) -> str:
    for relation in _xml(archive, "_rels/.rels").iter("{*}Relationship"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def _targets(archive: zipfile.ZipFile, part: str, is_part: bool = True) -> dict[str, str]:
    """Return the targets of a part's relationships, by id, as names of parts or as written."""
    folder, _, file = part.rpartition("/")
    name = join(folder, "_rels", f"{file}.rels")
    if name not in archive.namelist():
        return {}
    return {
        relation.get("Id", ""): normpath(join("/", dirname(part), relation.get("Target", "")))[1:]
        if is_part
        else relation.get("Target", "")
        for relation in _xml(archive, name).iter("{*}Relationship")
    }


def _id(sheet: etree._Element) -> str:
    return next((str(value) for key, value in sheet.items() if str(key).endswith("}id")), "")


def _xml(archive: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(archive.read(name), PARSER)
