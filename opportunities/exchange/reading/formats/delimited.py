"""Read CSV, in whatever encoding and with whatever separator a program saved it.

In our own CSV, remove the guard before text that looks like a formula and put keys beside their
words. Dates that Excel made of words cannot be restored; report them.
"""

from collections.abc import Iterator

from opportunities.exchange import scope
from opportunities.exchange.reading.boxes import BoxTexts, boxes_of
from opportunities.exchange.reading.encodings import text_of
from opportunities.exchange.reading.formats.own_rows import heading_row, with_keys
from opportunities.exchange.reading.formats.own_values import CHANGED
from opportunities.exchange.reading.formats.separated import rows_of
from opportunities.exchange.reading.tables import CannotRead, FileContents, Table
from opportunities.exchange.writing.sheet import unguard_formula

EMPTY = "There is nothing in this file. Is it the right one?"
MOST_NOTES = 20
REFERENCE, SCOPE = "Reference", "Scope"


def read(content: bytes) -> FileContents:
    """Read the rows of a CSV as a table."""
    rows = rows_of(text_of(content))
    if not rows:
        raise CannotRead(EMPTY)
    top = heading_row(rows)
    if top is not None:
        rows = [
            *rows[: top + 1],
            *([unguard_formula(text) for text in row] for row in rows[top + 1 :]),
        ]
    table = Table(boxes_of(rows))
    notes = tuple(_changed(rows))
    if top is None:
        return FileContents((table,), notes=notes)
    return FileContents(
        (with_keys(table, rows),),
        title=_first(rows[top:], "Framework"),
        reference=_first(rows[top:], REFERENCE),
        scope=scope.read(_first(rows[top:], SCOPE)),
        notes=notes,
    )


def _first(rows: BoxTexts, heading: str) -> str:
    """Return the first value in the column with this heading."""
    column = rows[0].index(heading) if heading in rows[0] else None
    if column is None:
        return ""
    return next((row[column] for row in rows[1:] if len(row) > column and row[column]), "")


def _changed(rows: BoxTexts) -> Iterator[str]:
    """Yield a sentence about each value that Excel probably changed; if there are many, their
    number.
    """
    found = [
        (number, text.strip())
        for number, row in enumerate(rows, start=1)
        for text in row
        if CHANGED.fullmatch(text.strip())
    ]
    for number, text in found[:MOST_NOTES]:
        yield f"Row {number}: “{text}” was probably changed by Excel. Look at what it should say."
    if len(found) > MOST_NOTES:
        yield f"Excel probably changed {len(found) - MOST_NOTES} more boxes in this way."
