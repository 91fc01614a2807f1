"""Write a grid as CSV: one row per placement, in grid order, safe to open in a spreadsheet.

Places without lines have a row too, with the columns of lines blank: a cell with only "PLUS" or "As
above", and a stage without any text. If the document is written out, a line that "PLUS" carries on
names its stage.

The last columns are for reading the file back: the scope of the file, the name of the column if a
stage prints another heading, who provides it, and a mark of the row's number and names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from opportunities.exchange import keys
from opportunities.exchange.writing import sheet
from opportunities.exchange.writing.document import (
    NOTHING_LEFT,
    DocumentCell,
    DocumentLine,
    GridDocument,
    mark_in_words,
)
from opportunities.exchange.writing.formats import Format, register
from opportunities.exchange.writing.values import as_texts, fields_of, headings
from opportunities.grid.snapshot import Opportunity, Stage

OF_STAGE, OF_LINE = fields_of(Stage), fields_of(Opportunity)

CALLED = {
    "name": "Stage",
    "group": "Group",
    "family": "Stage family",
    "text": "Opportunity",
    "details": "Details",
}
"""Columns whose name differs from their field's."""


HOME = ("Column heading", "Column tier", "Row")
"""Columns used only when reading the file back."""


def write(document: GridDocument) -> bytes:
    """Return the grid as rows, with the notes of its lines if there are any.

    Every row names its framework and edition in the last columns.
    """
    rows = _Rows(document, any(line.note for line in document.grid.placements))
    before, after = _source(document)
    return sheet.write(
        [*before, *rows.headings(), *after, *HOME],
        (
            [*before.values(), *row.values, *after.values(), *row.home(number)]
            for number, row in enumerate(rows.rows(), start=1)
        ),
    )


FORMAT = register(
    Format("csv", "CSV", "text/csv; charset=utf-8", "For other programs’ tables", write, rank=40)
)


def _source(document: GridDocument) -> tuple[dict[str, str], dict[str, str]]:
    source = document.source
    return {
        "Authority": source.short_name,
        "Framework": source.framework,
        "Edition": source.edition or "Draft",
    }, {
        "Published": source.published.isoformat() if source.published else "",
        "Source": source.credit,
        "Contact": source.contact,
        "Address": source.address,
        "Reference": document.reference,
        "Scope": str(replace(document.scope, has_sections=False, has_columns=False)),
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """The values of a row, and what it is about."""

    values: list[str]
    stage: Stage | None = None
    cell: DocumentCell | None = None

    def home(self, number: int) -> list[str]:
        """Return the values of HOME."""
        column = self.cell.column if self.cell else None
        return [
            column.heading if column else "",
            column.tier.label if column and column.tier else "",
            keys.row_mark(
                number,
                (self.stage.key, self.stage.name) if self.stage else (None, ""),
                (self.cell.column.key, self.cell.heading) if self.cell else (None, ""),
            ),
        ]


@dataclass(frozen=True)
class _Rows:
    document: GridDocument
    has_notes: bool

    def headings(self) -> list[str]:
        return [
            *headings(OF_STAGE, CALLED),
            *("Column", "Continues", "Provider tier"),
            *(["Carried on from"] if self.document.written_out else []),
            *headings(OF_LINE, CALLED),
            *("Opportunity key", "Placement key", "Stage key", "Column key"),
            *(["Note"] if self.has_notes else []),
            *(["Whose words"] if self.document.labels else []),
        ]

    def rows(self) -> Iterator[_Row]:
        """Yield the rows; if a filter leaves nothing, one whose first column says so."""
        for stage in self.document.stages:
            rows = [row for cell in self.document.cells(stage) for row in self._cell(cell)]
            yield from rows or [self._row(stage)]
        if self.document.is_filtered and not self.document.stages:
            yield _Row([NOTHING_LEFT, *[""] * (len(self.headings()) - 1)])

    def _cell(self, cell: DocumentCell) -> Iterator[_Row]:
        for line in cell.lines:
            yield self._row(cell.stage, cell, line)
        if cell.word and not cell.lines and self.document.lines_left is None:
            yield self._row(cell.stage, cell)

    def _row(
        self, stage: Stage, cell: DocumentCell | None = None, line: DocumentLine | None = None
    ) -> _Row:
        values = [
            *as_texts(stage, OF_STAGE),
            *([cell.heading, cell.word or ""] if cell else ["", ""]),
            line.placement.tier.label if line else "",
            *([_carried_from(line)] if self.document.written_out else []),
            *(as_texts(line.opportunity, OF_LINE) if line else [""] * len(OF_LINE)),
            str(line.opportunity.key) if line else "",
            str(line.placement.key) if line else "",
            str(stage.key),
            str(cell.column.key) if cell else "",
            *([line.placement.note if line else ""] if self.has_notes else []),
            *([mark_in_words(line.label) if line else ""] if self.document.labels else []),
        ]
        return _Row(values, stage, cell)


def _carried_from(line: DocumentLine | None) -> str:
    return line.carried_from.name if line and line.carried_from else ""
