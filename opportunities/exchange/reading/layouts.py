"""How a table is read, as we think before a person says otherwise, and why."""

import re

from opportunities.exchange.reading.found import words_of
from opportunities.exchange.reading.guesses import LEVELS, STAGE_HEADING, is_provider, is_stage
from opportunities.exchange.reading.proposal import Layout
from opportunities.exchange.reading.tables import Table
from opportunities.exchange.reading.tables_as_grids import heading_rows
from opportunities.exchange.reading.tables_as_rows import headings_of

NOT_FOR_READING = re.compile(r"read ?me|notes?|lists?|instructions?|contents?", re.IGNORECASE)


def layout_of(table: Table) -> tuple[Layout, str]:
    """The layout of a table, and the reason where it is left out or turned."""
    rows, columns = table.size
    if table.is_hidden:
        return Layout.LEFT_OUT, "It is hidden in the file."
    if NOT_FOR_READING.fullmatch(table.title.strip()):
        return Layout.LEFT_OUT, f"It is called “{table.title}”."
    if columns < 2:
        return Layout.LEFT_OUT, "It has one column only."
    if headings_of(table)[1]:
        return Layout.ROWS, ""
    side = [words for row in range(rows) if (words := words_of(table.at.get((row, 0))))]
    headings = heading_rows(table)
    heads = [words_of(table.at.get((headings[-1], c))) for c in range(columns)] if headings else []
    along = [words for words in heads[1:] if words]
    first = heads[0] if heads else ""
    if heads and is_provider(first) and all(map(is_provider, along)) and rows > 1:
        return Layout.ONE_STAGE, ""
    if columns == 2 and side and sum(map(is_provider, side)) * 2 > len(side):
        return Layout.ONE_STAGE, ""
    if not headings or rows < 2:
        return Layout.LEFT_OUT, "No heading names a stage or a provider."
    if _are_stages(along) and not any(map(is_provider, along)):
        return Layout.TURNED, "The stages stand along the top."
    if any(map(is_provider, along)) or STAGE_HEADING.match(first):
        return Layout.GRID, ""
    if sum(map(is_stage, side)) * 2 > len(side):
        return Layout.GRID, ""
    return Layout.LEFT_OUT, "No heading names a stage or a provider."


def _are_stages(along: list[str]) -> bool:
    return (
        sum(map(is_stage, along)) * 2 > len(along)
        or sum(bool(LEVELS.match(words)) for words in along) > 1
    )
