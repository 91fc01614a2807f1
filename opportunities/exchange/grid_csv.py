"""Writes a grid as CSV: one row a placement, in grid order, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Collection, Mapping
from uuid import UUID

from opportunities.snapshot import GridSnapshot

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")  # the wide ones too: some spreadsheets take them


def write(
    grid: GridSnapshot, *, about: Mapping[str, str], matching: Collection[UUID] | None = None
) -> bytes:
    """The placements as rows, with their notes where there are any.

    `about` stands in every row, such as the framework and edition.
    """
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    rows = csv.writer(text)
    has_notes = any(placement.note for placement in grid.placements)
    rows.writerow(
        [
            *about,
            *("Stage", "Group", "Stage family", "Column", "Continues"),
            *("Provider tier", "Opportunity", "Details", "Opportunity key", "Placement key"),
            *(["Note"] if has_notes else []),
        ]
    )
    for placement in grid.placements:
        if matching is not None and placement.key not in matching:
            continue
        stage = grid.stage_by_key[placement.stage]
        column = grid.column_by_key[placement.column]
        opportunity = grid.opportunity_by_key[placement.opportunity]
        row = [
            *about.values(),
            stage.name,
            stage.group.label,
            stage.family.label,
            grid.heading_at(stage, column),
            grid.word_at.get(placement.place, ""),
            placement.tier.label,
            opportunity.text,
            "\n".join(opportunity.details),
            str(opportunity.key),
            str(placement.key),
            *([placement.note] if has_notes else []),
        ]
        rows.writerow(map(harmless, row))
    return text.getvalue().encode()


def harmless(value: str) -> str:
    """The value as text: a spreadsheet would run one that begins like a formula."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
