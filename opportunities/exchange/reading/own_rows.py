"""Rows of our own Excel and CSV, and of our JSON put into such rows: keys go with their words.

The table stays a row a line, with the headings that our files have, so that all they say of a
line is there to be read. Only the columns of keys go: a key stands with the words of its line.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from opportunities.exchange import keys
from opportunities.exchange.reading.boxes import Place, Rows
from opportunities.exchange.reading.tables import Box, Table

OPPORTUNITY = "Opportunity"
OURS = {"Stage", "Stage family", "Column", OPPORTUNITY}
"""Headings that together only our own files have."""

KEY, ON_THE_SITE = "Key", "On the site"
PLACEMENT_KEY, OPPORTUNITY_KEY = "Placement key", "Opportunity key"
OF_KEYS = {KEY, ON_THE_SITE, PLACEMENT_KEY, OPPORTUNITY_KEY, "Stage key", "Column key"}

AT_THE_END = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?\Z", re.IGNORECASE)


def are_ours(headings: Sequence[object]) -> bool:
    """Whether these headings are those of our own rows."""
    return set(headings) >= OURS


def with_keys(table: Table, rows: Rows) -> Table:
    """The table of these rows, whose first has our headings, with its keys beside the words."""
    headings = list(rows[0])
    words = headings.index(OPPORTUNITY)
    links = {
        Place(box.row, box.column): box.paragraphs[0].link for box in table.boxes if box.paragraphs
    }
    kept = []
    for box in table.boxes:
        heading = headings[box.column] if box.column < len(headings) else ""
        if box.row and heading == OPPORTUNITY and box.column == words:
            kept.append(_keyed(box, headings, rows[box.row], links))
        elif heading not in OF_KEYS:
            kept.append(box)
    return replace(table, boxes=tuple(kept), heading_rows=1)


def _keyed(box: Box, headings: list[str], row: Sequence[str], links: dict[Place, str]) -> Box:
    said = dict(zip(headings, row, strict=False))
    placement = _key(said.get(PLACEMENT_KEY, ""))
    is_marked = None
    if marked := keys.read(said.get(KEY, "")):
        placement, is_marked = marked.key, marked.matches(box.text)
    elif ON_THE_SITE in headings and placement is None:
        address = links.get(Place(box.row, headings.index(ON_THE_SITE)), "")
        if found := AT_THE_END.search(address):
            placement = UUID(found[1])
    first, *others = box.paragraphs
    first = replace(
        first,
        placement=placement,
        opportunity=_key(said.get(OPPORTUNITY_KEY, "")),
        is_marked=is_marked,
    )
    return replace(box, paragraphs=(first, *others))


def _key(text: str) -> UUID | None:
    found = AT_THE_END.fullmatch(text.strip())
    return UUID(found[1]) if found else None
