"""Read spreadsheets (.xlsx, .xls, .ods): each sheet with words becomes a table, as displayed.

We recognise our own Excel by its very hidden sheet or its headings and read its table of rows with
their keys; its other sheets repeat that table.
"""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count, takewhile
from typing import Any

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from opportunities.exchange import keys, scope
from opportunities.exchange.reading.boxes import BoxPlace, Span, boxes_of, check_size
from opportunities.exchange.reading.formats import ods_parts, xlsx_parts
from opportunities.exchange.reading.formats.our_json import sections_in
from opportunities.exchange.reading.formats.own_rows import OURS, heading_row, with_keys
from opportunities.exchange.reading.formats.side_by_side import split_sheet
from opportunities.exchange.reading.tables import (
    CannotRead,
    FileContents,
    LeftOut,
    Paragraph,
    Table,
)
from opportunities.exchange.writing import frame
from opportunities.exchange.writing.document import NOTHING_LEFT
from opportunities.exchange.writing.values import as_text
from opportunities.grid.fields import in_words
from opportunities.grid.web_address import href

DAMAGED = (
    "This spreadsheet cannot be opened: it is damaged, or no spreadsheet at all. "
    "Open it in Excel, save it again as .xlsx, and bring in that."
)
LOCKED = (
    "This spreadsheet is locked with a password. "
    "Save it in Excel without one (File, Info, Protect Workbook), and try again."
)
EMPTY = "There is nothing in this spreadsheet. Is it the right file?"
MOST_SHEETS = 100
OUR_SHEET = "cpd"
FINGERPRINT = "CPD fingerprint"

type CellValues = list[list[Any]]


@dataclass
class _Sheet:
    """A sheet with its values, and with what only its XML contains."""

    name: str
    values: CellValues
    is_hidden: bool = False
    spans: list[Span] = field(default_factory=list)
    links: dict[BoxPlace, str] = field(default_factory=dict)
    formats: dict[BoxPlace, str] = field(default_factory=dict)
    struck: set[BoxPlace] = field(default_factory=set)
    has_hidden: bool = False
    uncalculated: int = 0

    def texts(self, day: Callable[[date], str] = in_words) -> list[list[str]]:
        """Return the values as displayed."""
        rows = [[_text(value, day) for value in row] for row in self.values]
        for place, code in self.formats.items():
            value = self.values[place.row][place.column] if self._has(place) else None
            if isinstance(value, float | int) and not isinstance(value, bool):
                rows[place.row][place.column] = xlsx_parts.displayed(value, code)
        return rows

    def _has(self, place: BoxPlace) -> bool:
        return place.row < len(self.values) and place.column < len(self.values[place.row])


def read(content: bytes) -> FileContents:
    """Read the tables of a spreadsheet, sheet by sheet."""
    sheets = _sheets(content)
    about = _about(sheets)
    sheets = [sheet for sheet in sheets if not (about and sheet.name == OUR_SHEET)]
    ours = [sheet for sheet in sheets if heading_row(sheet.values) is not None]
    if about and not ours:
        ours = [
            replace(sheet, values=[[*sorted(OURS)]])
            for sheet in sheets
            if sheet.values == [[NOTHING_LEFT]]
        ]
    if ours:
        return _ours(ours, sheets, about)
    left_out = [each for sheet in sheets for each in _struck(sheet)]
    blocks = [table for sheet in sheets for table in _tables(sheet)]
    if not blocks and not left_out:
        raise CannotRead(EMPTY)
    notes = [
        f"The sheet “{sheet.name}” has hidden rows or columns. They are read too."
        for sheet in sheets
        if sheet.has_hidden
    ]
    notes += [
        f"The sheet “{sheet.name}” has formulas without a result: {sheet.uncalculated}. These "
        "boxes are read as empty. Open the file in Excel, save it, and bring in that."
        for sheet in sheets
        if sheet.uncalculated
    ]
    return _contents(about, blocks, left_out, notes)


def _contents(
    about: dict[str, str],
    blocks: Sequence[Table | Paragraph],
    left_out: list[LeftOut],
    notes: list[str],
) -> FileContents:
    return FileContents(
        tuple(blocks),
        tuple(left_out),
        title=about.get("Framework", ""),
        reference=about.get(keys.PROPERTY, ""),
        fingerprint=about.get(FINGERPRINT, ""),
        notes=tuple(notes),
        scope=scope.read(about.get(scope.PROPERTY, "")),
        frame=_frame(about),
    )


def _frame(about: dict[str, str]) -> str:
    """Return the frame of our table, stored in parts on the very hidden sheet."""
    parts = (about.get(f"{frame.PROPERTY} {number}") for number in count(1))
    return "".join(takewhile(bool, parts))  # type: ignore[arg-type]


def _ours(ours: list[_Sheet], sheets: list[_Sheet], about: dict[str, str]) -> FileContents:
    """Read our own Excel: its rows and text. The other sheets repeat them."""
    blocks: list[Table | Paragraph] = []
    for sheet in ours:
        rows = sheet.texts(day=as_text)
        blocks.append(with_keys(_table(sheet, rows), rows))
    with suppress(ValueError, RecursionError):
        data = json.loads(_frame(about) or "{}")
        blocks += sections_in(data if isinstance(data, dict) else {})
    left_out = [
        LeftOut(
            f"The sheet “{sheet.name}”",
            f"sheet “{sheet.name}”",
            f"What is brought in is the sheet “{ours[0].name}”, with a row for each line.",
        )
        for sheet in sheets
        if sheet.values and not any(sheet.name == own.name for own in ours)
    ]
    return _contents(about, blocks, left_out, [])


def _about(sheets: list[_Sheet]) -> dict[str, str]:
    """Return the properties on the very hidden sheet of our own Excel; empty if it is not ours."""
    for sheet in sheets:
        if sheet.name == OUR_SHEET and sheet.values[:1] and sheet.values[0][0] == keys.PROPERTY:
            return {row[0]: row[1] for row in sheet.texts() if len(row) > 1}
    return {}


def _tables(sheet: _Sheet) -> list[Table]:
    rows = sheet.texts()
    for place in sheet.struck:
        if place.row < len(rows) and place.column < len(rows[place.row]):
            rows[place.row][place.column] = ""
    return split_sheet(_table(sheet, rows))


def _table(sheet: _Sheet, rows: list[list[str]]) -> Table:
    return Table(
        boxes_of(rows, sheet.spans, sheet.links),
        title=sheet.name,
        where=f"sheet “{sheet.name}”",
        is_hidden=sheet.is_hidden,
    )


def _struck(sheet: _Sheet) -> list[LeftOut]:
    rows = sheet.texts() if sheet.struck else []
    return [
        LeftOut(text, f"sheet “{sheet.name}”, row {place.row + 1}", "It is struck through.")
        for place in sorted(sheet.struck)
        if place.row < len(rows)
        and place.column < len(rows[place.row])
        and (text := rows[place.row][place.column].strip())
    ]


def _text(value: Any, day: Callable[[date], str]) -> str:
    """Return the value of a cell as displayed."""
    match value:
        case str():
            return value
        case bool():
            return str(value).upper()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return f"{value:.15g}"
        case datetime():
            written = day(value.date())
            return f"{written}, {value:%H:%M}" if value.time() != time() else written
        case date():
            return day(value)
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return str(value)


# The file, sheet by sheet.


def _sheets(content: bytes) -> list[_Sheet]:
    try:
        return _opened(content)
    except (CannotRead, MemoryError):
        raise
    except PasswordError as error:
        raise CannotRead(LOCKED) from error
    except Exception as error:
        # Zip, its compression methods, XML and the library each raise errors of their own.
        raise CannotRead(DAMAGED) from error
    except BaseException as error:
        # The library is written in Rust: when it panics it raises what is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise CannotRead(DAMAGED) from error


def _opened(content: bytes) -> list[_Sheet]:
    xlsx, ods = _parts(content)
    for name, parts in (xlsx | ods).items():
        check_size(parts.rows, parts.columns, f"The sheet “{name}”")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    if len(book.sheets_metadata) > MOST_SHEETS:
        raise CannotRead(f"This file has more than {MOST_SHEETS} sheets. Delete what is not used.")
    sheets = []
    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet:
            read = book.get_sheet_by_name(about.name)
            sheet = _Sheet(about.name, _values(read), about.visible != SheetVisibleEnum.Visible)
            sheet.spans = [Span(*first, *last) for first, last in read.merged_cell_ranges or []]
            _add_parts(sheet, xlsx.get(about.name), ods.get(about.name))
            sheets.append(sheet)
    return sheets


def _parts(
    content: bytes,
) -> tuple[dict[str, xlsx_parts.SheetParts], dict[str, ods_parts.OdsParts]]:
    """Return what the XML of the file contains, if it is an XML format."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {}, {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
    if "content.xml" in names:
        return {}, ods_parts.sheet_parts(content)
    return xlsx_parts.sheet_parts(content), {}


def _add_parts(
    sheet: _Sheet, xlsx: xlsx_parts.SheetParts | None, ods: ods_parts.OdsParts | None
) -> None:
    if ods:
        sheet.spans, sheet.links = ods.spans, ods.links
    if xlsx:
        sheet.links, sheet.formats, sheet.struck = xlsx.links, xlsx.formats, xlsx.struck
        sheet.has_hidden, sheet.uncalculated = xlsx.has_hidden, xlsx.uncalculated
    sheet.links = {place: link for place, link in sheet.links.items() if href(link)}


def _values(sheet: CalamineSheet) -> CellValues:
    """Return the values from the first cell on, without empty rows and columns at the end."""
    if not sheet.end:
        return []
    check_size(sheet.end[0] + 1, sheet.end[1] + 1, f"The sheet “{sheet.name}”")
    rows = sheet.to_python(skip_empty_area=False)
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()
    width = max((_filled(row) for row in rows), default=0)
    return [row[:width] for row in rows]


def _filled(row: list[Any]) -> int:
    return next((n for n in range(len(row), 0, -1) if row[n - 1] != ""), 0)
