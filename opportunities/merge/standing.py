"""Where each placement will be after the update, and whether people will see it there.

Visibility is judged where a row will be, not where it was (note 11): nothing visible of ours is
hidden, and no visible words on which all three sides differ are decided, without a question. What
depends on an answer is judged for every answer.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from uuid import UUID

from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import Opportunity, Place, Placement
from opportunities.merge.cases import ChangedBy, Three, change_of, differ, values_of, words_of
from opportunities.merge.sides import Sides, Sight

(PLACE,) = (field for field in FIELDS[Placement] if field.name == "place")

type PlacementOnSides = Three[Any]
"""A placement on the three sides."""


class Standing:
    """What becomes of the placements of three grids."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides

    def places(self, rows: PlacementOnSides) -> tuple[Place, ...]:
        """Return the cells in which it will be, one for each possible answer.

        Empty if it is withdrawn, or if it is not in our grid, which is as good as hidden.
        """
        stays = (rows.ours.place,) if self.leaves_sight(rows) else ()
        return (*stays, *self._merged(rows))

    def _merged(self, rows: PlacementOnSides) -> tuple[Place, ...]:
        """Return them without regard to questions about the place of what they moved."""
        if rows.ours is None:
            return (rows.theirs.place,) if rows.base is None else ()  # 7
        if rows.theirs is None:
            return (rows.ours.place,) if rows.base is None else ()  # 8
        places = values_of(rows, PLACE)
        match change_of(places):
            case ChangedBy.NONE | ChangedBy.THEIRS:
                return (places.theirs,)
            case ChangedBy.OURS if not self.sides.is_withdrawn(places.ours):
                return (places.ours,)
        return (places.ours, places.theirs)

    def sight(self, placements: Iterable[PlacementOnSides]) -> Sight:
        """Return how well people will see these: that of the best one."""
        visible = [rows for rows in placements if rows.ours is None or not rows.ours.hidden]
        if not visible:
            return Sight.HIDDEN
        seen = any(self.sides.in_sight(place) for rows in visible for place in self.places(rows))
        return Sight.OPEN if seen else Sight.SHUT

    def leaves_sight(self, rows: PlacementOnSides) -> bool:
        """Return whether they moved it out of sight together with something of ours.

        That is, from a visible place into what we hid, or into what we deleted.
        """
        if rows.ours is None or rows.theirs is None or rows.ours.hidden:
            return False
        places = values_of(rows, PLACE)
        return (
            change_of(places) is ChangedBy.THEIRS
            and self.sides.in_sight(places.ours)
            and not self.sides.in_sight(places.theirs)
            and (self.sides.is_deleted(places.theirs) or self.is_more_than_given(rows))
        )

    def is_ours(self, rows: PlacementOnSides) -> bool:
        """Return whether our placement has, in its place, more than they gave us."""
        if rows.theirs is None:
            return self.is_more_than_given(rows)
        moved = change_of(values_of(rows, PLACE)) in (ChangedBy.OURS, ChangedBy.BOTH)
        return moved or self.leaves_sight(rows)

    def ours_by_axis(self) -> defaultdict[UUID, list[UUID]]:
        """Our placements in each withdrawn stage and column (18)."""
        held: defaultdict[UUID, list[UUID]] = defaultdict(list)
        withdrawn = self.sides.withdrawn
        for placement in self.sides.grids.ours.placements if withdrawn else ():
            axes = withdrawn.intersection(placement.place)
            if axes and self.is_ours(self.sides.of(Placement, placement.key)):
                for key in axes:
                    held[key].append(placement.key)
        return held

    @cached_property
    def at_stake(self) -> set[UUID]:
        """The lines that we reworded everywhere and whose words would go.

        They go with their last place or, if people see them, with the last visible one (16). While
        such a place remains, our words stay there; if they put another line in it, that cell is
        compared separately.
        """
        reworded = {
            key
            for key, rows in self.sides.each(Opportunity)
            if rows.base is not None
            and rows.ours is not None
            and words_of(rows.base) != words_of(rows.ours)
        }
        seen = {
            placement.opportunity
            for placement in self.sides.grids.ours.placements
            if not placement.hidden and self.sides.in_sight(placement.place)
        }
        left, left_in_sight = set(), set()
        for _, rows in self.sides.each(Placement) if reworded else ():
            if placement := _left(rows):
                left.add(placement.opportunity)
                if self._stays_in_sight(rows):
                    left_in_sight.add(placement.opportunity)
        return {key for key in reworded if key not in (left_in_sight if key in seen else left)}

    def _stays_in_sight(self, rows: PlacementOnSides) -> bool:
        """Whether the placement stays visible under every answer."""
        if rows.ours is not None:
            goes = rows.theirs is None and self.sides.is_withdrawn(rows.ours.place)
            if goes or rows.ours.hidden:
                return False
        return all(map(self.sides.in_sight, self._merged(rows)))

    def is_more_than_given(self, rows: PlacementOnSides) -> bool:
        """Return whether we changed anything about it, wherever it is."""
        return (
            rows.base is None
            or rows.base.opportunity != rows.ours.opportunity
            or rows.ours.opportunity in self.at_stake
            or differ(Placement, rows.base, rows.ours)
        )


def _left(rows: PlacementOnSides) -> Placement | None:
    """Return the placement that remains under every answer; None if there may be none."""
    placement: Placement | None
    if rows.base is None:
        placement = rows.ours or rows.theirs
    else:
        placement = rows.ours if rows.theirs is not None else None
    return placement
