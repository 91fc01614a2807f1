"""Guess the use of each row of a table: headings, a band, a stage, or not read."""

import re
from collections.abc import Sequence

from opportunities.exchange.reading.proposing.found import words_of
from opportunities.exchange.reading.proposing.guesses import group_of, is_provider
from opportunities.exchange.reading.proposing.proposal import RowUse
from opportunities.exchange.reading.proposing.stage_boxes import without_continued
from opportunities.exchange.reading.tables import Table

FOOTNOTE = re.compile(r"(?:\*|†|‡|notes?\s*:|source\s*:|key\s*:|©)", re.IGNORECASE)
TOTAL = re.compile(r"(?:grand |sub-?)?totals?\b", re.IGNORECASE)
PAGE = re.compile(
    r"(?:page\s+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|page\s+\d+\b.{0,20}", re.IGNORECASE
)
NOT_A_PROVIDER = re.compile(
    r"(?:notes?|comments?|description|contacts?|telephone|phone|e-?mail|roles? .*|page|ref\b.*"
    r"|codes?|no\.?|number|names?|date)\Z",
    re.IGNORECASE,
)
LONGEST_HEADING = 60


def heading_rows(table: Table) -> list[int]:
    """Return the rows with headings, after those with a title: one, or two if the upper one is a
    band over columns.
    """
    rows, columns = table.size
    for row in range(rows):
        boxes = [box for box in table.row(row) if words_of(box)]
        is_wide = any(1 < box.columns < columns for box in boxes)
        is_marked = columns == 1 and row < table.heading_rows
        if len(boxes) < 2 and not is_wide and not is_marked:
            continue
        several = max(table.heading_rows - row, 1)
        below = [words_of(box) for box in table.row(row + 1)] if row + 1 < rows else []
        named = [words for words in below if words]
        if len(named) > 1 and all(len(words) < LONGEST_HEADING for words in named):
            are_providers = sum(map(is_provider, named)) * 2 > len(named)
            is_unnamed = not words_of(table.at.get((row + 1, 0)))
            is_under = is_wide and not any(is_provider(words_of(box)) for box in boxes)
            if any(box.rows == 2 for box in boxes) or is_under or (is_unnamed and are_providers):
                several = max(several, 2)
        return [*range(row, min(row + several, rows))]
    return []


def use_of(table: Table, row: int, headings: Sequence[int], side: int) -> RowUse:
    """Return the use of a row in a grid whose stages are in column `side`."""
    boxes = [box for box in table.row(row) if words_of(box)]
    words = words_of(boxes[0]) if boxes else ""
    if not boxes or (headings and row < headings[0]):
        return RowUse.LEFT_OUT
    if row in headings or _repeats(table, row, headings):
        return RowUse.HEADINGS
    is_alone = len(boxes) == 1 and boxes[0].rows == 1
    if (is_alone and (PAGE.fullmatch(words) or FOOTNOTE.match(words))) or is_total(words):
        return RowUse.LEFT_OUT
    is_whole = is_alone and boxes[0].columns >= table.size[1]
    if is_alone and (boxes[0].columns > 1 or boxes[0].column <= side) and group_of(words):
        return RowUse.BAND
    if is_whole and boxes[0].columns > 1:
        return RowUse.BAND if len(words) < LONGEST_BAND else RowUse.LEFT_OUT
    named = table.at.get((row, side))
    if named is None or not words_of(named) or named.row < row:
        return RowUse.GOES_ON
    return RowUse.LEFT_OUT if NOT_A_PROVIDER.match(words_of(named)) else RowUse.STAGE


LONGEST_BAND = 80


def is_total(words: str) -> bool:
    return bool(TOTAL.match(words)) and len(words) < LONGEST_TOTAL


LONGEST_TOTAL = 30


def _repeats(table: Table, row: int, headings: Sequence[int]) -> bool:
    words = [without_continued(words_of(box)) for box in table.row(row)]
    return any(words == [words_of(box) for box in table.row(heading)] for heading in headings)


A_TITLE = "A title above the headings."


def why_left_out(row: int, words: str, first_heading: int) -> str:
    """Return why a row is not read."""
    if row < first_heading:
        return A_TITLE
    if PAGE.fullmatch(words):
        return "A page number."
    if FOOTNOTE.match(words):
        return "A footnote."
    return "A total." if is_total(words) else "The row is left out."
