"""Our own rows as a grid: every field of a line, by the registry of fields, with keys.

The frame of the file adds what the table cannot contain, such as a column without lines. Rows may
have been sorted, inserted, moved to another stage by a word, or be out of order: what people see in
a row overrides what they do not see.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import Any
from uuid import UUID

from opportunities.exchange.reading.formats.own_frame import Frame, Json, text
from opportunities.exchange.reading.formats.own_rows import OPPORTUNITY, STAGE
from opportunities.exchange.reading.formats.own_values import choice_of, text_of
from opportunities.exchange.reading.proposing.answered import rows
from opportunities.exchange.reading.proposing.found import (
    FoundBox,
    FoundColumn,
    FoundStage,
    FoundTable,
    where_of,
)
from opportunities.exchange.reading.proposing.own_lines import CONTINUES, OwnLines
from opportunities.exchange.reading.proposing.own_row import (
    OwnRow,
    are_out_of_order,
    headings_in,
    headings_of,
    rows_of,
)
from opportunities.exchange.reading.proposing.proposal import NO_NAME, RowUse
from opportunities.exchange.reading.proposing.row_uses import A_TITLE
from opportunities.exchange.reading.tables import Table
from opportunities.exchange.writing.document import NOTHING_LEFT
from opportunities.exchange.writing.values import fields_of
from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import Place, Placement, Stage

(TIER,) = (field for field in FIELDS[Placement] if field.name == "tier")
COLUMN_HEADING, COLUMN_TIER = "Column heading", "Column tier"


def as_own(number: int, table: Table, answer: Mapping[str, Any], frame: Frame | None) -> FoundTable:
    """Read all rows. `answer` says which of them are left out."""
    return _OwnTable(number, table, answer, frame or Frame()).read()


class _OwnTable:
    def __init__(self, number: int, table: Table, answer: Mapping[str, Any], frame: Frame) -> None:
        self.number, self.table, self.frame = number, table, frame
        self.top = headings_in(table) or 0
        self.found = FoundTable(uses={self.top: RowUse.HEADINGS})
        self.headings, self.rows = rows_of(table, frame)
        uses = rows(answer.get("uses"))
        self.left_out = {row for row, use in uses.items() if use == RowUse.LEFT_OUT}
        self.left_out |= {row.number for row in self.rows if row.stage.name == NOTHING_LEFT}
        self.stages: dict[Hashable, FoundStage] = {}
        self.columns: dict[Hashable, FoundColumn] = {}
        self.boxes: dict[tuple[str, str], FoundBox] = {}
        self.lines = OwnLines(table, self.found)

    def read(self) -> FoundTable:
        for box in self.table.boxes:
            if box.row < self.top:
                self.found.leave_out(self.table, box, A_TITLE)
            elif box.row == self.top:
                self.found.use(box)
        self._name_things()
        in_order = self.rows
        if are_out_of_order(in_order):
            in_order = sorted(in_order, key=_as_written)
        for row in in_order:
            self._read_row(row)
        self._add_marks()
        self.found.stages = [*self.stages.values()]
        self.found.columns = [*self.columns.values()]
        self.found.boxes = [*self.boxes.values()]
        return self.found

    # --- Stages and columns ---

    def _name_things(self) -> None:
        of_stage, of_column = self._rows_of(0), self._rows_of(1)
        for place, owner in enumerate(dict.fromkeys([*self.frame.stages, *of_stage])):
            if owner:
                self.stages[owner] = self._stage(f"t{self.number}s{place}", owner, of_stage[owner])
        for place, owner in enumerate(dict.fromkeys([*self.frame.columns, *of_column])):
            if owner:
                id = f"t{self.number}c{place}"
                self.columns[owner] = self._column(id, owner, of_column[owner])

    def _rows_of(self, axis: int) -> dict[Hashable, list[OwnRow]]:
        """Return the rows of each stage (0) or column (1) in order; rows that were moved there
        follow those that were there before.
        """
        rows_in = [row for row in self.rows if row.number not in self.left_out]
        stay = {row.place[axis] for row in rows_in if row.stands_as_written(axis)}

        def order(row: OwnRow) -> tuple[bool, bool, int, int]:
            is_moved = row.place[axis] in stay and not row.stands_as_written(axis)
            return is_moved, *_as_written(row)

        rows_of: defaultdict[Hashable, list[OwnRow]] = defaultdict(list)
        for row in sorted(rows_in, key=order):
            rows_of[row.place[axis]].append(row)
        has_keys = any(row.stage.key for row in rows_in) or self.frame.stages
        if axis == 0 and not has_keys:  # nobody can tell which row was moved there
            return dict(sorted(rows_of.items(), key=lambda item: _middle(item[1])))
        return rows_of

    def _stage(self, id: str, owner: Hashable, rows: list[OwnRow]) -> FoundStage:
        key = owner if isinstance(owner, UUID) else None
        framed = self.frame.stages.get(key, {}) if key else {}
        representative = next(
            (row for row in rows if row.stands_as_written(0)), rows[0] if rows else None
        )
        values: dict[str, Any] = {}
        for field in fields_of(Stage):
            names = (STAGE,) if field.name == "name" else headings_of(field)
            if representative and self.headings & {*names}:
                written = representative.text(*names)
            else:
                written = text_of(framed.get(field.name))
            values[field.name] = choice_of(field, written)
        values["name"] = (values["name"] or "").strip() or NO_NAME
        values["summary"] = values["summary"] or ""
        return FoundStage(id, where=self.table.where, key=key, **values)

    def _column(self, id: str, owner: Hashable, rows: list[OwnRow]) -> FoundColumn:
        key = owner if isinstance(owner, UUID) else None
        framed = self.frame.columns.get(key) if key else None
        sure = [row for row in rows if row.stands_as_written(1)]
        printed = Counter(row.column.name for row in sure or rows)
        written = text(framed.get("heading")) if framed else ""
        written = written or next((row.text(COLUMN_HEADING) for row in sure), "")
        if rows and not sure and written not in printed:
            written = ""
        heading = written or (printed.most_common(1)[0][0] if printed else "")
        column = FoundColumn(id, heading or "Opportunities", key=key)
        column.tier, column.is_mixed = self._tier(framed, sure, rows)
        return column

    def _tier(
        self, framed: Json | None, sure: list[OwnRow], rows: list[OwnRow]
    ) -> tuple[Any, bool]:
        """Return who provides a column, and whether that differs from line to line."""
        if framed is not None:
            tier = choice_of(TIER, text_of(framed.get("tier")))
            return tier, tier is None
        if COLUMN_TIER in self.headings and sure:
            tier = choice_of(TIER, sure[0].text(COLUMN_TIER))
            return tier, tier is None
        tiers = {self.lines.tier(row) for row in rows} - {None}
        return (tiers.pop(), False) if len(tiers) == 1 else (None, len(tiers) > 1)

    # --- Rows ---

    def _read_row(self, row: OwnRow) -> None:
        stage, column = self.stages.get(row.place[0]), self.columns.get(row.place[1])
        if row.number in self.left_out:
            self._leave_out(row, "Its row is left out.")
        elif stage is None:
            self._leave_out(row, "Its row names no stage.")
        elif column is None and OPPORTUNITY in row.boxes:
            self._leave_out(row, "Its row names no column.")
        else:
            self._put(row, stage, column)

    def _put(self, row: OwnRow, stage: FoundStage, column: FoundColumn | None) -> None:
        self.found.uses[row.number] = RowUse.STAGE
        if column:
            box = self._box(stage, column, row.number)
            box.word = box.word or " ".join(row.text(CONTINUES).split())
            if row.stands_as_written(1) and row.column.name != column.heading:
                box.heading = row.column.name
            self.lines.read(row, box)
        self.lines.use(row)

    def _leave_out(self, row: OwnRow, reason: str) -> None:
        self.found.uses[row.number] = RowUse.LEFT_OUT
        for box in row.boxes.values():
            self.found.leave_out(self.table, box, reason)

    def _box(self, stage: FoundStage, column: FoundColumn, row: int | None = None) -> FoundBox:
        place = stage.id, column.id
        where = where_of(self.table, row) if row is not None else self.table.where
        return self.boxes.setdefault(place, FoundBox(*place, where=where))

    def _add_marks(self) -> None:
        """Add the words and headings of cells that the table cannot contain."""
        has_words = CONTINUES in self.headings
        for place, stage, column in self._framed():
            box = self.boxes.get((stage.id, column.id))
            word, heading = self.frame.words.get(place), self.frame.headings.get(place)
            if word and not (has_words and box):
                self._box(stage, column).word = word
            if heading and not (box and box.heading):
                self._box(stage, column).heading = heading

    def _framed(self) -> Iterator[tuple[Place, FoundStage, FoundColumn]]:
        for place in {**self.frame.words, **self.frame.headings}:
            yield place, self.stages[place[0]], self.columns[place[1]]


def _middle(rows: list[OwnRow]) -> tuple[bool, int, int]:
    """Return where most of these rows were written: a few moved rows do not change it."""
    known = [row for row in rows if row.order is not None] or rows
    return _as_written(known[len(known) // 2])


def _as_written(row: OwnRow) -> tuple[bool, int, int]:
    """Return a sort key: rows in the order in which they were written, new ones last."""
    return row.order is None, row.order or 0, row.number
