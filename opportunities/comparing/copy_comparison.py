"""The origin of each row of a copy, found by comparing it with the grid it is based on.

"Ours" is the copy, "theirs" the edition it is based on, as its followers see it. Rows are matched
by permanent key, and a line reworded in a single cell by the key it derives from. Nothing is
stored: a change of ours that was undone is theirs again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from opportunities.grid.fields import FIELDS, HIDDEN
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Placement, Section, Stage


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """Which parts of a row are ours. False if the row equals theirs.

    For a line in a cell: `reworded`: its words; `moved`: we put it there; `changed`: its provider;
    `note`: our note beside it. For a stage, column or section: `reworded`: its name or words;
    `changed`: any other field. `theirs`: the row as they have it; None if the row is our own.
    """

    own: bool = False
    reworded: bool = False
    moved: bool = False
    changed: bool = False
    hidden: bool = False
    note: str = ""
    theirs: Any = None

    def __bool__(self) -> bool:
        return any(
            (self.own, self.reworded, self.moved, self.changed, self.hidden, bool(self.note))
        )


@dataclass(frozen=True)
class CopyComparison:
    """A copy and what it is based on, with a RowOrigin for each row that differs from theirs."""

    ours: GridSnapshot
    theirs: GridSnapshot

    @cached_property
    def lines(self) -> dict[UUID, RowOrigin]:
        """The origins of placements, by key."""
        return dict(self._marked((line.key, self._of_line(line)) for line in self.ours.placements))

    @cached_property
    def stages(self) -> dict[UUID, RowOrigin]:
        return self._of_rows(Stage, self.ours.stages, self.theirs.stage_by_key)

    @cached_property
    def columns(self) -> dict[UUID, RowOrigin]:
        return self._of_rows(Column, self.ours.columns, self.theirs.column_by_key)

    @cached_property
    def sections(self) -> dict[UUID, RowOrigin]:
        return self._of_rows(
            Section, self.ours.sections, {row.key: row for row in self.theirs.sections}
        )

    def their_words(self, line: Placement) -> Opportunity | None:
        """Return their words for this line; None if the line is our own."""
        if theirs := self.theirs.placement_by_key.get(line.key):
            return self.theirs.opportunity_by_key[theirs.opportunity]
        words = self.ours.opportunity_by_key[line.opportunity]
        known = self.theirs.opportunity_by_key
        return known.get(words.key) or (
            known.get(words.derived_from) if words.derived_from else None
        )

    def _of_line(self, line: Placement) -> RowOrigin:
        theirs = self.theirs.placement_by_key.get(line.key)
        words = self.their_words(line)
        return RowOrigin(
            own=words is None,
            reworded=words is not None
            and content_of(words) != content_of(self.ours.opportunity_by_key[line.opportunity]),
            moved=words is not None and (theirs is None or theirs.place != line.place),
            changed=theirs is not None and theirs.tier != line.tier,
            hidden=line.hidden,
            note=line.note,
            theirs=words,
        )

    def _of_rows(
        self, kind: type, rows: Iterable[Any], theirs: dict[UUID, Any]
    ) -> dict[UUID, RowOrigin]:
        return dict(
            self._marked((row.key, _of_row(kind, row, theirs.get(row.key))) for row in rows)
        )

    @staticmethod
    def _marked(marks: Iterable[tuple[UUID, RowOrigin]]) -> Iterator[tuple[UUID, RowOrigin]]:
        return ((key, mark) for key, mark in marks if mark)


def content_of(line: Opportunity) -> tuple[Any, ...]:
    """Return the content of a line, without its key."""
    return tuple(field.of(line) for field in FIELDS[Opportunity])


def _of_row(kind: type, row: Any, theirs: Any) -> RowOrigin:
    hidden = getattr(row, "hidden", False)
    if theirs is None:
        return RowOrigin(own=True, hidden=hidden)
    differing = [field for field in FIELDS[kind] if field.of(row) != field.of(theirs)]
    return RowOrigin(
        reworded=any(field.is_text for field in differing),
        changed=any(not field.is_text and field != HIDDEN for field in differing),
        hidden=hidden,
        theirs=theirs,
    )
