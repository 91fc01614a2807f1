"""A row of our own table: its values, and how far it is unchanged since it was written."""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from opportunities.exchange import keys
from opportunities.exchange.reading.formats.own_frame import Frame, Written, text
from opportunities.exchange.reading.formats.own_rows import (
    COLUMN,
    MOST_ROWS_ABOVE,
    OPPORTUNITY,
    STAGE,
    heading_row,
)
from opportunities.exchange.reading.proposing.found import words_of
from opportunities.exchange.reading.proposing.own_names import RowNaming, owners
from opportunities.exchange.reading.tables import Box, Paragraph, Table
from opportunities.exchange.writing import grid_csv, grid_xlsx
from opportunities.grid.fields import Field

ROW = "Row"
CALLED = (grid_csv.CALLED, grid_xlsx.CALLED)


def headings_in(table: Table) -> int | None:
    """Return the index of the row with our headings; None if the table is not ours."""
    rows = min(table.size[0], MOST_ROWS_ABOVE)
    return heading_row([[*map(words_of, table.row(row))] for row in range(rows)])


def headings_of(field: Field) -> tuple[str, ...]:
    """Return the names of this field in our files."""
    return (field.heading, *(called[field.name] for called in CALLED if field.name in called))


@dataclass
class OwnRow:
    """A row, its boxes by heading. `order`: its number when the file was written. `place`: its
    stage and column, each a key, or a name if new. `opportunity`: the key of its line.
    """

    number: int
    boxes: dict[str, Box]
    stage: RowNaming
    column: RowNaming
    order: int | None = None
    opportunity: UUID | None = None
    place: tuple[Hashable, Hashable] = ("", "")

    def stands_as_written(self, axis: int) -> bool:
        """Return whether its stage (0) or column (1) is the one whose key the file has there."""
        naming = (self.stage, self.column)[axis]
        return naming.is_as_written is not False and naming.key == self.place[axis]

    def text(self, *headings: str) -> str:
        """Return its text under the first of these headings that the table has."""
        return next((self.boxes[each].text for each in headings if each in self.boxes), "")

    def first(self, heading: str) -> Paragraph:
        return _first(self.boxes, heading)


def rows_of(table: Table, frame: Frame) -> tuple[set[str], list[OwnRow]]:
    """Return the headings of the table, and the rows below them that are not empty."""
    top = headings_in(table) or 0
    heads = {box.column: words_of(box) for box in table.row(top)}
    by_row: dict[int, dict[str, Box]] = {}
    for box in table.boxes:
        if box.row > top and box.column in heads and box.text.strip():
            by_row.setdefault(box.row, {}).setdefault(heads[box.column], box)
    is_marked = ROW in heads.values()
    rows = [_row(number, boxes, frame, is_marked) for number, boxes in by_row.items()]
    stages = owners(
        [row.stage for row in rows],
        {key: [text(stage.get("name")).strip()] for key, stage in frame.stages.items()},
    )
    columns = owners(
        [row.column for row in rows],
        {key: [text(column.get("heading"))] for key, column in frame.columns.items()},
    )
    for row, stage, column in zip(rows, stages, columns, strict=True):
        row.place = stage, column
    return {*heads.values()}, rows


def are_out_of_order(rows: list[OwnRow]) -> bool:
    """Return whether the rows were sorted. Then rows of a cell are no longer together, and their
    order means nothing.
    """
    places = [
        row.place
        for row in rows
        if row.order is not None and row.stands_as_written(0) and row.stands_as_written(1)
    ]
    return len([place for place, _ in groupby(places)]) > len({*places})


def _row(number: int, boxes: dict[str, Box], frame: Frame, has_marks: bool) -> OwnRow:
    line = _first(boxes, OPPORTUNITY)
    written = frame.lines.get(line.placement) if line.placement else None
    mark = keys.read_row_mark(boxes[ROW].text) if ROW in boxes else None
    if mark is None and has_marks:
        mark = keys.RowMark(0, ())
    order = written.number if written else mark.number if mark and mark.letters else None
    return OwnRow(
        number,
        boxes,
        _stage(boxes, frame, written, mark, line.is_marked is not False),
        _column(boxes, frame, written, mark, line.is_marked is not False),
        order,
        line.opportunity or (written.opportunity if written else None),
    )


def _stage(
    boxes: dict[str, Box],
    frame: Frame,
    written: Written | None,
    mark: keys.RowMark | None,
    is_sure: bool,
) -> RowNaming:
    name = boxes[STAGE].text.strip() if STAGE in boxes else ""
    key = _first(boxes, STAGE).key or (written.place[0] if written else None)
    if key in frame.stages:
        is_its = text(frame.stages[key].get("name")).strip() == name
        return RowNaming(name, key, is_its and is_sure)
    return RowNaming(name, key, mark.matches(0, key, name) if mark else None)


def _column(
    boxes: dict[str, Box],
    frame: Frame,
    written: Written | None,
    mark: keys.RowMark | None,
    is_sure: bool,
) -> RowNaming:
    name = boxes[COLUMN].text if COLUMN in boxes else ""
    key = _first(boxes, COLUMN).key or (written.place[1] if written else None)
    if key in frame.columns:
        stage = _first(boxes, STAGE).key or (written.place[0] if written else None)
        is_its = stage is not None and frame.heading_at((stage, key)) == name
        return RowNaming(name, key, is_its and is_sure)
    return RowNaming(name, key, mark.matches(1, key, name) if mark else None)


def _first(boxes: dict[str, Box], heading: str) -> Paragraph:
    box = boxes.get(heading)
    return box.paragraphs[0] if box and box.paragraphs else Paragraph("")
