"""Write a grid as JSON: columns, stages, every cell in grid order, and the sections."""

import json
from dataclasses import replace
from typing import Any

from opportunities.exchange.writing.document import (
    NOTHING_LEFT,
    DocumentCell,
    DocumentLine,
    GridDocument,
    mark_in_words,
)
from opportunities.exchange.writing.formats import Format, register
from opportunities.exchange.writing.values import as_data, fields_of
from opportunities.grid.fields import Field
from opportunities.grid.snapshot import Column, Opportunity, Placement, Section, Stage

BESIDES = fields_of(Placement, "place", "note")
"""The fields of a placement. Its note is written only if it has one."""


def write(document: GridDocument) -> bytes:
    """Return the document as JSON, readable for programs and people."""
    return json.dumps(as_values(document), ensure_ascii=False, indent=1).encode(errors="replace")


FORMAT = register(
    Format(
        name="json",
        label="Data",
        media_type="application/json",
        use="Bring it in elsewhere",
        write=write,
        rank=50,
        is_shown=True,
    )
)


def as_values(document: GridDocument) -> dict[str, Any]:
    """Return the document as plain values, without what a filter leaves out; blank cells stay.

    If the filter leaves nothing, a note says so.
    """
    grid, source = document.grid, document.source
    stages = grid.stages if document.stage is None else (document.stage,)
    return {
        "framework": {
            "slug": source.slug,
            "title": source.framework,
            "authority": source.organisation,
            "contact": source.contact,
        },
        "edition": {
            "label": source.edition,
            "status": source.status,
            "published": source.published and source.published.isoformat(),
            "fingerprint": grid.fingerprint,
            "reference": document.reference,
            "scope": str(replace(document.scope, has_sections=True)),
            "title": source.title,
            "source": source.credit,
            "address": source.address,
        },
        "columns": [_row(column, fields_of(Column)) for column in grid.columns],
        "stages": [_row(stage, fields_of(Stage)) for stage in stages],
        "cells": [_cell(document, cell) for stage in stages for cell in document.cells(stage)],
        "sections": [_row(section, fields_of(Section)) for section in grid.sections],
        **({"note": NOTHING_LEFT} if document.is_nothing_left else {}),
    }


def _cell(document: GridDocument, cell: DocumentCell) -> dict[str, Any]:
    left = document.stages_left
    is_left = left is None or cell.stage.key in left
    return {
        "stage": str(cell.stage.key),
        "column": str(cell.column.key),
        "heading": cell.heading,
        "continues": cell.word,
        "opportunities": [_line(line) for line in cell.lines if is_left],
    }


def _line(line: DocumentLine) -> dict[str, Any]:
    note, carried_from = line.placement.note, line.carried_from
    mark = mark_in_words(line.label)
    return {
        "key": str(line.opportunity.key),
        "placement": str(line.placement.key),
        **as_data(line.opportunity, fields_of(Opportunity)),
        **as_data(line.placement, BESIDES),
        **({"note": note} if note else {}),
        **({"whose_words": mark} if mark else {}),
        **({"carried_from": str(carried_from.key)} if carried_from else {}),
    }


def _row(row: Stage | Column | Section, fields: tuple[Field, ...]) -> dict[str, Any]:
    return {"key": str(row.key), **as_data(row, fields)}
