"""Writes a grid as JSON values: columns, stages, every cell in grid order, and the sections."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from opportunities.exchange.writing.values import as_data, fields_of
from opportunities.grid.fields import Field
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Placement, Section, Stage

BESIDES = fields_of(Placement, "place", "note")
"""What is said of a line where it stands. Its note is written only where there is one."""


def write(grid: GridSnapshot, matching: Collection[UUID] | None = None) -> dict[str, Any]:
    """The grid as plain values. With `matching`, only those placements; blank cells stay."""

    def line(placement: Placement) -> dict[str, Any]:
        opportunity = grid.opportunity_by_key[placement.opportunity]
        return {
            "key": str(opportunity.key),
            "placement": str(placement.key),
            **as_data(opportunity, fields_of(Opportunity)),
            **as_data(placement, BESIDES),
            **({"note": placement.note} if placement.note else {}),
        }

    return {
        "columns": [_row(column, fields_of(Column)) for column in grid.columns],
        "stages": [_row(stage, fields_of(Stage)) for stage in grid.stages],
        "cells": [
            {
                "stage": str(stage.key),
                "column": str(column.key),
                "heading": grid.heading_at(stage, column),
                "continues": grid.word_at.get((stage.key, column.key)),
                "opportunities": [
                    line(placement)
                    for placement in grid.cells[stage.key, column.key]
                    if matching is None or placement.key in matching
                ],
            }
            for stage in grid.stages
            for column in grid.columns
        ],
        "sections": [_row(section, fields_of(Section)) for section in grid.sections],
    }


def _row(row: Stage | Column | Section, fields: tuple[Field, ...]) -> dict[str, Any]:
    return {"key": str(row.key), **as_data(row, fields)}
