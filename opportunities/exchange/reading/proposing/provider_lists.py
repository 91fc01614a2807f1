"""A table for one stage whose columns stand down the side: who provides, and beside it what."""

import re
from collections.abc import Mapping
from typing import Any

from opportunities.exchange.reading.proposing.answered import one_of, rows
from opportunities.exchange.reading.proposing.found import (
    Found,
    FoundBox,
    FoundColumn,
    FoundStage,
    where_of,
    words_of,
)
from opportunities.exchange.reading.proposing.guesses import is_provider
from opportunities.exchange.reading.proposing.proposal import RowUse
from opportunities.exchange.reading.proposing.row_uses import FOOTNOTE, PAGE, is_total, why_left_out
from opportunities.exchange.reading.tables import Table

HEADING = re.compile(r"\W*(?:provide[rd]|who|where|source|type|delivered|column)\b", re.IGNORECASE)


def has_providers_down(table: Table) -> bool:
    """Whether those who provide stand down its first column."""
    size, columns = table.size
    if columns != 2:
        return False
    side = [
        words_of(table.at.get((row, 0))) for row in range(size) if _use(table, row) is RowUse.STAGE
    ]
    return sum(map(is_provider, side)) * 2 > len(side) > 0


def as_provider_list(
    number: int, table: Table, stage: FoundStage, answer: Mapping[str, Any]
) -> Found:
    """The boxes beside each provider. A row without one goes on with the last."""
    found = Found(stages=[stage])
    asked = rows(answer.get("uses"))
    for row in range(table.size[0]):
        boxes = [box for box in table.row(row) if box.row == row]
        use = one_of(RowUse, asked.get(row)) or _use(table, row)
        found.uses[row] = use
        if use not in (RowUse.STAGE, RowUse.GOES_ON):
            words = " ".join(map(words_of, boxes)).strip()
            for box in boxes:
                found.leave_out(table, box, why_left_out(row, words, 0))
            continue
        head = table.at.get((row, 0))
        if use is RowUse.STAGE and head is not None and words_of(head):
            heading = words_of(found.use(head))
            tier = next((each.tier for each in head.paragraphs), None)
            found.columns.append(FoundColumn(f"t{number}r{row}", heading, tier))
        elif not found.columns:
            found.columns.append(FoundColumn(f"t{number}r{row}", "Column 1"))
        for box in boxes:
            if words_of(box) and not (box is head and use is RowUse.STAGE):
                where = where_of(table, box.row, box.column)
                column = found.columns[-1].id
                paragraphs = list(found.use(box).paragraphs)
                found.boxes.append(FoundBox(stage.id, column, paragraphs, where))
    return found


def _use(table: Table, row: int) -> RowUse:
    boxes = [box for box in table.row(row) if words_of(box)]
    words = words_of(boxes[0]) if boxes else ""
    is_note = len(boxes) == 1 and (PAGE.fullmatch(words) or FOOTNOTE.match(words))
    if not boxes or is_note or is_total(words):
        return RowUse.LEFT_OUT
    head = table.at.get((row, 0))
    if head is None or not words_of(head) or head.row < row:
        return RowUse.GOES_ON
    is_heading = row == 0 and HEADING.match(words) and not is_provider(words)
    return RowUse.HEADINGS if is_heading else RowUse.STAGE
