"""Our own JSON as the rows that our CSV has, a line a row, with its keys.

So our Excel, CSV and JSON are of one shape. The text around the grid follows the table.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from opportunities.exchange.reading.boxes import boxes_of, check_size
from opportunities.exchange.reading.own_rows import OPPORTUNITY_KEY, PLACEMENT_KEY, with_keys
from opportunities.exchange.reading.tables import FileContents, Paragraph, Table
from opportunities.exchange.writing import grid_csv
from opportunities.exchange.writing.values import as_text, headings
from opportunities.grid.fields import Field
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily

type Json = Mapping[str, Any]

OF_STAGE, OF_LINE = grid_csv.OF_STAGE, grid_csv.OF_LINE
HEADINGS = [
    *headings(OF_STAGE, grid_csv.CALLED),
    *("Column", "Continues", "Provider tier"),
    *headings(OF_LINE, grid_csv.CALLED),
    *(OPPORTUNITY_KEY, PLACEMENT_KEY, "Note"),
]
MEANINGS: dict[str, type[StrEnum]] = {"group": Group, "family": StageFamily, "tier": ProviderTier}


def of_data(data: Any) -> FileContents | None:
    """What our own JSON holds; None where this is none of ours."""
    if not isinstance(data, dict) or not all(
        isinstance(data.get(name), list) for name in ("stages", "columns", "cells")
    ):
        return None
    rows = [HEADINGS, *_rows(data)]
    check_size(len(rows), len(HEADINGS), "This file")
    edition, framework = (_mapping(data.get(name)) for name in ("edition", "framework"))
    return FileContents(
        (with_keys(Table(boxes_of(rows)), rows), *_sections(data)),
        title=_text(edition.get("title")) or _text(framework.get("title")),
        reference=_text(edition.get("reference")),
        fingerprint=_text(edition.get("fingerprint")),
    )


def _rows(data: Json) -> Iterator[list[str]]:
    """A row for each line, for each cell that only says “PLUS” or “As above”, and for each stage
    without any."""
    cells: dict[str, list[Json]] = {}
    for cell in _mappings(data["cells"]):
        cells.setdefault(_text(cell.get("stage")), []).append(cell)
    for stage in _mappings(data["stages"]):
        said = [_said(field, stage) for field in OF_STAGE]
        rows = [
            [*said, *row] for cell in cells.get(_text(stage.get("key")), []) for row in _cell(cell)
        ]
        yield from rows or [[*said, *[""] * (len(HEADINGS) - len(said))]]


def _cell(cell: Json) -> Iterator[list[str]]:
    lines = _mappings(cell.get("opportunities"))
    start = [_text(cell.get("heading")), _text(cell.get("continues"))]
    if start[1] and not lines:
        yield [*start, "", *[""] * (len(OF_LINE) + 3)]
    for line in lines:
        keys = [_text(line.get(name)) for name in ("key", "placement", "note")]
        tier = _meaning(ProviderTier, line.get("tier"))
        yield [*start, tier, *(_said(field, line) for field in OF_LINE), *keys]


def _said(field: Field, row: Json) -> str:
    """A field of a row as the text of a box."""
    value = row.get(field.name)
    meaning: Any = MEANINGS.get(field.name, field.made_of)
    values = value if isinstance(value, list) else [value]
    return "\n".join(filter(None, (_meaning(meaning, each) for each in values)))


def _meaning(made_of: Any, value: Any) -> str:
    """A plain value by its name, as people know it; as it stands where it has none."""
    text = _text(value)
    try:
        return as_text(made_of(text)) if text else ""
    except ValueError:
        return text


def _sections(data: Json) -> Iterator[Paragraph]:
    for section in _mappings(data.get("sections")):
        if heading := _text(section.get("heading")):
            yield Paragraph(heading, heading=2)
        for part in _text(section.get("body")).split("\n\n"):
            if part.strip():
                yield Paragraph(part.strip())


def _mappings(value: Any) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
