"""Rows of text between separators, with quotes around boxes of several lines."""

import csv
import io
import re
from itertools import islice

from opportunities.exchange.reading.boxes import MOST_ROWS, check_size
from opportunities.exchange.reading.tables import CannotRead

SEPARATORS = ",;\t|"
SAYS = re.compile(r"\ufeff?\"?sep=(.)\"?[\r\n]+", re.IGNORECASE)
"""The first line that tells Excel the separator."""

RULE = re.compile(r"(?:\s*:?-{3,}:?\s*)+")
"""The row of dashes under the headings of a Markdown table."""

SAMPLE = 200
LONGEST = 1_000_000
TOO_LONG = (
    "A box of this file has more text than a framework: a quotation mark may be missing. "
    "Open it in Excel, save it as .xlsx, and bring in that."
)


def rows_of(text: str, separators: str = SEPARATORS) -> list[list[str]]:
    """Return the rows, without empty rows and without empty columns at the end."""
    if declared := SAYS.match(text):
        text, separators = text[declared.end() :], declared[1]
    separator = max(separators, key=lambda each: _fits(text, each))
    rows = _read(text, separator)
    width = max((_filled(row) for row in rows), default=0)
    check_size(len(rows), width, "This file")
    return [row[:width] for row in rows]


def are_rows(text: str) -> bool:
    """Return whether these are rows of a table rather than sentences with commas.

    Rows need the same number of boxes; separators followed by spaces need it in every row.
    """
    text = SAYS.sub("", text, count=1)
    separator = max(SEPARATORS, key=lambda each: _fits(text, each))
    rows = [row for row in _read(text, separator, most=SAMPLE) if row]
    share, width = _fits(text, separator)
    later = [box for row in rows for box in row[1:] if box]
    is_blank = sum(box[0] == " " for box in later) * 4 > len(later)
    is_alike = share == 1 and width > 2 and len(rows) > 2
    return len(rows) > 1 and share > ALIKE and (is_alike or not is_blank)


ALIKE = 0.8
"""The minimum share of rows with the commonest number of boxes."""


def _fits(text: str, separator: str) -> tuple[float, int]:
    """Score a separator: the share of rows with the commonest width, and that width."""
    widths = [len(row) for row in _read(text, separator, most=SAMPLE) if row]
    common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    return (widths.count(common) / len(widths) if common > 1 else 0, common)


def _read(text: str, separator: str, most: int | None = None) -> list[list[str]]:
    """Return the first rows, or all up to the last one with words; rows beyond the limit are
    counted only.
    """
    before = csv.field_size_limit(LONGEST)
    rows: list[list[str]] = []
    last = 0
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for number, row in enumerate(islice(read, most), start=1):
            if RULE.fullmatch("".join(row)):
                continue
            if most or any(box.strip() for box in row):
                last = number
                if last <= MOST_ROWS:
                    rows += [[]] * (last - 1 - len(rows))
                    rows.append(row)
    except csv.Error as error:
        raise CannotRead(TOO_LONG) from error
    finally:
        csv.field_size_limit(before)
    check_size(last, 1, "This file")
    return rows


def _filled(row: list[str]) -> int:
    return next((n for n in range(len(row), 0, -1) if row[n - 1].strip()), 0)
