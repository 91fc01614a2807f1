"""Writes a grid as JSON values: columns, stages, and every cell in grid order."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from opportunities.snapshot import GridSnapshot, Placement


def write(grid: GridSnapshot, matching: Collection[UUID] | None = None) -> dict[str, Any]:
    """The grid as plain values. With `matching`, only those placements; blank cells stay."""

    def line(placement: Placement) -> dict[str, Any]:
        opportunity = grid.opportunity_by_key[placement.opportunity]
        return {
            "key": str(opportunity.key),
            "placement": str(placement.key),
            "text": opportunity.text,
            "details": list(opportunity.details),
            "tier": placement.tier,
            **({"note": placement.note} if placement.note else {}),
        }

    return {
        "columns": [
            {"key": str(column.key), "heading": column.heading, "tier": column.tier}
            for column in grid.columns
        ],
        "stages": [
            {
                "key": str(stage.key),
                "name": stage.name,
                "family": stage.family,
                "group": stage.group,
                "roles": list(stage.roles),
                "standards": list(stage.standards),
                "summary": stage.summary,
            }
            for stage in grid.stages
        ],
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
    }
