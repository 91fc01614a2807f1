"""The three grids side by side, row by row, and what people of the copy see of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Any
from uuid import UUID

from opportunities.grid.fields import row_types
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Place, Placement, Stage
from opportunities.grid.visible import as_followers_see
from opportunities.merge.cases import Three

AXES: tuple[type, type] = (Stage, Column)
"""The two kinds of row that have cells. A place is their two keys, in this order."""


class Sight(Enum):
    """Whether people of the copy see a row of theirs."""

    OPEN = auto()
    SHUT = auto()  # in a stage or column that we hid
    HIDDEN = auto()  # hidden itself, or in no cell


@dataclass(frozen=True, slots=True)
class Line:
    """A placement with its words, as displayed for a line that comes, goes or is hidden."""

    placement: Placement
    opportunity: Opportunity


class Sides:
    """B, M and T. B and T are what followers see of them."""

    def __init__(
        self,
        base: GridSnapshot,
        ours: GridSnapshot,
        theirs: GridSnapshot,
        *,
        corrections_only: bool = False,
        deletes: bool = False,
        asks_stages: bool = True,
    ) -> None:
        self.grids = Three(as_followers_see(base), ours, as_followers_see(theirs))
        self.corrections_only = corrections_only
        self.deletes = deletes
        self.asks_stages = asks_stages

    @cached_property
    def rows(self) -> dict[type, Three[dict[Any, Any]]]:
        """The rows of each kind on the three sides, by identity."""
        return {
            kind: self.grids.map(lambda grid, name=name: by_key(getattr(grid, name)))
            for kind, name in row_types().items()
        }

    @cached_property
    def _threes(self) -> dict[type, dict[Any, Three[Any]]]:
        return {
            kind: {
                key: Three(base.get(key), ours.get(key), theirs.get(key))
                for key in theirs | ours | base
            }
            for kind, (base, ours, theirs) in self.rows.items()
        }

    def of(self, kind: type, key: Any) -> Three[Any]:
        """Return the row with this key on the three sides; None on a side without it."""
        return self._threes[kind][key]

    def each(self, kind: type) -> Iterable[tuple[Any, Three[Any]]]:
        """Yield every row of a kind: theirs first, then ours, then what both removed."""
        return self._threes[kind].items()

    def words(self, lines: Three[UUID | None]) -> Three[Opportunity | None]:
        """Look up these keys, each among the opportunities of its side."""
        return lines.map(lambda key, rows: rows.get(key), self.rows[Opportunity])

    def lines(self, key: UUID) -> Three[Any]:
        """Return the placement with this key and its line, on the three sides."""
        return self.of(Placement, key).map(
            lambda placement, words: placement and Line(placement, words[placement.opportunity]),
            self.rows[Opportunity],
        )

    @cached_property
    def withdrawn(self) -> set[UUID]:
        """The stages and columns that we still have and they withdrew."""
        return {
            key
            for kind in AXES
            for rows in [self.rows[kind]]
            for key in rows.ours
            if key in rows.base and key not in rows.theirs
        }

    @cached_property
    def hidden(self) -> set[UUID]:
        """The stages and columns that we hid: those marked as hidden, and those that are
        missing."""
        return {
            key
            for kind in AXES
            for rows in [self.rows[kind]]
            for key in {**rows.base, **rows.ours}
            if key not in rows.ours or rows.ours[key].hidden
        }

    @cached_property
    def deleted(self) -> set[UUID]:
        """The stages and columns that we deleted, if missing rows are not hidden ones (25)."""
        if not self.deletes:
            return set()
        return {
            key
            for kind in AXES
            for rows in [self.rows[kind]]
            for key in rows.base
            if key not in rows.ours
        }

    @cached_property
    def new_stages(self) -> set[UUID]:
        """The stages that only they have; people are asked about each as a whole (26)."""
        if self.deletes or not self.asks_stages:
            return set()
        of = self.rows[Stage]
        return of.theirs.keys() - of.base.keys() - of.ours.keys()

    @cached_property
    def lines_of_ours(self) -> set[UUID]:
        """The keys of the opportunities placed somewhere in our grid."""
        return {placement.opportunity for placement in self.grids.ours.placements}

    def is_deleted(self, place: Place) -> bool:
        """Return whether we deleted the stage or the column of this cell of theirs (25)."""
        return not self.deleted.isdisjoint(place)

    def in_sight(self, place: Place) -> bool:
        """Return whether people of the copy see this cell, perhaps only once new stages are in."""
        return self.hidden.isdisjoint(place)

    def sight_of_cell(self, place: Place) -> "Sight":
        return Sight.OPEN if self.in_sight(place) else Sight.SHUT

    def sight_of(self, placements: Iterable[Placement]) -> "Sight":
        """Return how well people of the copy see these placements of ours: that of the best one."""
        visible = [placement for placement in placements if not placement.hidden]
        if not visible:
            return Sight.HIDDEN
        seen = any(self.in_sight(placement.place) for placement in visible)
        return Sight.OPEN if seen else Sight.SHUT

    def is_cell_of_ours(self, place: Place) -> bool:
        stage, column = place
        ours = self.grids.ours
        return stage in ours.stage_by_key and column in ours.column_by_key

    def is_withdrawn(self, place: Place) -> bool:
        """Return whether they withdrew the stage or the column of this cell of ours."""
        return not self.withdrawn.isdisjoint(place)

    def stays_hidden(self, place: Place) -> bool:
        """Return whether this cell is in a stage or column that we hid and they withdrew (19)."""
        return not (self.withdrawn & self.hidden).isdisjoint(place)


def by_key(rows: tuple[Any, ...]) -> dict[Any, Any]:
    return {key_of(row): row for row in rows}


def key_of(row: Any) -> Any:
    """Return the identity of a row: its permanent key, or of a mark, its cell."""
    return row.key if hasattr(row, "key") else (row.stage, row.column)
