"""Writes a grid as CSV: one row a placement, in grid order, safe to open in a spreadsheet.

What has no line has a row too, with nothing in the columns of lines: a cell that prints only
"PLUS" or "As above", and a stage in which nothing is printed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from opportunities.exchange.writing import sheet
from opportunities.exchange.writing.values import as_texts, fields_of, headings
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Placement, Stage

OF_STAGE, OF_LINE = fields_of(Stage), fields_of(Opportunity)

CALLED = {
    "name": "Stage",
    "group": "Group",
    "family": "Stage family",
    "text": "Opportunity",
    "details": "Details",
}
"""Columns that are called something else than their field."""


def write(
    grid: GridSnapshot,
    *,
    about: Mapping[str, str],
    matching: Collection[UUID] | None = None,
    whole: Collection[UUID] = (),
) -> bytes:
    """The grid as rows, with the notes of its lines where there are any.

    `about` stands in every row, such as the framework and edition. With `matching`, only those
    placements; of `whole` stages then also what has no line.
    """
    sheet_of = _Rows(grid, matching, whole, any(line.note for line in grid.placements))
    rows = ([*about.values(), *row] for row in sheet_of.rows())
    return sheet.write([*about, *sheet_of.headings()], rows)


@dataclass(frozen=True)
class _Rows:
    grid: GridSnapshot
    matching: Collection[UUID] | None
    whole: Collection[UUID]
    has_notes: bool

    def headings(self) -> list[str]:
        return [
            *headings(OF_STAGE, CALLED),
            *("Column", "Continues", "Provider tier"),
            *headings(OF_LINE, CALLED),
            *("Opportunity key", "Placement key", "Stage key", "Column key"),
            *(["Note"] if self.has_notes else []),
        ]

    def rows(self) -> Iterator[list[str]]:
        for stage in self.grid.stages:
            rows = [row for column in self.grid.columns for row in self._cell(stage, column)]
            yield from rows or ([self._row(stage)] if self._is_whole(stage) else [])

    def _cell(self, stage: Stage, column: Column) -> Iterator[list[str]]:
        place = stage.key, column.key
        for placement in self.grid.cells[place]:
            if self.matching is None or placement.key in self.matching:
                yield self._row(stage, column, placement)
        if not self.grid.cells[place] and place in self.grid.word_at and self._is_whole(stage):
            yield self._row(stage, column)

    def _is_whole(self, stage: Stage) -> bool:
        return self.matching is None or stage.key in self.whole

    def _row(
        self, stage: Stage, column: Column | None = None, placement: Placement | None = None
    ) -> list[str]:
        grid = self.grid
        line = placement and grid.opportunity_by_key[placement.opportunity]
        return [
            *as_texts(stage, OF_STAGE),
            grid.heading_at(stage, column) if column else "",
            grid.word_at.get((stage.key, column.key), "") if column else "",
            placement.tier.label if placement else "",
            *(as_texts(line, OF_LINE) if line else [""] * len(OF_LINE)),
            str(line.key) if line else "",
            str(placement.key) if placement else "",
            str(stage.key),
            str(column.key) if column else "",
            *([placement.note if placement else ""] if self.has_notes else []),
        ]
