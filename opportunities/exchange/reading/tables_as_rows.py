"""Tables with a row for each opportunity: our own files, and lists with their stages ticked."""

import re
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from opportunities.exchange.reading.bullets import plain
from opportunities.exchange.reading.found import (
    Found,
    FoundBox,
    FoundColumn,
    FoundStage,
    pieces_of,
    where_of,
    words_of,
)
from opportunities.exchange.reading.guesses import tier_of
from opportunities.exchange.reading.own_rows import OPPORTUNITY, OURS
from opportunities.exchange.reading.proposal import ProposedLine, Question, RowUse
from opportunities.exchange.reading.tables import Box, Table
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import Cost, Group, ProviderTier, StageFamily

TICK = re.compile(r"x|✓|✔|y|yes|\(x\)|\(✓\)", re.IGNORECASE)
WORDS = re.compile(r"opportunit(?:y|ies)|course|activity|title|what\b", re.IGNORECASE)
PROVIDER = re.compile(r"provide[rd]|column|where|delivered by|source", re.IGNORECASE)
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
    """The last row of the headings over the ticks or of our own, and the headings by column."""
    rows, columns = table.size
    for row in range(min(rows, MOST_ROWS_ABOVE)):
        words = [words_of(table.at.get((row, column))) for column in range(columns)]
        if set(words) >= OURS:
            return row, dict(enumerate(words))
        has_words = any(WORDS.fullmatch(each) for each in words)
        if has_words and sum(map(bool, words)) > 1 and ticked(table, row):
            below = [words_of(table.at.get((row + 1, column))) for column in range(columns)]
            is_second = not any(WORDS.fullmatch(each) for each in words if not each) and (
                any(
                    b and any(TICK.fullmatch(words_of(table.at.get((r, c)))) for r in range(rows))
                    for c, b in enumerate(below)
                )
                and not any(TICK.fullmatch(each) for each in below)
            )
            if is_second:
                both = [lower or upper for upper, lower in zip(words, below, strict=True)]
                return row + 1, dict(enumerate(both))
            return row, dict(enumerate(words))
    return -1, {}


MOST_ROWS_ABOVE = 10


def ticked(table: Table, below: int) -> list[int]:
    """The columns in which something is ticked, and hardly anything else stands."""
    rows, columns = table.size
    found = []
    for column in range(columns):
        words = [words_of(table.at.get((row, column))) for row in range(below + 1, rows)]
        ticks = sum(bool(TICK.fullmatch(each)) for each in words)
        if ticks and ticks * 2 >= sum(map(bool, words)) - 1:
            found.append(column)
    return found


def as_rows(number: int, table: Table) -> Found:
    """The opportunities of the rows, in the columns of those who provide them."""
    return _Rows(number, table).read()


class _Rows:
    def __init__(self, number: int, table: Table) -> None:
        self.number, self.table = number, table
        self.found = Found()
        self.heading, self.heads = headings_of(table)
        self.stages: dict[str, FoundStage] = {}
        self.columns: dict[str, FoundColumn] = {}
        self.is_ours = set(self.heads.values()) >= OURS
        self.ticks = [] if self.is_ours else ticked(table, self.heading)
        self.last: list[FoundBox] = []

    def read(self) -> Found:
        for column in self.ticks:
            self._stage(self.heads.get(column) or f"Column {column + 1}", f"c{column}")
        for row in range(self.table.size[0]):
            boxes = [box for box in self.table.row(row) if box.row == row]
            use = RowUse.HEADINGS if row == self.heading else RowUse.LEFT_OUT
            if row > self.heading >= 0:
                use = self._read_row(row)
            reason = {RowUse.LEFT_OUT: "No opportunity stands in this row.",
                      RowUse.HEADINGS: "A heading."}.get(use, "")  # fmt: skip
            for box in boxes:
                heading = self.heads.get(box.column, "")
                if use is RowUse.HEADINGS and (self.is_ours or box.column in self.ticks):
                    self.found.use(box)
                if use is RowUse.STAGE and (
                    box.column in self.ticks or (self.is_ours and heading in SAID)
                ):
                    self.found.use(box)
                if not all(id(paragraph) in self.found.used for paragraph in box.paragraphs):
                    self.found.leave_out(self.table, box, reason or "Nothing is read from it.")
            self.found.uses[row] = use
        return self.found

    def _box(self, row: int, is_called: Callable[[str], object]) -> Box | None:
        for column, heading in self.heads.items():
            if is_called(heading) and column not in self.ticks:
                box = self.table.at.get((row, column))
                return box if box and words_of(box) else None
        return None

    def _read_row(self, row: int) -> RowUse:
        called = OPPORTUNITY.__eq__ if self.is_ours else WORDS.fullmatch
        box = self._box(row, called)
        stages = self._own_stage(row) if self.is_ours else self._ticked_stages(row)
        if self.is_ours and stages and box is None:
            self._place(row, stages, None)
            return RowUse.STAGE
        if box is None:
            return RowUse.LEFT_OUT
        if not stages:
            alone = [each for each in self.table.row(row) if words_of(each)] == [box]
            if alone and self.last and box.text[:1].isspace():
                self._add_point(box)
                return RowUse.GOES_ON
            return RowUse.LEFT_OUT
        self._place(row, stages, box)
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

    def _ticked_stages(self, row: int) -> list[FoundStage]:
        stages = []
        for column in self.ticks:
            box = self.table.at.get((row, column))
            words = words_of(box)
            if not box or not TICK.fullmatch(words):
                continue
            stage = self.stages[self.heads.get(column) or f"Column {column + 1}"]
            stages.append(stage)
            if words.startswith("("):
                asked = f"{stage.id}.tick.{row}"
                text = f"“{words}” in row {row + 1}: is it for “{stage.name}” too?"
                self.found.questions.append(Question(asked, text, stage.id))
        return stages

    def _place(self, row: int, stages: list[FoundStage], box: Box | None) -> None:
        provider = self._box(row, "Column".__eq__ if self.is_ours else PROVIDER.match)
        heading = words_of(self.found.use(provider)) if provider else "Opportunities"
        column = self._column(heading, row)
        line = self._line(row, box) if box else None
        self.last = []
        for stage in stages:
            put = FoundBox(stage.id, column.id, [], where_of(self.table, row))
            if box and line:
                put.paragraphs = list(self.found.use(box).paragraphs)
                put.lines = [line]
                self.last.append(put)
            put.word = words_of(self._box(row, "Continues".__eq__))
            self.found.boxes.append(put)
        if re.search(r"[;/]| and ", heading) and not self.is_ours:
            asked = f"{column.id}.several"
            text = f"“{heading}” may be several providers: which column is it?"
            self.found.questions.append(Question(asked, text, column=column.id))

    def _line(self, row: int, box: Box) -> ProposedLine:
        first = box.paragraphs[0]
        words, *more = pieces_of(box)
        details = self._box(row, "Details".__eq__)
        if details:
            more = pieces_of(self.found.use(details))
        link = self._box(row, LINK.fullmatch)
        cost_box = self._box(row, COST.fullmatch)
        said = words_of(self.found.use(cost_box)) if cost_box else ""
        cost = _cost(said)
        code = self._box(row, CODE.fullmatch)
        note = self._box(row, "Note".__eq__) if self.is_ours else None
        tier = self._box(row, lambda heading: heading in ("Provider tier", "Provider"))
        wording = Wording(
            words,
            tuple(more),
            words_of(self.found.use(link)) if link else first.link,
            cost=cost,
            cost_words="" if said in ("0", "Free", "Paid") else said,
        )
        return ProposedLine(
            wording,
            tuple(range(len(box.paragraphs))),
            _meant(ProviderTier, words_of(tier)) if self.is_ours else None,
            words_of(self.found.use(note)) if note else "",
            first.placement,
            first.opportunity,
            first.is_marked,
            words_of(self.found.use(code)) if code else "",
        )

    def _add_point(self, box: Box) -> None:
        """A row that goes on: a sub-point of the line above, in each place."""
        self.found.use(box)
        for put in self.last:
            (line,) = put.lines or []
            wording = replace(
                line.wording, details=(*line.wording.details, *map(plain, pieces_of(box)))
            )
            numbers = range(len(put.paragraphs), len(put.paragraphs) + len(box.paragraphs))
            put.paragraphs += box.paragraphs
            put.lines = [replace(line, wording=wording, source=(*line.source, *numbers))]

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


def _cost(said: str) -> Cost | None:
    if re.fullmatch(r"0(?:\.0+)?|free|nil|no cost|£0", said, re.IGNORECASE):
        return Cost.FREE
    return Cost.PAID if re.match(r"£?\s*\d|paid\b", said, re.IGNORECASE) else None
