"""Tables of our own files: a row for each line, with all that they say of it."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from opportunities.exchange.reading.answered import rows
from opportunities.exchange.reading.found import (
    Found,
    FoundBox,
    FoundColumn,
    FoundStage,
    pieces_of,
    where_of,
    words_of,
)
from opportunities.exchange.reading.guesses import cost_of, tier_of
from opportunities.exchange.reading.own_rows import OPPORTUNITY, OURS
from opportunities.exchange.reading.proposal import ProposedLine, RowUse
from opportunities.exchange.reading.tables import Box, Table
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily

LINK = re.compile(r"(?:web\s*)?(?:link|address|url|website)", re.IGNORECASE)
COST = re.compile(r"(?:cost|price|fee)s?", re.IGNORECASE)
SAID = {
    *("Stage", "Group", "Stage family", "Column", "Continues", "Provider tier", "Provider"),
    *("Authority", "Framework", "Edition", "Published", "Source", "Address", "Reference"),
    *("Roles", "Standards"),
}
"""Headings of our own whose words are in every row, and read from it."""
CODE = re.compile(r"ref|code|no\.?|id|number", re.IGNORECASE)


def headings_of(table: Table) -> tuple[int, dict[int, str]]:
    """The row of our own headings, and the headings by column."""
    rows, columns = table.size
    for row in range(min(rows, MOST_ROWS_ABOVE)):
        words = [words_of(table.at.get((row, column))) for column in range(columns)]
        if set(words) >= OURS:
            return row, dict(enumerate(words))
    return -1, {}


MOST_ROWS_ABOVE = 10


def as_rows(number: int, table: Table, answer: Mapping[str, Any]) -> Found:
    """The opportunities of the rows, in the columns of those who provide them. `answer` says which
    rows are left out."""
    return _Rows(number, table, answer).read()


class _Rows:
    def __init__(self, number: int, table: Table, answer: Mapping[str, Any]) -> None:
        self.number, self.table = number, table
        uses = rows(answer.get("uses"))
        self.left_out = {row for row, use in uses.items() if use == RowUse.LEFT_OUT}
        self.found = Found()
        self.heading, self.heads = headings_of(table)
        self.stages: dict[str, FoundStage] = {}
        self.columns: dict[str, FoundColumn] = {}

    def read(self) -> Found:
        for row in range(self.table.size[0]):
            boxes = [box for box in self.table.row(row) if box.row == row]
            use = RowUse.HEADINGS if row == self.heading else RowUse.LEFT_OUT
            if row > self.heading >= 0 and row not in self.left_out:
                use = self._read_row(row)
            reason = {RowUse.LEFT_OUT: "No opportunity stands in this row.",
                      RowUse.HEADINGS: "A heading."}.get(use, "")  # fmt: skip
            for box in boxes:
                heading = self.heads.get(box.column, "")
                if use is RowUse.HEADINGS or (use is RowUse.STAGE and heading in SAID):
                    self.found.use(box)
                if not all(id(paragraph) in self.found.used for paragraph in box.paragraphs):
                    self.found.leave_out(self.table, box, reason or "Nothing is read from it.")
            self.found.uses[row] = use
        return self.found

    def _box(self, row: int, is_called: Callable[[str], object]) -> Box | None:
        for column, heading in self.heads.items():
            if is_called(heading):
                box = self.table.at.get((row, column))
                return box if box and words_of(box) else None
        return None

    def _read_row(self, row: int) -> RowUse:
        stages = self._own_stage(row)
        if not stages:
            return RowUse.LEFT_OUT
        self._place(row, stages, self._box(row, OPPORTUNITY.__eq__))
        return RowUse.STAGE

    def _own_stage(self, row: int) -> list[FoundStage]:
        name = words_of(self._box(row, "Stage".__eq__))
        if not name:
            return []
        stage = self._stage(name, f"r{row}")
        group = words_of(self._box(row, "Group".__eq__))
        family = words_of(self._box(row, "Stage family".__eq__))
        stage.group = stage.group or _meant(Group, group)
        stage.family = stage.family or _meant(StageFamily, family)
        for heading in ("Roles", "Standards"):
            told = self._box(row, heading.__eq__)
            if told and not getattr(stage, heading.lower()):
                setattr(stage, heading.lower(), tuple(pieces_of(self.found.use(told))))
        return [stage]

    def _place(self, row: int, stages: list[FoundStage], box: Box | None) -> None:
        provider = self._box(row, "Column".__eq__)
        heading = words_of(self.found.use(provider)) if provider else "Opportunities"
        column = self._column(heading, row)
        line = self._line(row, box) if box else None
        for stage in stages:
            put = FoundBox(stage.id, column.id, [], where_of(self.table, row))
            if box and line:
                put.paragraphs = list(self.found.use(box).paragraphs)
                put.lines = [line]
            put.word = words_of(self._box(row, "Continues".__eq__))
            self.found.boxes.append(put)

    def _line(self, row: int, box: Box) -> ProposedLine:
        first = box.paragraphs[0]
        words, *more = pieces_of(box)
        details = self._box(row, "Details".__eq__)
        if details:
            more = pieces_of(self.found.use(details))
        link = self._box(row, LINK.fullmatch)
        cost_box = self._box(row, COST.fullmatch)
        said = words_of(self.found.use(cost_box)) if cost_box else ""
        code = self._box(row, CODE.fullmatch)
        note = self._box(row, "Note".__eq__)
        tier = self._box(row, lambda heading: heading in ("Provider tier", "Provider"))
        wording = Wording(
            words,
            tuple(more),
            words_of(self.found.use(link)) if link else first.link,
            cost=cost_of(said),
            cost_words="" if said in ("0", "Free", "Paid") else said,
        )
        return ProposedLine(
            wording,
            tuple(range(len(box.paragraphs))),
            _meant(ProviderTier, words_of(tier)),
            words_of(self.found.use(note)) if note else "",
            first.placement,
            first.opportunity,
            first.is_marked,
            words_of(self.found.use(code)) if code else "",
        )

    def _stage(self, name: str, place: str) -> FoundStage:
        if name not in self.stages:
            stage = FoundStage(f"t{self.number}{place}", name, self.table.where)
            self.stages[name] = stage
            self.found.stages.append(stage)
        return self.stages[name]

    def _column(self, heading: str, row: int) -> FoundColumn:
        if heading not in self.columns:
            column = FoundColumn(f"t{self.number}p{row}", heading, tier=tier_of(heading)[0])
            self.columns[heading] = column
            self.found.columns.append(column)
        return self.columns[heading]


def _meant[Word: StrEnum](words: type[Word], label: str) -> Word | None:
    """The word of a vocabulary that a file names by its label or its value."""
    for word in words:
        if label.lower() in (str(word), word.label.lower()):  # type: ignore[attr-defined]
            return word
    return None
