"""Merge a file with what it does not print into a complete edition.

Rows that only the edition has keep their position: after the nearest preceding row that the file
has too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from opportunities.comparing.keys_given import GivenKeys
from opportunities.exchange.reading.against.printed import Prints, same_in_print
from opportunities.grid.snapshot import (
    Continuation,
    GridSnapshot,
    Place,
    Placement,
    PrintedHeading,
)
from opportunities.merge.cases import Three
from opportunities.merge.order import merged

KINDS = ("stages", "columns", "sections", "placements")


def complete_edition(
    base: GridSnapshot,
    printable: GridSnapshot,
    file: GridSnapshot,
    given: GivenKeys,
    prints: Prints,
) -> tuple[GridSnapshot, GivenKeys]:
    """Return the grid, and the key of the edition for each of its rows.

    Rows of the file stay under the keys of the file. `printable` is the part of the edition that
    the file could print.
    """
    together = _Together(base, printable, file, given, prints)
    return together.grid(), together.given()


class _Together:
    """Merges rows. `left`: by kind, the rows of the edition that stay though not in the file."""

    def __init__(
        self,
        base: GridSnapshot,
        printable: GridSnapshot,
        file: GridSnapshot,
        given: GivenKeys,
        prints: Prints,
    ) -> None:
        self.base, self.printable, self.file, self.prints = base, printable, file, prints
        self.known = {kind: getattr(given, kind) for kind in KINDS}
        self.named = {
            kind: {before: key for key, before in known.items()}
            for kind, known in self.known.items()
        }
        self.printed = {kind: {row.key for row in getattr(printable, kind)} for kind in KINDS}
        self.left: dict[str, tuple[Any, ...]] = {}
        for kind in ("placements", "stages", "columns", "sections"):  # stages stay for lines
            self.left[kind] = tuple(
                row
                for row in getattr(base, kind)
                if row.key not in self.named[kind] and self._stays(kind, row)
            )

    def given(self) -> GivenKeys:
        return GivenKeys(
            **{
                kind: {**self.known[kind], **{row.key: row.key for row in self.left[kind]}}
                for kind in KINDS
            }
        )

    def grid(self) -> GridSnapshot:
        lines = {row.opportunity for row in self.left["placements"]}
        return GridSnapshot(
            stages=self._in_order("stages"),
            columns=self._in_order("columns"),
            opportunities=(
                *self.file.opportunities,
                *(row for row in self.base.opportunities if row.key in lines),
            ),
            placements=self._placements(),
            continuations=self._marks("continuations"),
            headings=self._marks("headings"),
            sections=self._in_order("sections"),
        )

    def _stays(self, kind: str, row: Any) -> bool:
        """Return whether a row of the edition that the file lacks is one it would not print."""
        if not self.prints.is_whole or row.key not in self.printed[kind]:
            return True
        if kind == "placements":
            return False
        if kind == "sections":
            return not self.prints.sections
        if self.prints.stage or any(row.key in held.place for held in self.left["placements"]):
            return True
        if kind == "columns" and not self.prints.columns:
            return True
        is_empty = not any(row.key in held.place for held in self.printable.placements)
        return is_empty and not self.prints.empty

    def _name(self, kind: str, key: UUID) -> UUID:
        return self.named[kind].get(key, key)

    def _there(self, stage: UUID, column: UUID) -> Place:
        return self._name("stages", stage), self._name("columns", column)

    def _in_order(self, kind: str) -> tuple[Any, ...]:
        before = [self._name(kind, row.key) for row in getattr(self.base, kind)]
        file = [row.key for row in getattr(self.file, kind)]
        if kind == "columns" and not self.prints.columns:
            file = _as_before(file, before)
        rows = {row.key: row for row in (*getattr(self.file, kind), *self.left[kind])}
        return tuple(rows[key] for key in merged(Three(before, before, file), rows))

    def _placements(self) -> tuple[Placement, ...]:
        left = {
            row.key: replace(row, stage=place[0], column=place[1])
            for row in self.left["placements"]
            for place in [self._there(row.stage, row.column)]
        }
        rows = self.file.placement_by_key | left
        before: defaultdict[Place, list[UUID]] = defaultdict(list)
        for row in self.base.placements:
            before[self._there(row.stage, row.column)].append(self._name("placements", row.key))
        file: defaultdict[Place, list[UUID]] = defaultdict(list)
        present: defaultdict[Place, list[UUID]] = defaultdict(list)
        for row in self.file.placements:
            file[row.place].append(row.key)
        for row in rows.values():
            present[row.place].append(row.key)
        for at in present:  # without an anchor, new rows go to the end
            if not set(before[at]) & set(file[at]):
                file[at] = before[at] + file[at]
        return tuple(
            rows[key]
            for at, keys in present.items()
            for key in merged(Three(before[at], before[at], file[at]), keys)
        )

    def _marks(self, name: str) -> tuple[Any, ...]:
        """Return the marks of the file, and those of the edition in cells where it would print
        none.
        """
        marks = {(mark.stage, mark.column): mark for mark in getattr(self.file, name)}
        stages = {*self.named["stages"], *(row.key for row in self.left["stages"])}
        columns = {*self.named["columns"], *(row.key for row in self.left["columns"])}
        for mark in getattr(self.base, name):
            place = self._there(mark.stage, mark.column)
            if mark.stage not in stages or mark.column not in columns:
                continue
            if _same_mark(mark, marks.get(place)) or (
                place not in marks and not self._would_print(mark, name)
            ):
                marks[place] = replace(mark, stage=place[0], column=place[1])
        return tuple(marks.values())

    def _would_print(self, mark: Any, name: str) -> bool:
        """Return whether the file would print this mark of the edition. A heading that repeats its
        column's heading, or is empty, cannot be read back.
        """
        if not self.prints.is_whole or type(mark) not in self.prints.marks:
            return False
        if mark.stage not in self.named["stages"] or mark.column not in self.named["columns"]:
            return False
        if isinstance(mark, PrintedHeading):
            heading = self.base.column_by_key[mark.column].heading
            if not mark.text.strip() or same_in_print(mark.text, heading):
                return False
        return mark in getattr(self.printable, name)


def _same_mark(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return False
    if isinstance(one, Continuation):
        return bool(one.word == other.word)
    return same_in_print(one.text, other.text)


def _as_before(keys: Iterable[UUID], before: Iterable[UUID]) -> list[UUID]:
    """Return the keys, those of `before` in their former order."""
    keys = [*keys]
    known = iter([key for key in before if key in keys])
    were: Collection[UUID] = {*before}
    return [next(known) if key in were else key for key in keys]
