"""Lay out the changes between two grids for a page: by stage, with the places named."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from opportunities.comparing import change_words
from opportunities.comparing.change_words import ChangedText
from opportunities.comparing.diff import Change, ChangeKind, Changes
from opportunities.grid.snapshot import (
    Column,
    Opportunity,
    Place,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.grid.vocabulary import ProviderTier

WHOLE, SEVERAL = -2, -1
"""Ranks of changes that belong to no single stage: they come before the others."""


@dataclass(frozen=True, slots=True)
class ChangePlace:
    """A place of a change. `heading` is empty if all its places share one column."""

    stage: Stage
    heading: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """The lines of a new or removed stage or column, under one heading."""

    heading: str
    lines: tuple[Opportunity, ...]


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A change, ready for a template. `where`: its column, or what sort of row it is.

    `stops`: the places to name, none if its group's heading and `where` suffice. `reason`: the
    editors' reason for rewording it.
    """

    change: Change
    label: str
    where: str
    tier: ProviderTier | None
    texts: tuple[ChangedText, ...]
    notes: tuple[str, ...]
    stops: tuple[ChangePlace, ...]
    along: tuple[TakenAlong, ...]
    reason: str = ""

    @property
    def line(self) -> Opportunity | None:
        """The opportunity concerned, if any: the later version, or the removed one."""
        row = self.change.row
        return row if isinstance(row, Opportunity) else None

    @property
    def stages(self) -> int:
        return len({stop.stage.key for stop in self.stops})


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes under one heading: those of a stage, of several, or of the framework as a whole.

    `is_gone`: the stage was removed.
    """

    heading: str
    entries: tuple[ChangeEntry, ...]
    stage: Stage | None = None
    is_gone: bool = False
    is_several: bool = False


def lay_out(
    changes: Changes,
    displayed: Iterable[Change] | None = None,
    reasons: Mapping[UUID, str] | None = None,
) -> tuple[ChangeGroup, ...]:
    """Group the changes in the order of the framework, or only those to be shown.

    `reasons` has the reasons for rewordings, by the key of the opportunity.
    """
    return _Layout(changes, reasons or {}).groups(changes if displayed is None else displayed)


def stages_touched(change: Change) -> frozenset[UUID]:
    """Return the keys of the stages concerned; both for a line that moved."""
    if isinstance(change.row, Stage):
        return frozenset([change.row.key])
    placements = (one for placed in change.placed for one in placed if one)
    return frozenset([stage for stage, _ in change.cells]) | {one.stage for one in placements}


def all_stages(changes: Changes) -> tuple[Stage, ...]:
    """Return the stages of both grids, removed ones at their former position."""
    return tuple(_merged(changes.before.stages, changes.after.stages))


class _Layout:
    """Both grids with the order in which their rows are listed."""

    def __init__(self, changes: Changes, reasons: Mapping[UUID, str]) -> None:
        self.changes = changes
        self.reasons = reasons
        self.stages = all_stages(changes)
        self.columns = tuple(_merged(changes.before.columns, changes.after.columns))
        self.stage_rank = _ranks(self.stages)
        self.column_rank = _ranks(self.columns)
        self.line_rank = _ranks((*changes.before.placements, *changes.after.placements))

    def groups(self, displayed: Iterable[Change]) -> tuple[ChangeGroup, ...]:
        in_order = sorted(displayed, key=self._rank)
        grouped = {at: [*found] for at, found in groupby(in_order, key=self._group)}
        return tuple(self._make_group(at, found) for at, found in grouped.items())

    def _group(self, change: Change) -> int:
        """Return the rank of the only stage it belongs to; or WHOLE, or SEVERAL."""
        if isinstance(change.row, Column | Section):
            return WHOLE
        if isinstance(change.row, Stage):
            return self.stage_rank[change.row.key]
        stages = {stage for stage, _ in change.places}
        return self.stage_rank[stages.pop()] if len(stages) == 1 else SEVERAL

    def _rank(self, change: Change) -> tuple[int, ...]:
        """Return a sort key: a stage's own row first, sections last, lines in the order of their
        cells.
        """
        group, row = self._group(change), change.row
        if isinstance(row, Stage):
            return group, -1
        if isinstance(row, Column):
            return group, 0, self.column_rank[row.key]
        if isinstance(row, Section):
            return group, 1
        column = self.column_rank[change.places[0][1]]
        line = self.line_rank[change.placed[0].placement.key] if change.placed else -1
        return group, 0, column, line

    def _make_group(self, at: int, changes: Sequence[Change]) -> ChangeGroup:
        entries = tuple(map(self._make_entry, changes))
        if at == WHOLE:
            return ChangeGroup("The framework as a whole", entries)
        if at == SEVERAL:
            return ChangeGroup("At several stages", entries, is_several=True)
        stage = self.stages[at]
        return ChangeGroup(stage.name, entries, stage, self._is_gone(stage))

    def _is_gone(self, stage: Stage) -> bool:
        return stage.key not in self.changes.after.stage_by_key

    def _make_entry(self, change: Change) -> ChangeEntry:
        is_axis = isinstance(change.row, Stage | Column)
        return ChangeEntry(
            change=change,
            label=change_words.label(change),
            where=self._where(change),
            tier=self._tier(change),
            texts=tuple(change_words.texts(change)),
            notes=tuple(change_words.notes(self.changes, change)),
            stops=() if is_axis else self._stops(change),
            along=tuple(self._along(change)) if is_axis else (),
            reason=self._reason(change),
        )

    def _reason(self, change: Change) -> str:
        row = change.row
        if change.kind is ChangeKind.REWORDED and isinstance(row, Opportunity):
            return self.reasons.get(row.key, "")
        return ""

    def _where(self, change: Change) -> str:
        row = change.row
        if isinstance(row, Stage | Column):
            return type(row).__name__
        if isinstance(row, Section):
            return "Text around the grid"
        columns = {column for _, column in change.places}
        printed = {self._printed(place) for place in change.places}
        if len(columns) > 1:
            return f"In {len(columns)} columns"
        if len(printed) > 1 or isinstance(row, PrintedHeading):
            heading = self.columns[self.column_rank[columns.pop()]].heading
            return f"Printed over “{heading}”" if isinstance(row, PrintedHeading) else heading
        return printed.pop()

    def _printed(self, place: Place) -> str:
        """Return the heading printed over this cell; the former one, if the cell is gone."""
        after = self.changes.after
        grid = after if place in after.cells else self.changes.before
        return grid.heading_at(grid.stage_by_key[place[0]], grid.column_by_key[place[1]])

    def _tier(self, change: Change) -> ProviderTier | None:
        """Return the provider tier, if there is exactly one."""
        if isinstance(change.row, Column):
            return change.row.tier
        tiers: set[ProviderTier | None] = {each.placement.tier for each in change.placed}
        tiers |= {self.columns[self.column_rank[column]].tier for _, column in change.cells}
        return tiers.pop() if len(tiers) == 1 and not isinstance(change.row, Stage) else None

    def _stops(self, change: Change) -> tuple[ChangePlace, ...]:
        places = sorted(
            set(change.places),
            key=lambda place: (self.stage_rank[place[0]], self.column_rank[place[1]]),
        )
        if len(places) < 2:
            return ()
        one_column = len({column for _, column in places}) == 1
        stages = [self.stages[self.stage_rank[stage]] for stage, _ in places]
        return tuple(
            ChangePlace(stage, "" if one_column else self._printed(place), self._is_gone(stage))
            for stage, place in zip(stages, places, strict=True)
        )

    def _along(self, change: Change) -> Iterator[TakenAlong]:
        """Yield the lines of a new or removed stage (by column), or column (by stage)."""
        by_stage = isinstance(change.row, Column)
        for (stage, column), placed in groupby(change.placed, lambda each: each.placement.place):
            grid = self.changes.after if change.after else self.changes.before
            heading = grid.stage_by_key[stage].name if by_stage else self._printed((stage, column))
            lines = (grid.opportunity_by_key[each.placement.opportunity] for each in placed)
            yield TakenAlong(heading, tuple(lines))


def _merged[R: Stage | Column](before: Sequence[R], after: Sequence[R]) -> Iterator[R]:
    """Yield the later rows, with removed ones after their former predecessor."""
    here = {row.key for row in after}
    gone: defaultdict[UUID | None, list[R]] = defaultdict(list)
    last = None
    for row in before:
        if row.key in here:
            last = row.key
        else:
            gone[last].append(row)
    yield from gone[None]
    for row in after:
        yield row
        yield from gone[row.key]


def _ranks(rows: Iterable[Stage | Column | Placement]) -> dict[UUID, int]:
    return {row.key: rank for rank, row in enumerate(rows)}
