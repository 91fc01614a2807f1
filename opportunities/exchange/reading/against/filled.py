"""Complete the rows of a file with what it does not print, taken from the edition."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from opportunities.comparing.keys_given import GivenKeys
from opportunities.exchange.reading.against.printed import Prints, same_in_print, same_words
from opportunities.grid.fields import FIELDS, HIDDEN, Field
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Placement, Section

ALWAYS = {"text", "details", "name", "heading"}
"""Fields that every file prints: if one of them is blank, it is blank."""

BLANK = ("", (), None)


def fill_blanks(
    base: GridSnapshot, file: GridSnapshot, given: GivenKeys, prints: Prints
) -> GridSnapshot:
    """Return the grid of the file, with values of the edition where the file cannot print them or
    differs in spacing only.
    """
    filling = _Filling(base, file, given, prints)
    placements = tuple(map(filling.placement, file.placements))
    return replace(
        file,
        stages=filling.rows("stages"),
        columns=filling.rows("columns"),
        sections=filling.rows("sections"),
        opportunities=tuple(filling.lines.values()),
        placements=placements,
    )


class _Filling:
    """Collects the result. `lines`: the lines of the file as worded in their cells, by key."""

    def __init__(
        self, base: GridSnapshot, file: GridSnapshot, given: GivenKeys, prints: Prints
    ) -> None:
        self.base, self.file, self.given, self.prints = base, file, given, prints
        self.lines: dict[UUID, Opportunity] = {}

    def rows(self, kind: str) -> tuple[Any, ...]:
        before = {row.key: row for row in getattr(self.base, kind)}
        keys = getattr(self.given, kind)
        return tuple(
            self._row(before[keys[row.key]], row) if row.key in keys else row
            for row in getattr(self.file, kind)
        )

    def placement(self, row: Placement) -> Placement:
        line = self.file.opportunity_by_key[row.opportunity]
        if row.key not in self.given.placements:
            return replace(row, opportunity=self._line(line))
        was = self.base.placement_by_key[self.given.placements[row.key]]
        line = self._row(self.base.opportunity_by_key[was.opportunity], line)
        row = replace(row, opportunity=self._line(line), note=self._value(was, row, NOTE))
        return replace(row, tier=self._tier(was, row))

    def _tier(self, was: Placement, row: Placement) -> Any:
        """Return the tier of the row, or its column's in a file without tiers beside lines."""
        column = self.base.column_by_key[was.column]
        if "tier" not in self.prints.fields and row.tier == column.tier:
            return was.tier
        return row.tier

    def _line(self, line: Opportunity) -> UUID:
        """Return the key of the line with these words: the file's own, or one derived from it."""
        key = line.key
        while (known := self.lines.setdefault(key, replace(line, key=key))).wording != line.wording:
            key = uuid5(key, "said otherwise")
        return known.key

    def _row(self, was: Any, row: Any) -> Any:
        values = {
            field.name: self._value(was, row, field)
            for field in FIELDS[type(row)]
            if field is not HIDDEN
        }
        return replace(row, **values)

    def _value(self, was: Any, row: Any, field: Field) -> Any:
        before, now = field.of(was), field.of(row)
        if same_in_print(before, now):
            return before
        if isinstance(row, Section) and field.name == "body" and same_words(before, now):
            return before
        if isinstance(row, Column) and field.name == "tier":
            return now if self.prints.columns else before
        is_printed = field.name in ALWAYS | self.prints.fields
        return now if is_printed or now not in BLANK else before


(NOTE,) = (field for field in FIELDS[Placement] if field.name == "note")
