"""What an update will ask of copies, told from what each differs in, without its whole grid.

Exactly what `merge.plan` would ask, for hundreds of copies in about a second. What a row asks
depends only on rows that it is connected with: a placement with its line, a line with the one it
rewords, everything with its stage and column. So:

1. What is connected with a row that differs between the two editions is found once, for all
   copies: the core.
2. To each copy it grows by what the copy itself connected with it: its own placements of a line,
   its rewordings of one, and what it put into a stage or column that is withdrawn.
3. A copy that changed nothing of that is asked nothing. For the others the real plan is made of
   that part of the three grids.

Stages and columns are always all there, since what is hidden and withdrawn follows from them. A
law in the tests compares the questions with those of the whole plan.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from opportunities.fields import kinds
from opportunities.merge import Decision, as_followers_see, plan
from opportunities.patch import Identity, RowChange, identity_of
from opportunities.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Stage,
)

AXES = (Stage, Column)
MARKS = (Continuation, PrintedHeading)

type Links = Mapping[UUID, Collection[UUID]]
type Index = dict[type, dict[Identity, Any]]


class Foresight:
    """What taking `theirs` in asks of the copies that are based on `base`."""

    def __init__(
        self, base: GridSnapshot, theirs: GridSnapshot, *, corrections_only: bool = False
    ) -> None:
        self.corrections_only = corrections_only
        self.base, self.theirs = (_indexed(as_followers_see(grid)) for grid in (base, theirs))

    def questions(self, ours: Sequence[RowChange]) -> tuple[Decision, ...]:
        """What a copy is asked whose rows differ from `base` as `ours` says, only `after` being
        looked at."""
        part = self._part_of(ours)
        if not any(self._matters(row, part) for row in ours):
            return ()
        marks_and_sections = {kind: set(keys) for kind, keys in self._differing.items()}
        for row in ours:
            marks_and_sections[row.kind].add(row.identity)
        wanted: dict[type, Collection[Identity] | None] = {
            **marks_and_sections,
            Placement: part,
            Opportunity: part,
            Stage: None,
            Column: None,
        }
        return plan(
            _excerpt(self.base, wanted),
            _excerpt(self.base, wanted, ours),
            _excerpt(self.theirs, wanted),
            self.corrections_only,
        ).questions

    @cached_property
    def _differing(self) -> dict[type, set[Identity]]:
        """What is not the same in the two editions."""
        return {
            kind: {
                key
                for key in {**self.base[kind], **self.theirs[kind]}
                if self.base[kind].get(key) != self.theirs[kind].get(key)
            }
            for kind in kinds()
        }

    @cached_property
    def _withdrawn(self) -> set[Any]:
        """The stages and columns that the newer edition has no longer."""
        return {key for kind in AXES for key in self.base[kind].keys() - self.theirs[kind].keys()}

    @cached_property
    def _links(self) -> Links:
        rows = (
            row
            for side in (self.base, self.theirs)
            for kind in (Placement, Opportunity)
            for row in side[kind].values()
        )
        return _linked(rows)

    @cached_property
    def _core(self) -> set[UUID]:
        """The placements and lines that are connected with any that differs."""
        seeds: Iterable[Any] = self._differing[Placement] | self._differing[Opportunity]
        return _reached(seeds, set(), (self._links,))

    def _part_of(self, ours: Sequence[RowChange]) -> set[UUID]:
        """The core, with what this copy has that is connected with it."""
        rows = [row.after for row in ours if row.kind in (Placement, Opportunity)]
        links = _linked(row for row in rows if row is not None)
        seeds = {
            row.key
            for row in rows
            if isinstance(row, Placement) and not self._withdrawn.isdisjoint(row.place)
        }
        seeds |= {end for key in links if key in self._core for end in links[key]}
        return _reached(seeds, self._core, (self._links, links))

    def _matters(self, row: RowChange, part: Collection[Any]) -> bool:
        """Whether the answer can depend on this row of the copy."""
        if row.kind in (Placement, Opportunity):
            return row.identity in part
        if row.identity in self._differing[row.kind]:
            return True
        return row.kind in MARKS and not self._withdrawn.isdisjoint(row.identity)  # type: ignore[arg-type]


def _indexed(grid: GridSnapshot) -> Index:
    return {
        kind: {identity_of(row): row for row in getattr(grid, name)}
        for kind, name in kinds().items()
    }


def _linked(rows: Iterable[Any]) -> Links:
    """What each of these placements and lines points at, and back."""
    links: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for row in rows:
        other = row.opportunity if isinstance(row, Placement) else row.derived_from
        if other is not None:
            links[row.key].add(other)
            links[other].add(row.key)
    return links


def _reached(seeds: Iterable[UUID], already: Collection[UUID], links: Sequence[Links]) -> set[UUID]:
    """Everything that can be reached from here by these links, with what was reached already."""
    found, todo = set(already), list(seeds)
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            for each in links:
                todo.extend(each.get(key, ()))
    return found


def _excerpt(
    index: Index,
    wanted: Mapping[type, Collection[Identity] | None],
    ours: Sequence[RowChange] = (),
) -> GridSnapshot:
    """The wanted rows, as a grid; with `ours`, as the copy has them. None: all of that kind."""
    replaced: defaultdict[type, dict[Identity, Any]] = defaultdict(dict)
    for change in ours:
        replaced[change.kind][change.identity] = change.after
    return GridSnapshot(
        **{
            name: tuple(_wanted({**index[kind], **replaced[kind]}, wanted[kind]))
            for kind, name in kinds().items()
        }
    )


def _wanted(rows: Mapping[Identity, Any], wanted: Collection[Identity] | None) -> Iterator[Any]:
    for key in rows if wanted is None else wanted:
        if (row := rows.get(key)) is not None:
            yield row
