"""What a table of lines does not say of its grid, as JSON that a program keeps for the way home.

It has the shape of our own JSON, without what lines say: stages and columns, also empty ones, the
marks of cells, sections, and which lines stand where, by their keys.
"""

import json
from typing import Any

from opportunities.exchange.writing.document import DocumentCell, GridDocument
from opportunities.exchange.writing.grid_json import as_values
from opportunities.grid.vocabulary import ContinuationWord

PROPERTY = "CPD frame"
SAID = ("heading", "continues", "opportunities")
LONGEST = 30_000
"""Characters of a part: a cell of Excel holds some more."""


def frame_of(document: GridDocument) -> dict[str, Any]:
    """The frame as plain values; blank cells are left out."""
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
    """The frame in parts that a cell can hold, each under a name of its own."""
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
