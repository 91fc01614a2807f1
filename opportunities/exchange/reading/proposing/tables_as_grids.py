"""Tables whose rows are stages (turned first if stages are along the top), and tables for one stage
under its heading.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from opportunities.exchange.reading.proposing.answered import one_of, rows, text
from opportunities.exchange.reading.proposing.found import (
    FoundBox,
    FoundColumn,
    FoundStage,
    FoundTable,
    pieces_of,
    where_of,
    words_of,
)
from opportunities.exchange.reading.proposing.guesses import STAGE_HEADING
from opportunities.exchange.reading.proposing.proposal import ColumnUse, ReadingQuestion, RowUse
from opportunities.exchange.reading.proposing.row_uses import (
    NOT_A_PROVIDER,
    heading_rows,
    use_of,
    why_left_out,
)
from opportunities.exchange.reading.proposing.stage_bands import stage_bands, stage_in_band
from opportunities.exchange.reading.proposing.stage_boxes import (
    roles_in,
    stage_of,
    without_continued,
)
from opportunities.exchange.reading.tables import Box, Table

ROLES = re.compile(r"(?:example |typical )?(?:roles?|posts?|job titles?)", re.IGNORECASE)
STANDARDS = re.compile(r".{0,20}\bstandards?", re.IGNORECASE)
CODE = re.compile(r"\W*(?:ref(?:erence)?|codes?|no|id|number)\W*", re.IGNORECASE)


def transposed(table: Table) -> Table:
    """Return the table transposed."""
    boxes = (
        replace(box, row=box.column, column=box.row, rows=box.columns, columns=box.rows)
        for box in table.boxes
    )
    in_order = sorted(boxes, key=lambda box: (box.row, box.column))
    return replace(table, boxes=tuple(in_order), heading_rows=0)


def as_grid(
    number: int,
    table: Table,
    answer: Mapping[str, Any],
    answered: Mapping[str, Any],
    before: FoundTable | None = None,
) -> FoundTable:
    """Read stages down the side and columns along the top. `answer` has the uses of rows and
    columns, `answered` the other answers. A table without headings continues the columns and the
    last stage of `before`.
    """
    grid = _Grid(number, table, answer, answered)
    if before:
        grid.go_on(before)
    return grid.read()


def as_one_stage(
    number: int,
    table: Table,
    stage: FoundStage,
    answer: Mapping[str, Any],
    answered: Mapping[str, Any],
) -> FoundTable:
    """Read a table for one stage, with its columns along the top."""
    grid = _Grid(number, table, answer, answered)
    grid.side = -1
    grid.stage = stage
    grid.found.stages.append(stage)
    grid.stage_bands = stage_bands(table)
    found = grid.read()
    found.drop_empty_stage(stage)
    return found


class _Grid:
    def __init__(
        self, number: int, table: Table, answer: Mapping[str, Any], answered: Mapping[str, Any]
    ) -> None:
        self.number, self.table, self.answered = number, table, answered
        self.asked = rows(answer.get("uses"))
        self.asked_columns = rows(answer.get("columns"))
        self.found = FoundTable()
        self.rows, self.width = table.size
        self.headings = heading_rows(table)
        self.side = self._side()
        self.uses: dict[int, RowUse] = {}
        self.columns = self.found.columns_at
        self.band = ""
        self.goes_on = False
        self.stage_bands: dict[int, Box] = {}
        self.stage: FoundStage | None = None
        self.stage_row: dict[str, int] = {}
        self.roles: tuple[str, ...] = ()
        self.done: set[tuple[int, str, str]] = set()

    def go_on(self, before: FoundTable) -> None:
        self.headings = []
        self.goes_on = True
        self.side, self.stage = before.side, before.last_stage
        self.columns |= before.columns_at
        self.found.columns += before.columns
        self.found.column_uses |= before.column_uses
        self.found.stages += [self.stage] if self.stage else []

    def read(self) -> FoundTable:
        for row in range(self.rows):
            asked = one_of(RowUse, self.asked.get(row))
            use = RowUse.BAND if row in self.stage_bands else None
            use = use or use_of(self.table, row, self.headings, self.side)
            self.uses[row] = asked or use
        self._read_columns()
        for row in range(self.rows):
            self._read_row(row, self.uses[row])
        for stage in self.found.stages:
            stage.roles += self.roles
        self.found.uses, self.found.side, self.found.last_stage = self.uses, self.side, self.stage
        return self.found

    def _side(self) -> int:
        """Return the column with the stages."""
        for column in range(self.width):
            if self.asked_columns.get(column) == ColumnUse.STAGES:
                return column
        if self.headings:
            for column in range(self.width - 1):
                if STAGE_HEADING.match(words_of(self.table.at.get((self.headings[-1], column)))):
                    return column
        return 0

    def _read_columns(self) -> None:
        headings = [row for row in range(self.rows) if self.uses[row] is RowUse.HEADINGS]
        first = [row for place, row in enumerate(headings) if row - headings[0] == place]
        named: dict[int, FoundColumn] = {}
        for column in range(self.width):
            printed = [self.table.at.get((row, column)) for row in first]
            box = next((box for box in reversed(printed) if words_of(box)), None)
            use = self._column_use(column, words_of(box), headings)
            if use:
                self.found.column_uses[column] = use
            if use is not ColumnUse.READ or (column in self.columns and not box):
                continue
            if box is None or id(box) not in named:
                heading = without_continued(words_of(box)) or f"Column {column + 1}"
                tier = next((each.tier for each in box.paragraphs), None) if box else None
                new = FoundColumn(f"t{self.number}c{column}", heading, tier)
                self.found.columns.append(new)
                if box:
                    named[id(self.found.use(box))] = new
                self.columns[column] = new
            else:
                self.columns[column] = named[id(box)]
        for row in headings:
            for box in self.table.row(row):
                if not all(id(paragraph) in self.found.used for paragraph in box.paragraphs):
                    self.found.leave_out(self.table, box, self._why_no_column(box))

    def _column_use(self, column: int, heading: str, headings: list[int]) -> ColumnUse | None:
        """Return the use of a column; None for an empty one and for one before the stages."""
        if column == self.side:
            return ColumnUse.STAGES
        if asked := one_of(ColumnUse, self.asked_columns.get(column)):
            return asked if asked is not ColumnUse.STAGES else ColumnUse.READ
        if column < self.side:
            return None
        if column in self.found.column_uses and not heading:
            return self.found.column_uses[column]  # that of the table before, which goes on
        if ROLES.fullmatch(heading):
            return ColumnUse.ROLES
        if STANDARDS.fullmatch(heading):
            return ColumnUse.STANDARDS
        if not heading and not self._has_words(column, headings):
            return None
        return ColumnUse.LEFT_OUT if NOT_A_PROVIDER.match(heading) else ColumnUse.READ

    def _has_words(self, column: int, headings: list[int]) -> bool:
        return any(
            words_of(self.table.at.get((row, column)))
            for row in set(range(self.rows)).difference(headings)
        )

    def _why_no_column(self, box: Box) -> str:
        if box.column <= self.side:
            return "The heading over the stages."
        use = self.found.column_uses.get(box.column)
        if use in (ColumnUse.ROLES, ColumnUse.STANDARDS):
            return f"The heading of a column: {use.label.lower()}."
        if use is ColumnUse.LEFT_OUT:
            return "The heading of a column that is not read."
        return "A heading over several columns, or printed again."

    def _read_row(self, row: int, use: RowUse) -> None:
        boxes = [box for box in self.table.row(row) if box.row == row]
        match use:
            case RowUse.HEADINGS:
                return
            case RowUse.LEFT_OUT:
                first = self.headings[0] if self.headings else 0
                words = " ".join(words_of(box) for box in boxes).strip()
                for box in boxes:
                    self.found.leave_out(self.table, box, why_left_out(row, words, first))
            case RowUse.BAND if row in self.stage_bands:
                box = self.found.use(self.stage_bands[row])
                self.stage = stage_in_band(self.number, box, where_of(self.table, row))
                self.found.stages.append(self.stage)
            case RowUse.BAND:
                self.band = " ".join(words for box in boxes if (words := words_of(box)))
                for box in boxes:
                    self.found.leave_out(self.table, box, "It names the kind of staff below it.")
            case RowUse.ROLES:
                for box in boxes:
                    if box.column > self.side:
                        self._add_roles(self.found.use(box))
                    else:
                        self.found.leave_out(self.table, box, "It is read as roles of the stages.")
            case RowUse.STAGE | RowUse.GOES_ON:
                self._read_stage(row, use)
                self._read_boxes(row, self.stage)  # type: ignore[arg-type]

    def _add_roles(self, box: Box) -> None:
        named = [role for words in pieces_of(box) for role in roles_in(words)]
        self.roles = tuple(dict.fromkeys((*self.roles, *named)))

    def _read_stage(self, row: int, use: RowUse) -> None:
        """Read the stage of a row: its own, or the one that continues."""
        side = self.table.at.get((row, self.side))
        if self.stage and use is RowUse.GOES_ON:
            if side is not None and side.row == row and words_of(side):
                self.stage.roles += tuple(pieces_of(self.found.use(side)))
            return
        self.stage = stage_of(f"t{self.number}r{row}", side, where_of(self.table, row))
        self.stage_row[self.stage.id] = row
        if side is not None:
            self.found.use(side)
        before = self.table.at.get((row, self.side - 1)) if self.side > 0 else None
        if before is not None and words_of(before):
            self._read_before(before, row, self.stage)
        self.stage.band = self.band
        self.found.stages.append(self.stage)

    def _read_before(self, before: Box, row: int, stage: FoundStage) -> None:
        """Read a box before the name of a stage: its code, or the kind of staff."""
        heading = (
            words_of(self.table.at.get((self.headings[-1], before.column))) if self.headings else ""
        )
        if CODE.fullmatch(heading):
            stage.code = words_of(self.found.use(before))
            return
        self.band = words_of(before)
        if before.row == row:
            self.found.leave_out(self.table, before, "It names the kind of staff beside it.")

    def _read_boxes(self, row: int, stage: FoundStage) -> None:
        for box in self.table.row(row):
            if not words_of(box) or box.column + box.columns <= self.side + 1:
                continue
            numbers = range(max(box.column, self.side + 1), box.column + box.columns)
            use = self.found.column_uses.get(numbers[0])
            if use is ColumnUse.ROLES and box.row == row:
                named = [
                    role for words in pieces_of(self.found.use(box)) for role in roles_in(words)
                ]
                stage.roles += tuple(named)
                continue
            if use is ColumnUse.STANDARDS and box.row == row:
                stage.standards += tuple(pieces_of(self.found.use(box)))
                continue
            over = {self.columns[n].id: self.columns[n] for n in numbers if n in self.columns}
            columns = list(over.values())
            if not columns:
                if box.row == row:
                    self.found.leave_out(self.table, box, "Its column is not read.")
                continue
            if len(columns) > 1:
                columns = self._asked(box, stage, columns)
            if self._is_for(box, stage, columns[0]):
                for column in columns:
                    self._put(box, stage, column)

    def _put(self, box: Box, stage: FoundStage, column: FoundColumn) -> None:
        if (id(box), stage.id, column.id) in self.done:
            return
        self.done.add((id(box), stage.id, column.id))
        self.found.use(box)
        where = where_of(self.table, box.row, box.column)
        found = FoundBox(stage.id, column.id, list(box.paragraphs), where)
        found.goes_on = self.goes_on and box.row == 0
        self.found.boxes.append(found)

    def _asked(self, box: Box, stage: FoundStage, over: list[FoundColumn]) -> list[FoundColumn]:
        """Return the columns of a box over several: all of them, until somebody chooses one."""
        names = " and ".join(f"“{column.heading}”" for column in over)
        words = f"One box stands over {names}. Is it for all of them?"
        choices = ("all", "All of them"), *((column.id, column.heading) for column in over)
        asked = f"{stage.id}.over.{box.row}.{box.column}"
        if (id(box), stage.id, "") not in self.done:
            self.done.add((id(box), stage.id, ""))
            self.found.questions.append(ReadingQuestion(asked, words, stage.id, choices=choices))
        answer = text(self.answered, asked)
        return [column for column in over if column.id == answer] or over

    def _is_for(self, box: Box, stage: FoundStage, column: FoundColumn) -> bool:
        """Return whether a box over rows of several stages is for this one: yes, until refused."""
        row = self.stage_row.get(stage.id, 0)
        if box.row >= row:
            return True
        asked = f"{stage.id}.{column.id}.rows.{box.row}"
        if (id(box), stage.id, asked) not in self.done:
            self.done.add((id(box), stage.id, asked))
            words = f"One box stands over several stages, also “{stage.name}”. Is it for it too?"
            choices = ("yes", "Yes, for each"), ("no", "No, only for the stage above")
            self.found.questions.append(ReadingQuestion(asked, words, stage.id, choices=choices))
        return text(self.answered, asked) != "no"
