"""Rows of our own Excel and CSV, and of our JSON: move keys beside their words.

The table keeps one line per row under our headings, with every value exactly as it stands. Only the
columns of keys go: the key of a line, a stage or a column joins its words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from opportunities.exchange import keys
from opportunities.exchange.reading.boxes import BoxPlace, BoxTexts
from opportunities.exchange.reading.tables import Box, Paragraph, Table

STAGE, COLUMN, OPPORTUNITY = "Stage", "Column", "Opportunity"
OURS = {STAGE, "Stage family", COLUMN, OPPORTUNITY}
"""Headings that occur together only in our own files."""

KEY, ON_THE_SITE = "Key", "On the site"
PLACEMENT_KEY, OPPORTUNITY_KEY = "Placement key", "Opportunity key"
STAGE_KEY, COLUMN_KEY = "Stage key", "Column key"
OF_KEYS = {KEY, ON_THE_SITE, PLACEMENT_KEY, OPPORTUNITY_KEY, STAGE_KEY, COLUMN_KEY}
NAMED = {STAGE: STAGE_KEY, COLUMN: COLUMN_KEY}
"""Columns of names, with the columns of their keys."""

AT_THE_END = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?\Z", re.IGNORECASE)
IN_ADDRESS = re.compile(r"/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/#", re.IGNORECASE)


MOST_ROWS_ABOVE = 10
"""Somebody may have put a title above our headings."""


def heading_row(rows: Sequence[Sequence[object]]) -> int | None:
    """Return the index of the row with our headings; None if these are not our rows."""
    return next((n for n, row in enumerate(rows[:MOST_ROWS_ABOVE]) if are_ours(row)), None)


def are_ours(headings: Sequence[object]) -> bool:
    """Return whether these headings are those of our own rows."""
    return set(headings) >= OURS


def with_keys(table: Table, rows: BoxTexts) -> Table:
    """Return the table with keys beside the words. One of the rows has our headings."""
    top = heading_row(rows) or 0
    links = {
        BoxPlace(box.row, box.column): box.paragraphs[0].link
        for box in table.boxes
        if box.paragraphs
    }
    return replace(table, boxes=tuple(_boxes(table, rows, top, links)), heading_rows=top + 1)


def _boxes(table: Table, rows: BoxTexts, top: int, links: dict[BoxPlace, str]) -> Iterator[Box]:
    headings = list(rows[top])
    first = {heading: headings.index(heading) for heading in (OPPORTUNITY, *NAMED)}
    for box in table.boxes:
        heading = headings[box.column] if box.column < len(headings) else ""
        if box.row <= top:
            if box.row < top or heading not in OF_KEYS:
                yield box
            continue
        exact = replace(box, paragraphs=_exactly(rows[box.row][box.column], box))
        if box.column == first.get(heading):
            values = dict(zip(headings, rows[box.row], strict=False))
            if heading == OPPORTUNITY:
                yield _keyed(exact, headings, values, links)
            else:
                yield _with(exact, key=_key(values.get(NAMED[heading], "")))
        elif heading not in OF_KEYS:
            yield exact


def _exactly(text: str, box: Box) -> tuple[Paragraph, ...]:
    """Return the words unchanged, each line as a paragraph."""
    link = box.paragraphs[0].link if box.paragraphs else ""
    first, *others = text.replace("\r\n", "\n").split("\n")
    return (Paragraph(first, link=link), *map(Paragraph, others))


def _keyed(
    box: Box, headings: list[str], values: dict[str, str], links: dict[BoxPlace, str]
) -> Box:
    placement, opportunity = (_key(values.get(key, "")) for key in (PLACEMENT_KEY, OPPORTUNITY_KEY))
    is_marked = None
    if ON_THE_SITE in headings:
        address = links.get(BoxPlace(box.row, headings.index(ON_THE_SITE)), "")
        if found := IN_ADDRESS.search(address):
            opportunity = opportunity or UUID(found[1])
        if found := AT_THE_END.search(address):
            placement = placement or UUID(found[1])
    if marked := keys.read(values.get(KEY, "")):
        placement, is_marked = marked.key, marked.matches(box.text)
    return _with(box, placement=placement, opportunity=opportunity, is_marked=is_marked)


def _with(box: Box, **fields: UUID | bool | None) -> Box:
    first, *others = box.paragraphs
    return replace(box, paragraphs=(replace(first, **fields), *others))  # type: ignore[arg-type]


def _key(text: str) -> UUID | None:
    found = AT_THE_END.fullmatch(text.strip())
    return UUID(found[1]) if found else None
