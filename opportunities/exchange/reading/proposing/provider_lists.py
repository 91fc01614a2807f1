"""A table for one stage with providers down the side and their lines beside them."""

import re
from collections.abc import Mapping
from typing import Any

from opportunities.exchange.reading.proposing.answered import one_of, rows
from opportunities.exchange.reading.proposing.found import (
    FoundBox,
    FoundColumn,
    FoundStage,
    FoundTable,
    where_of,
    words_of,
)
from opportunities.exchange.reading.proposing.guesses import folded, is_provider
from opportunities.exchange.reading.proposing.proposal import RowUse
from opportunities.exchange.reading.proposing.row_uses import FOOTNOTE, PAGE, is_total, why_left_out
from opportunities.exchange.reading.proposing.stage_bands import stage_bands, stage_in_band
from opportunities.exchange.reading.tables import Box, Table

HEADING = re.compile(r"\W*(?:provide[rd]|who|where|source|type|delivered|column)\b", re.IGNORECASE)


def has_providers_down(table: Table) -> bool:
    """Return whether the first column has providers."""
    size, columns = table.size
    if columns != 2:
        return False
    rows = set(range(size)) - stage_bands(table).keys()
    side = [words_of(table.at.get((row, 0))) for row in rows if _use(table, row) is RowUse.STAGE]
    return sum(map(is_provider, side)) * 2 > len(side) > 0


def as_provider_list(
    number: int, table: Table, stage: FoundStage, answer: Mapping[str, Any]
) -> FoundTable:
    """Read the boxes beside each provider. A row without one continues the last; one across the
    table names the stage of the rows below it.
    """
    return _ProviderList(number, table, stage).read(rows(answer.get("uses")))


class _ProviderList:
    def __init__(self, number: int, table: Table, stage: FoundStage) -> None:
        self.number, self.table, self.stage = number, table, stage
        self.found = FoundTable(stages=[stage])
        self.known: dict[str, FoundColumn] = {}
        self.here: list[FoundColumn] = []
        self.first = 0

    def read(self, asked: Mapping[int, str]) -> FoundTable:
        bands = stage_bands(self.table)
        self.first = min(bands, default=0)
        for row in range(self.table.size[0]):
            use = RowUse.BAND if row in bands else _use(self.table, row)
            if row < self.first and len([*self.table.row(row)]) == 1:
                use = RowUse.LEFT_OUT
            use = one_of(RowUse, asked.get(row)) or use
            self.found.uses[row] = use
            self._read_row(row, use)
        self.found.drop_empty_stage(self.found.stages[0])
        return self.found

    def _read_row(self, row: int, use: RowUse) -> None:
        boxes = [box for box in self.table.row(row) if box.row == row]
        head = self.table.at.get((row, 0))
        match use:
            case RowUse.BAND if boxes:
                where = where_of(self.table, row)
                self.stage = stage_in_band(self.number, self.found.use(boxes[0]), where)
                self.found.stages.append(self.stage)
                self.here = []
            case RowUse.STAGE | RowUse.GOES_ON:
                is_named = use is RowUse.STAGE and head is not None and words_of(head)
                self._begin_column(row, head if is_named else None)
                for box in boxes:
                    if words_of(box) and not (box is head and is_named):
                        self._put(box)
            case _:
                words = " ".join(map(words_of, boxes)).strip()
                for box in boxes:
                    self.found.leave_out(self.table, box, why_left_out(row, words, self.first))

    def _begin_column(self, row: int, head: Box | None) -> None:
        """Begin the column of this provider, or return to it if another stage has it already."""
        if head is None and self.here:
            return
        heading = words_of(self.found.use(head)) if head else "Column 1"
        column = self.known.get(folded(heading))
        if column is None or column in self.here:
            tier = next((each.tier for each in head.paragraphs), None) if head else None
            column = FoundColumn(f"t{self.number}r{row}", heading, tier)
            self.known.setdefault(folded(heading), column)
            self.found.columns.append(column)
        self.here.append(column)

    def _put(self, box: Box) -> None:
        where = where_of(self.table, box.row, box.column)
        paragraphs = list(self.found.use(box).paragraphs)
        self.found.boxes.append(FoundBox(self.stage.id, self.here[-1].id, paragraphs, where))


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
