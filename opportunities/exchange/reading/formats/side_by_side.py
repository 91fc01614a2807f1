"""Split a sheet that holds two tables, side by side or one below the other, if that is clear.

It is clear if an empty column or row separates them and the headings repeat. A gap alone is not
enough: many grids have one between two stages or providers.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from opportunities.exchange.reading.tables import Box, Table


def split_sheet(table: Table) -> list[Table]:
    """Return the tables on a sheet: its one table from the first used column, or its parts."""
    if not table.boxes:
        return []
    parts = [
        below
        for beside in _parts(table, _gaps(table, along=True), along=True)
        for below in _parts(beside, _gaps(beside, along=False), along=False)
    ]
    return [_from_first_column(part) for part in parts]


def split_table(table: Table) -> list[Table]:
    """Return tables that stand side by side in one table of a document; usually that one alone."""
    filled = replace(table, boxes=tuple(box for box in table.boxes if box.paragraphs))
    parts = _parts(filled, _gaps(filled, along=True), along=True)
    if len(parts) < 2:
        return [table]
    numbered = (f"{table.where}, part {number}".strip(", ") for number, _ in enumerate(parts, 1))
    return [
        replace(_from_first_column(part), where=where)
        for part, where in zip(parts, numbered, strict=True)
    ]


def _gaps(table: Table, along: bool) -> list[int]:
    """Return the first rows, or columns if `along`, after empty ones."""
    taken = {
        number
        for box in table.boxes
        for number in (
            range(box.column, box.column + box.columns)
            if along
            else range(box.row, box.row + box.rows)
        )
    }
    first = min(taken, default=0)
    return sorted(number for number in taken if number > first and number - 1 not in taken)


def _parts(table: Table, gaps: list[int], along: bool) -> list[Table]:
    """Split the table at the gaps after which its headings repeat."""
    bounds = [0, *gaps, max(table.size)]
    whole = [_cut(table, *pair, along) for pair in pairwise(bounds)]
    parts: list[Table] = []
    for part in whole:
        if parts and not (
            _is_table(parts[-1]) and _is_table(part) and _has_same_headings(parts[-1], part)
        ):
            boxes = sorted(parts[-1].boxes + part.boxes, key=lambda box: (box.row, box.column))
            parts[-1] = replace(parts[-1], boxes=tuple(boxes))
        else:
            parts.append(part)
    return parts


def _cut(table: Table, first: int, end: int, along: bool) -> Table:
    boxes = (box for box in table.boxes if first <= (box.column if along else box.row) < end)
    return replace(table, boxes=tuple(boxes))


def _is_table(part: Table) -> bool:
    rows = _rows(part.boxes)
    return sum(len(row) > 1 for row in rows) > 1


def _has_same_headings(one: Table, other: Table) -> bool:
    return _headings(one) == _headings(other)


def _headings(part: Table) -> list[str]:
    """Return the headings: the first row with two boxes or more."""
    row = next(row for row in _rows(part.boxes) if len(row) > 1)
    return [" ".join(box.text.split()).casefold() for box in row]


def _rows(boxes: Iterable[Box]) -> list[list[Box]]:
    rows: dict[int, list[Box]] = {}
    for box in boxes:
        rows.setdefault(box.row, []).append(box)
    return [rows[number] for number in sorted(rows)]


def _from_first_column(table: Table) -> Table:
    """Remove empty columns at the left and record them in `where`."""
    first = min(box.column for box in table.boxes)
    if not first:
        return table
    boxes = tuple(replace(box, column=box.column - first) for box in table.boxes)
    return replace(table, boxes=boxes, where=f"{table.where} from column {_letters(first)}")


def _letters(column: int) -> str:
    """Return the letters by which Excel names a column."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
