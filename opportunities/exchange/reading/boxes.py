"""Build the boxes and paragraphs of a table that was read as rows of text, within limits."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from opportunities.exchange.reading.tables import Box, CannotRead, Paragraph
from opportunities.grid.web_address import href

MOST_ROWS, MOST_COLUMNS = 120_000, 300
MOST_BOXES, MOST_COVERED = 1_500_000, 200_000
MOST_FILLED, MOST_FILLED_ROWS = 600_000, 20_000
"""Limits: boxes of a table, empty ones included; boxes under merged ones; boxes, and rows, of a
file with words.
"""

type BoxTexts = Sequence[Sequence[str]]


class BoxPlace(NamedTuple):
    """A row and a column, counted from 0."""

    row: int
    column: int


class Span(NamedTuple):
    """The first and the last row and column of a merged box."""

    top: int
    left: int
    bottom: int
    right: int


def check_size(rows: int, columns: int, name: str = "This table") -> None:
    """Refuse a table larger than any framework, before building any of it."""
    if rows > MOST_ROWS:
        raise CannotRead(
            f"{name} has {rows:,} rows; we read {MOST_ROWS:,}. "
            "Save the part with the framework as a file of its own, and bring in that."
        )
    if columns > MOST_COLUMNS or rows * columns > MOST_BOXES:
        raise CannotRead(
            f"{name} has {columns:,} columns in {rows:,} rows; we read {MOST_COLUMNS} columns and "
            f"{MOST_BOXES:,} boxes. Delete what stands far to the right or below, and try again."
        )


def check_filled(filled: int, rows: int) -> None:
    """Refuse a file with words in more boxes or rows than any framework, before building them."""
    if filled > MOST_FILLED:
        raise CannotRead(
            f"This file has {filled:,} boxes with words; we read {MOST_FILLED:,}. "
            "Save the part with the framework as a file of its own, and bring in that."
        )
    if rows > MOST_FILLED_ROWS:
        raise CannotRead(
            f"This file has words in more than {MOST_FILLED_ROWS:,} rows, far more than a "
            "framework. Is it the right file? If the framework is a part of it, save that as a "
            "file of its own, and bring in that."
        )


def paragraphs_of(text: str, link: str = "") -> tuple[Paragraph, ...]:
    """Return each line of a box as a paragraph. Leading spaces stay: they may show its level."""
    from opportunities.exchange.reading.markup import paragraphs_in  # late: lxml takes 4 MB

    if text[:1] in "< " and (marked_up := paragraphs_in(text)):
        return marked_up
    lines = [line.rstrip() for line in text.splitlines()] if text else []
    paragraphs = [Paragraph(line, link=href(line.strip())) for line in lines if line.strip()]
    if link and paragraphs:
        paragraphs[0] = Paragraph(paragraphs[0].text, link=link)
    return tuple(paragraphs)


def boxes_of(
    rows: BoxTexts, spans: Sequence[Span] = (), links: Mapping[BoxPlace, str] | None = None
) -> tuple[Box, ...]:
    """Return the boxes that have words, in reading order; a merged box spans all it covers."""
    check_filled(sum(1 for row in rows for text in row if text), sum(map(any, rows)))
    merged, covered = _merged(rows, spans)
    links = links or {}
    boxes = []
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if not text or text.isspace() or (number, column) in covered:
                continue
            place = BoxPlace(number, column)
            span = merged.get(place)
            boxes.append(
                Box(
                    number,
                    column,
                    paragraphs_of(text, links.get(place, "")),
                    rows=span.bottom - span.top + 1 if span else 1,
                    columns=span.right - span.left + 1 if span else 1,
                )
            )
    return tuple(boxes)


def _merged(rows: BoxTexts, spans: Sequence[Span]) -> tuple[dict[BoxPlace, Span], set[BoxPlace]]:
    """Return merged boxes by first place, cut to the table, and the other places they cover."""
    last_row, last_column = len(rows) - 1, max(map(len, rows), default=0) - 1
    merged: dict[BoxPlace, Span] = {}
    covered: set[BoxPlace] = set()
    for wide in spans:
        span = Span(*wide[:2], min(wide.bottom, last_row), min(wide.right, last_column))
        area = (span.bottom - span.top + 1) * (span.right - span.left + 1)
        if area + len(covered) > MOST_COVERED:
            raise CannotRead(
                "Boxes are merged over a great many rows or columns. "
                "Take the merging away in Excel (“Unmerge cells”), and try again."
            )
        places = {
            BoxPlace(row, column)
            for row in range(span.top, span.bottom + 1)
            for column in range(span.left, span.right + 1)
        }
        first = BoxPlace(span.top, span.left)
        if first in places and not places & (covered | {first} & merged.keys()):
            merged[first] = span
            covered |= places - {first}
    return merged, covered - merged.keys()
