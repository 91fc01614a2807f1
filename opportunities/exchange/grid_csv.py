"""Writes a grid as CSV: one row a placement, in grid order, safe to open in a spreadsheet."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from opportunities.exchange import sheet
from opportunities.snapshot import GridSnapshot


def write(
    grid: GridSnapshot, *, about: Mapping[str, str], matching: Collection[UUID] | None = None
) -> bytes:
    """The placements as rows, with their notes where there are any.

    `about` stands in every row, such as the framework and edition.
    """
    has_notes = any(placement.note for placement in grid.placements)
    headings = [
        *about,
        *("Stage", "Group", "Stage family", "Column", "Continues"),
        *("Provider tier", "Opportunity", "Details", "Opportunity key", "Placement key"),
        *(["Note"] if has_notes else []),
    ]
    rows = _rows(grid, matching, has_notes)
    return sheet.write(headings, ([*about.values(), *row] for row in rows))


def _rows(
    grid: GridSnapshot, matching: Collection[UUID] | None, has_notes: bool
) -> Iterator[list[str]]:
    for placement in grid.placements:
        if matching is not None and placement.key not in matching:
            continue
        stage = grid.stage_by_key[placement.stage]
        column = grid.column_by_key[placement.column]
        opportunity = grid.opportunity_by_key[placement.opportunity]
        yield [
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
