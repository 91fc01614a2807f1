"""What an update will ask of copies, from their summaries, without their whole grids.

It returns exactly the questions of `merge.plan`, for hundreds of copies in about a second. A
question about a row depends only on connected rows: a placement with its line, a line with the one
it rewords, and all of them with their stage and column. So:

1. The core is found once for all copies: the rows connected with one that differs between the two
   editions. No copy is asked about anything else.
2. Of each copy only its changes in the core matter, or those joined to it: its own placement of
   such a line, a rewording, a line in a stage that is withdrawn.
3. A copy without such changes has no questions. For the others the real plan is made of the rows
   connected with their changes. Order never asks; destinations of moves are not computed.

A law in the tests compares the questions with those of the whole plan. Summaries are plain values
(`copy_summary.Rows`); only the rows that are needed are built from them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from opportunities.comparing.copy_summary import RowValues, changes
from opportunities.grid.fields import row_types
from opportunities.grid.patch import identity_of, name_of
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.merge import Decision, as_followers_see, plan

AXES = (Stage, Column)
MARKS = (Continuation, PrintedHeading)

type Name = str
"""The identity of a row as text. A placement and a line that happen to share a key only enlarge the
part of the grids that is examined.
"""

type Links = Mapping[Name, Collection[Name]]
type Index = Mapping[type, Mapping[Name, Any]]


class UpdateImpact:
    """What an update to `theirs` asks of the copies that are based on `base`."""

    def __init__(
        self, base: GridSnapshot, theirs: GridSnapshot, *, corrections_only: bool = False
    ) -> None:
        self.corrections_only = corrections_only
        self.base, self.theirs = (_indexed(as_followers_see(grid)) for grid in (base, theirs))

    def questions(self, rows: RowValues) -> tuple[Decision, ...]:
        """Return the questions for a copy that differs in these rows from `base`."""
        part = self._part_of(rows)
        wanted: dict[type, Collection[Name]] = {Placement: part, Opportunity: part}
        by_themselves: tuple[type, ...] = (*AXES, Section, *MARKS)
        for kind in by_themselves:
            wanted[kind] = {name for name in _of(rows, kind) if self._may_ask(kind, name)}
        if self._has_new_stages and self._hides_a_stage(rows):
            wanted[Stage] = {*self.base[Stage], *self.theirs[Stage], *_of(rows, Stage)}
        if not any(wanted.values()):
            return ()
        sides = [self.base, self._ours(rows, wanted), self.theirs]
        for number, kind in enumerate(AXES):
            wanted[kind] = {*wanted[kind], *_axes_of(sides, wanted, number)}
        sides[1] = self._ours(rows, wanted)
        base, ours, theirs = (_excerpt(side, wanted) for side in sides)
        return plan(base, ours, theirs, self.corrections_only).questions

    def subject(self, asked: Decision, rows: RowValues) -> Any:
        """Return the row of the followed framework that is asked about, shared by all copies."""
        name = name_of(asked.keys[0])
        if asked.row is not Placement:
            return self._row(asked.row, name)
        if placement := self._row(Placement, name):
            return self._row(Opportunity, str(placement.opportunity))
        line = (_of(rows, Placement)[name] or {})["opportunity"]
        origin = (_of(rows, Opportunity).get(line) or {}).get("derived_from")
        return self._row(Opportunity, line) or self._row(Opportunity, str(origin))

    def stage_of(self, mark: Continuation | PrintedHeading) -> Stage:
        """The stage at which a mark in a cell stands."""
        stage: Stage = self._row(Stage, str(mark.stage))
        return stage

    def _row(self, kind: type, name: Name) -> Any:
        return self.base[kind].get(name) or self.theirs[kind].get(name)

    @cached_property
    def _differing(self) -> Mapping[type, Collection[Name]]:
        """Return the keys of rows that differ between the two editions."""
        return {
            kind: {
                name
                for name in {**self.base[kind], **self.theirs[kind]}
                if self.base[kind].get(name) != self.theirs[kind].get(name)
            }
            for kind in row_types()
        }

    @cached_property
    def _withdrawn(self) -> set[Name]:
        """Return the stages and columns that the newer edition no longer has."""
        return {name for kind in AXES for name in self.base[kind].keys() - self.theirs[kind].keys()}

    @cached_property
    def _links(self) -> Links:
        """Return the rows that placements and lines of either edition are connected with."""
        links: defaultdict[Name, set[Name]] = defaultdict(set)
        for side in (self.base, self.theirs):
            for name, placement in side[Placement].items():
                _link(links, name, str(placement.opportunity))
            for name, line in side[Opportunity].items():
                if line.derived_from is not None:
                    _link(links, name, str(line.derived_from))
        return links

    @cached_property
    def _core(self) -> set[Name]:
        """Return the placements and lines connected with a row that differs."""
        seeds = {*self._differing[Placement], *self._differing[Opportunity]}
        return _reached(seeds, (self._links,))

    def _part_of(self, rows: RowValues) -> set[Name]:
        """Return the rows connected with what this copy changed in the core, or joined to it."""
        links: defaultdict[Name, set[Name]] = defaultdict(set)
        seeds = set()
        for kind, end in ((Placement, "opportunity"), (Opportunity, "derived_from")):
            for name, row in _of(rows, kind).items():
                if name in self._core:
                    seeds.add(name)
                if row is not None and row[end] is not None:
                    _link(links, name, row[end])
                    if row[end] in self._core:
                        seeds.add(name)
        if self._withdrawn:
            seeds |= {
                name
                for name, row in _of(rows, Placement).items()
                if row and not self._withdrawn.isdisjoint((row["stage"], row["column"]))
            }
        return _reached(seeds, (self._links, links)) if seeds else seeds

    @cached_property
    def _has_new_stages(self) -> bool:
        """Whether anyone who chose among their stages is asked about another one."""
        return not self.theirs[Stage].keys() <= self.base[Stage].keys()

    def _hides_a_stage(self, rows: RowValues) -> bool:
        ours = _of(rows, Stage).items()
        return any(not row or row["hidden"] for name, row in ours if name in self.base[Stage])

    def _may_ask(self, kind: type, name: Name) -> bool:
        """Return whether a question can arise about an unconnected row that the copy changed."""
        if name in self._differing[kind]:
            return True
        return kind in MARKS and not self._withdrawn.isdisjoint(name.split("/"))

    def _ours(self, rows: RowValues, wanted: Mapping[type, Collection[Name]]) -> Index:
        """Return the wanted rows as the copy has them."""
        changed = changes(
            {
                row_types()[kind]: {name: of[name] for name in names if name in of}
                for kind, names in wanted.items()
                for of in [_of(rows, kind)]
            }
        )
        ours: dict[type, dict[Name, Any]] = {
            kind: {name: self.base[kind].get(name) for name in names}
            for kind, names in wanted.items()
        }
        for change in changed:
            ours[change.kind][name_of(change.identity)] = change.after
        return ours


def _indexed(grid: GridSnapshot) -> Index:
    return {
        kind: {name_of(identity_of(row)): row for row in getattr(grid, name)}
        for kind, name in row_types().items()
    }


def _of(rows: RowValues, kind: type) -> Mapping[Name, Mapping[str, Any] | None]:
    return rows.get(row_types()[kind], {})


def _link(links: defaultdict[Name, set[Name]], one: Name, other: Name) -> None:
    links[one].add(other)
    links[other].add(one)


def _reached(seeds: Iterable[Name], links: Sequence[Links]) -> set[Name]:
    """Return everything that these links lead to from here."""
    found: set[Name] = set()
    todo = list(seeds)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            for each in links:
                todo.extend(each.get(name, ()))
    return found


def _axes_of(
    sides: Iterable[Index], wanted: Mapping[type, Collection[Name]], number: int
) -> Iterator[Name]:
    """Return the stages, or the columns, of the wanted placements and marks."""
    for side in sides:
        for kind in (Placement, *MARKS):
            for name in wanted[kind]:
                if row := side[kind].get(name):
                    yield str((row.stage, row.column)[number])


def _excerpt(side: Index, wanted: Mapping[type, Collection[Name]]) -> GridSnapshot:
    """Return the wanted rows of this side as a grid."""
    return GridSnapshot(
        **{
            name: tuple(row for each in wanted[kind] if (row := side[kind].get(each)) is not None)
            for kind, name in row_types().items()
        }
    )
