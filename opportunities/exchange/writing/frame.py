"""What a table of lines cannot contain of its grid, as JSON in the file, for reading it back.

It has the shape of our own JSON without the words of lines: stages and columns, empty ones too, the
marks of cells, sections, and the keys of lines in each place.
"""

import json
from typing import Any

from opportunities.exchange.writing.document import DocumentCell, GridDocument
from opportunities.exchange.writing.grid_json import as_values
from opportunities.grid.vocabulary import ContinuationWord

PROPERTY = "CPD frame"
SAID = ("heading", "continues", "opportunities")
LONGEST = 30_000
"""Characters of a part: a cell of Excel holds slightly more."""


def frame_of(document: GridDocument) -> dict[str, Any]:
    """Return the frame as plain values, without blank cells."""
    values = as_values(document)
    cells = [
        _cell(cell, document.grid.word_at.get((stage.key, cell.column.key)))
        for stage in document.stages
        for cell in document.cells(stage)
    ]
    return {
        "stages": values["stages"],
        "columns": values["columns"],
        "cells": [cell for cell in cells if any(cell[name] for name in SAID)],
        "sections": values["sections"] if document.scope.has_sections else [],
    }


def in_parts(document: GridDocument) -> dict[str, str]:
    """Return the frame in parts that each fit a cell, by name."""
    text = json.dumps(frame_of(document), separators=(",", ":"))
    return {
        f"{PROPERTY} {start // LONGEST + 1}": text[start : start + LONGEST]
        for start in range(0, len(text), LONGEST)
    }


def _cell(cell: DocumentCell, word: ContinuationWord | None) -> dict[str, Any]:
    return {
        "stage": str(cell.stage.key),
        "column": str(cell.column.key),
        "heading": cell.heading if cell.heading != cell.column.heading else "",
        "continues": word,
        "opportunities": [
            {"key": str(line.opportunity.key), "placement": str(line.placement.key)}
            for line in cell.lines
            if line.carried_from is None
        ],
    }
