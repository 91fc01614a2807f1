"""Tables whose rows are stages (turned first, where they stand along the top), and tables for one
stage under its heading."""

import re
from collections.abc import Mapping
from typing import Any

from opportunities.exchange.reading.answered import one_of, text
from opportunities.exchange.reading.found import (
    Found,
    FoundBox,
    FoundColumn,
    FoundStage,
    pieces_of,
    where_of,
    words_of,
)
from opportunities.exchange.reading.guesses import STAGE_HEADING, group_of, is_provider
from opportunities.exchange.reading.proposal import Question, RowUse
from opportunities.exchange.reading.tables import Box, Table

ROLES = re.compile(
    r"\W*(?:example\s+)?(?:posts?|roles?|e\.g\.|for example|such as|including)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
STANDARDS = re.compile(r"\W*standards?\s*:\s*(?=\S)", re.IGNORECASE)
FOOTNOTE = re.compile(r"(?:\*|†|‡|notes?\s*:|source\s*:|key\s*:|©)", re.IGNORECASE)
TOTAL = re.compile(r"(?:grand |sub-?)?totals?\b", re.IGNORECASE)
PAGE = re.compile(r"(?:page\s+)?\d{1,3}(?:\s+of\s+\d{1,3})?", re.IGNORECASE)
NOT_A_PROVIDER = re.compile(
    r"(?:notes?|comments?|description|contacts?|telephone|e-?mail|roles? .*|page|ref\b.*|code)\Z",
    re.IGNORECASE,
)


CONTINUED = re.compile(r"[\s\W]*\(?\b(?:continued|cont[’']?d|cont\.?)\)?\W*\Z", re.IGNORECASE)


def without_continued(words: str) -> str:
    """A name or heading without the “(continued)” that a new page adds."""
    return CONTINUED.sub("", words) or words


def turned(table: Table) -> Table:
    """The table with its rows as columns."""
    boxes = sorted(
        (
            Box(
                box.column,
                box.row,
                box.paragraphs,
                rows=box.columns,
                columns=box.rows,
                is_heading=box.is_heading,
            )
            for box in table.boxes
        ),
        key=lambda box: (box.row, box.column),
    )
    return Table(tuple(boxes), table.title, table.where, 0, table.is_hidden)


def heading_rows(table: Table) -> list[int]:
    """The rows that hold the headings, after those of a title: one, or two where the upper is
    one band over columns."""
    rows, columns = table.size
    for row in range(rows):
        boxes = [box for box in table.row(row) if words_of(box)]
        is_wide = any(1 < box.columns < columns for box in boxes)
        if len(boxes) < 2 and not is_wide:
            continue
        several = max(table.heading_rows - row, 1)
        if is_wide or (boxes and any(box.rows == 2 for box in boxes)):
            below = [words_of(box) for box in table.row(row + 1)] if row + 1 < rows else []
            if sum(bool(words) for words in below) > 1 and all(len(w) < 60 for w in below):
                several = max(several, 2)
        return [*range(row, min(row + several, rows))]
    return []


def as_grid(
    number: int, table: Table, asked: Mapping[int, str], answered: Mapping[str, Any]
) -> Found:
    """The stages down the side and the columns along the top. `asked` says of rows what they
    are; `answered` which column a box over several belongs to."""
    return _Grid(number, table, asked, answered).read()


class _Grid:
    def __init__(
        self, number: int, table: Table, asked: Mapping[int, str], answered: Mapping[str, Any]
    ) -> None:
        self.number, self.table, self.answered = number, table, answered
        self.found = Found()
        self.rows, self.width = table.size
        self.headings = heading_rows(table)
        self.side = self._side()
        self.uses = {
            row: one_of(RowUse, asked.get(row)) or self._use(row) for row in range(self.rows)
        }
        self.found.uses = self.uses
        self.band = ""
        self.stage: FoundStage | None = None
        self.done: set[tuple[int, str, str]] = set()

    def read(self) -> Found:
        self._read_columns()
        for row in range(self.rows):
            self._read_row(row, self.uses[row])
        return self.found

    def _side(self) -> int:
        """The column in which the stages stand."""
        if self.headings:
            for column in range(self.width - 1):
                if STAGE_HEADING.match(words_of(self.table.at.get((self.headings[-1], column)))):
                    return column
        return 0

    def _use(self, row: int) -> RowUse:
        boxes = [box for box in self.table.row(row) if words_of(box)]
        words = words_of(boxes[0]) if boxes else ""
        if not boxes or (self.headings and row < self.headings[0]):
            return RowUse.LEFT_OUT
        if row in self.headings or self._repeats_headings(row):
            return RowUse.HEADINGS
        is_alone = len(boxes) == 1 and boxes[0].rows == 1
        if is_alone and (PAGE.fullmatch(words) or FOOTNOTE.match(words)):
            return RowUse.LEFT_OUT
        if TOTAL.match(words) and len(words) < 30:
            return RowUse.LEFT_OUT
        if is_alone and (
            boxes[0].columns > 1 or (boxes[0].column <= self.side and group_of(words))
        ):
            is_whole = boxes[0].columns >= self.width
            return (
                RowUse.BAND
                if len(words) < 80 and (is_whole or group_of(words))
                else (RowUse.LEFT_OUT if is_whole else RowUse.GOES_ON)
            )
        side = self.table.at.get((row, self.side))
        if side is None or not words_of(side) or side.row < row:
            return RowUse.GOES_ON
        return RowUse.LEFT_OUT if NOT_A_PROVIDER.match(words_of(side)) else RowUse.STAGE

    def _repeats_headings(self, row: int) -> bool:
        words = [words_of(box) for box in self.table.row(row)]
        return any(
            words == [words_of(box) for box in self.table.row(heading)] for heading in self.headings
        )

    def _read_columns(self) -> None:
        headings = [row for row in range(self.rows) if self.uses[row] is RowUse.HEADINGS]
        first = [row for row in headings if row - headings[0] == headings.index(row)]
        for column in range(self.side + 1, self.width):
            printed = [self.table.at.get((row, column)) for row in first]
            named = [box for box in printed if words_of(box)]
            heading = words_of(named[-1]) if named else f"Column {column + 1}"
            if named and not self._is_read(column, heading):
                continue
            if not named and not self._has_words(column, headings):
                continue
            self.found.columns.append(FoundColumn(f"t{self.number}c{column}", heading))
            if named:
                self.found.use(named[-1])  # type: ignore[arg-type]
        for row in headings:
            for box in self.table.row(row):
                if box.column > self.side and not self._is_named(box):
                    reason = "A heading over several columns, or printed again."
                    self.found.leave_out(self.table, box, reason)
                elif box.column <= self.side:
                    self.found.leave_out(self.table, box, "The heading over the stages.")

    def _is_read(self, column: int, heading: str) -> bool:
        return not NOT_A_PROVIDER.match(heading)

    def _has_words(self, column: int, headings: list[int]) -> bool:
        return any(
            words_of(self.table.at.get((row, column)))
            for row in range(self.rows)
            if row not in headings
        )

    def _is_named(self, box: Box) -> bool:
        return bool(box.paragraphs) and all(id(p) in self.found.used for p in box.paragraphs)

    def _read_row(self, row: int, use: RowUse) -> None:
        boxes = [box for box in self.table.row(row) if box.row == row]
        if use is RowUse.HEADINGS:
            return
        if use is RowUse.LEFT_OUT:
            for box in boxes:
                self.found.leave_out(self.table, box, self._reason(row, words_of(box)))
            return
        if use is RowUse.BAND:
            self.band = " ".join(words_of(self.found.use(box)) for box in boxes if words_of(box))
            for box in boxes:
                self.found.leave_out(self.table, box, "It names the kind of staff below it.")
            return
        side = self.table.at.get((row, self.side))
        if use is RowUse.STAGE or self.stage is None:
            before = self.table.at.get((row, self.side - 1)) if self.side else None
            self.stage = stage_of(f"t{self.number}r{row}", side, where_of(self.table, row))
            if before is not None and words_of(before):
                self.band = words_of(before)
                if before.row == row:
                    reason = "It names the kind of staff beside it."
                    self.found.leave_out(self.table, before, reason)
            self.stage.band = self.band
            self.found.stages.append(self.stage)
            if side is not None:
                self.found.use(side)
        elif side is not None and side.row == row and words_of(side):
            self.stage.roles += tuple(pieces_of(self.found.use(side)))
        self._read_boxes(row, self.stage)

    def _reason(self, row: int, words: str) -> str:
        if self.headings and row < self.headings[0]:
            return "A title above the headings."
        if PAGE.fullmatch(words):
            return "A page number."
        if FOOTNOTE.match(words):
            return "A footnote."
        return "A total." if TOTAL.match(words) else "The row is left out."

    def _read_boxes(self, row: int, stage: FoundStage) -> None:
        for box in self.table.row(row):
            over = [
                column
                for column in self.found.columns
                if box.column <= int(column.id.rpartition("c")[2]) < box.column + box.columns
            ]
            if not words_of(box) or box.column + box.columns <= self.side + 1:
                continue
            if len(over) > 1:
                over = self._asked(box, stage, over)
            for column in over:
                if (id(box), stage.id, column.id) in self.done:
                    continue
                self.done.add((id(box), stage.id, column.id))
                self._put(box, stage, column)
            if not over:
                self.found.leave_out(self.table, box, "Its column is not read.")
            if box.row < row and box.rows > 1 and over and stage.id != f"t{self.number}r{box.row}":
                self._ask_rows(box, stage, over[0])

    def _put(self, box: Box, stage: FoundStage, column: FoundColumn) -> None:
        self.found.use(box)
        where = where_of(self.table, box.row, box.column)
        self.found.boxes.append(FoundBox(stage.id, column.id, list(box.paragraphs), where))

    def _asked(self, box: Box, stage: FoundStage, over: list[FoundColumn]) -> list[FoundColumn]:
        """The columns that a box over several stands in: all of them, until one is chosen."""
        asked = f"{stage.id}.over.{box.row}.{box.column}"
        answer = text(self.answered, asked)
        names = " and ".join(f"“{column.heading}”" for column in over)
        words = f"One box stands over {names}. Is it for all of them?"
        choices = ("all", "All of them"), *((column.id, column.heading) for column in over)
        self.found.questions.append(Question(asked, words, stage.id, choices=choices))
        return [column for column in over if column.id == answer] or over

    def _ask_rows(self, box: Box, stage: FoundStage, column: FoundColumn) -> None:
        if any(known.id == f"t{self.number}r{box.row}" for known in self.found.stages) and (
            box.row != self.stage_row(stage)
        ):
            asked = f"{stage.id}.{column.id}.rows.{box.row}"
            if asked not in {question.id for question in self.found.questions}:
                text = f"One box stands over several stages, also “{stage.name}”. Is it for both?"
                self.found.questions.append(Question(asked, text, stage.id, column.id))

    def stage_row(self, stage: FoundStage) -> int:
        return int(stage.id.rpartition("r")[2])


def stage_of(id: str, box: Box | None, where: str) -> FoundStage:
    """A stage from the words of its box: its name, then its roles and standards."""
    pieces = pieces_of(box) if box else []
    stage = FoundStage(id, pieces[0] if pieces else "(no name)", where)
    for piece in pieces[1:]:
        add_to_stage(stage, piece)
    return stage


def add_to_stage(stage: FoundStage, words: str) -> bool:
    """Words beneath the name of a stage, where they belong. Whether they say what they are."""
    if found := STANDARDS.match(words):
        stage.standards += (words[found.end() :],)
    elif found := ROLES.match(words):
        stage.roles += tuple(re.split(r"\s*[,;]\s+", words[found.end() :]))
    elif re.search(r"\bstandards?\b", words, re.IGNORECASE):
        stage.standards += (words,)
    elif not stage.roles and not stage.standards and re.match(r"[a-z(&/]", words):
        stage.name = f"{stage.name} {words}"
    else:
        stage.roles += (words,)
        return False
    return True


def as_one_stage(number: int, table: Table, stage: FoundStage, asked: Mapping[int, str]) -> Found:
    """A table for one stage: its columns down the side, or along the top."""
    found = Found()
    found.stages.append(stage)
    rows, columns = table.size
    down = columns == 2 and not (
        rows > 1 and all(is_provider(words_of(table.at.get((0, c)))) for c in range(columns))
    )
    table = table if down else turned(table)
    for row in range(table.size[0]):
        boxes = [box for box in table.row(row) if box.row == row]
        head = table.at.get((row, 0))
        use = RowUse.STAGE
        if head is not None and head.row == row and words_of(head):
            heading = words_of(found.use(head))
            found.columns.append(FoundColumn(f"t{number}r{row}", heading))
        elif not any(words_of(box) for box in boxes):
            use = RowUse.LEFT_OUT
        if not found.columns and use is RowUse.STAGE:
            found.columns.append(FoundColumn(f"t{number}r{row}", "Column 1"))
        for box in boxes:
            if box.column > 0 and words_of(box):
                found.use(box)
                where = where_of(table, box.row, box.column)
                column = found.columns[-1].id
                found.boxes.append(FoundBox(stage.id, column, list(box.paragraphs), where))
        found.uses[row] = use
    return found
