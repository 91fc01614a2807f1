"""Read our own JSON as rows of our CSV, one line per row, with keys.

So our Excel, CSV and JSON have one shape. The text around the grid follows the table.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from opportunities.exchange import scope
from opportunities.exchange.reading.boxes import boxes_of, check_size
from opportunities.exchange.reading.formats.own_frame import Json, as_frame, key_of, mappings, text
from opportunities.exchange.reading.formats.own_rows import (
    COLUMN_KEY,
    OPPORTUNITY_KEY,
    PLACEMENT_KEY,
    STAGE_KEY,
    with_keys,
)
from opportunities.exchange.reading.tables import FileContents, Paragraph, Table
from opportunities.exchange.writing import grid_csv
from opportunities.exchange.writing.document import short_reference
from opportunities.exchange.writing.values import as_text, headings
from opportunities.grid.fields import Field
from opportunities.grid.vocabulary import ProviderTier

OF_STAGE, OF_LINE = grid_csv.OF_STAGE, grid_csv.OF_LINE
HEADINGS = [
    *headings(OF_STAGE, grid_csv.CALLED),
    *("Column", "Continues", "Provider tier"),
    *headings(OF_LINE, grid_csv.CALLED),
    *(OPPORTUNITY_KEY, PLACEMENT_KEY, "Note", "Carried on from", STAGE_KEY, COLUMN_KEY),
]


def of_data(data: Any) -> FileContents | None:
    """Read our own JSON; None if the data is not ours."""
    if not isinstance(data, dict) or not all(
        isinstance(data.get(name), list) for name in ("stages", "columns", "cells")
    ):
        return None
    rows = [HEADINGS, *_rows(data)]
    check_size(len(rows), len(HEADINGS), "This file")
    edition, framework = (_mapping(data.get(name)) for name in ("edition", "framework"))
    reference, fingerprint = (text(edition.get(name)) for name in ("reference", "fingerprint"))
    return FileContents(
        (with_keys(Table(boxes_of(rows)), rows), *sections_in(data)),
        title=text(edition.get("title")) or text(framework.get("title")),
        reference=reference,
        fingerprint=fingerprint if short_reference(fingerprint) == reference else "",
        scope=scope.read(text(edition.get("scope"))),
        frame=as_frame(data),
    )


def sections_in(data: Json) -> Iterator[Paragraph]:
    """Yield the text around the grid; a section with a key stays exactly as it is."""
    for section in mappings(data.get("sections")):
        heading, body = (text(section.get(name)) for name in ("heading", "body"))
        key = key_of(section.get("key"))
        if heading or key:
            yield Paragraph(heading, heading=2, key=key)
        parts = [body] if key else body.split("\n\n")
        yield from (Paragraph(part, key=key) for part in parts if part.strip())


def _rows(data: Json) -> Iterator[list[str]]:
    """Yield a row for each line, for each cell with “PLUS” or “As above” only, and for each stage
    without either.
    """
    cells: dict[str, list[Json]] = {}
    names = {text(stage.get("key")): text(stage.get("name")) for stage in mappings(data["stages"])}
    for cell in mappings(data["cells"]):
        cells.setdefault(text(cell.get("stage")), []).append(cell)
    for stage in mappings(data["stages"]):
        key = text(stage.get("key"))
        stage_texts = [_field_text(field, stage) for field in OF_STAGE]
        rows = [[*stage_texts, *row] for cell in cells.get(key, []) for row in _cell(cell, names)]
        yield from rows or [[*stage_texts, *[""] * (len(HEADINGS) - len(stage_texts) - 2), key, ""]]


def _cell(cell: Json, stages: Mapping[str, str]) -> Iterator[list[str]]:
    lines = mappings(cell.get("opportunities"))
    start = [text(cell.get("heading")), text(cell.get("continues"))]
    end = [text(cell.get(name)) for name in ("stage", "column")]
    if start[1] and not lines:
        yield [*start, "", *[""] * (len(OF_LINE) + 4), *end]
    for line in lines:
        besides = [text(line.get(name)) for name in ("key", "placement", "note")]
        above = text(line.get("carried_from"))
        tier = _meaning(ProviderTier, line.get("tier"))
        line_texts = (_field_text(field, line) for field in OF_LINE)
        yield [*start, tier, *line_texts, *besides, stages.get(above, above), *end]


def _field_text(field: Field, row: Json) -> str:
    """Return a field of a row as the text of a box."""
    value = row.get(field.name)
    values = value if isinstance(value, list) else [value]
    return "\n".join(filter(None, (_meaning(field.made_of, each) for each in values)))


def _meaning(made_of: Any, value: Any) -> str:
    """Return the label of a plain value, or the value itself if it has none."""
    plain = text(value)
    try:
        return as_text(made_of(plain)) if plain else ""
    except ValueError:
        return plain


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
