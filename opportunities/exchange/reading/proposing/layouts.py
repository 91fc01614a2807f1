"""How to read a table, as a proposal with its reason."""

import re

from opportunities.exchange.reading.proposing.found import words_of
from opportunities.exchange.reading.proposing.guesses import (
    LEVELS,
    STAGE_HEADING,
    is_provider,
    is_stage,
)
from opportunities.exchange.reading.proposing.list_headings import list_headings
from opportunities.exchange.reading.proposing.own_row import headings_in
from opportunities.exchange.reading.proposing.proposal import TableLayout
from opportunities.exchange.reading.proposing.provider_lists import has_providers_down
from opportunities.exchange.reading.proposing.row_uses import NOT_A_PROVIDER, heading_rows
from opportunities.exchange.reading.proposing.tables_as_trees import tree_headings
from opportunities.exchange.reading.tables import Table

NOT_FOR_READING = re.compile(
    r"read ?me.*|notes?|lists?|instructions?|guidance|contents?|lookups?|data validation"
    r"|change ?log|version history",
    re.IGNORECASE,
)
UNKNOWN = "No heading names a stage or a provider."


def layout_of(table: Table) -> tuple[TableLayout, str]:
    """Return the layout of a table, and the reason if it is left out or turned."""
    if table.is_hidden:
        return TableLayout.LEFT_OUT, "It is hidden in the file."
    if NOT_FOR_READING.fullmatch(table.title.strip()):
        return TableLayout.LEFT_OUT, f"It is called “{table.title}”."
    if table.size[1] < 2:
        return TableLayout.LEFT_OUT, "It has one column only."
    if headings_in(table) is not None:
        return TableLayout.ROWS, ""
    if tree_headings(table):
        return TableLayout.TREE, "Its codes say what belongs to what."
    if list_headings(table):
        return TableLayout.ROWS, ""
    return _layout_of_grid(table)


def _layout_of_grid(table: Table) -> tuple[TableLayout, str]:
    rows, columns = table.size
    headings = heading_rows(table)
    heads = [words_of(table.at.get((headings[-1], c))) for c in range(columns)] if headings else []
    first, along = (heads[0], [words for words in heads[1:] if words]) if heads else ("", [])
    below = range(headings[-1] + 1 if headings else 0, rows)
    side = [words for row in below if (words := words_of(table.at.get((row, 0))))]
    providers = sum(map(is_provider, along))
    if heads and is_provider(first) and providers == len(along) and rows > 1:
        return TableLayout.ONE_STAGE, ""
    has_stages_along = _are_stages(along) and providers * 2 < len(along)
    are_providers_down = sum(map(is_provider, side)) * 2 > len(side)
    if has_stages_along and (not providers or are_providers_down):
        return TableLayout.TURNED, "The stages stand along the top."
    if has_providers_down(table):
        return TableLayout.ONE_STAGE, ""
    if not headings or rows < 2 or not along or all(map(NOT_A_PROVIDER.match, along)):
        return TableLayout.LEFT_OUT, UNKNOWN
    if are_providers_down and not providers:
        return TableLayout.TURNED, "Who provides stands down the side."
    if providers or STAGE_HEADING.match(first) or sum(map(is_stage, side)) * 2 > len(side):
        return TableLayout.GRID, ""
    return TableLayout.LEFT_OUT, UNKNOWN


def _are_stages(along: list[str]) -> bool:
    levels = sum(bool(LEVELS.match(words)) for words in along)
    return sum(map(is_stage, along)) * 2 > len(along) or levels > 1


def may_go_on(table: Table, layout: TableLayout) -> bool:
    """Return whether the first row may have no headings, so that the table continues the one
    before.
    """
    if layout not in (TableLayout.GRID, TableLayout.LEFT_OUT) or table.is_hidden:
        return False
    rows, columns = table.size
    first = words_of(table.at.get((0, 0)))
    along = [
        words for column in range(1, columns) if (words := words_of(table.at.get((0, column))))
    ]
    side = [words for row in range(rows) if (words := words_of(table.at.get((row, 0))))]
    return (
        not STAGE_HEADING.match(first)
        and not any(map(is_provider, along))
        and bool(along)
        and not all(map(NOT_A_PROVIDER.match, along))
        and (not first or sum(map(is_stage, side)) * 2 > len(side))
    )
