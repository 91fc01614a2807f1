"""One grid in the memory of search: its lines and their placements, without the words.

An entry is small, about 20 KB for a framework of 700 places, so that those of all the authorities
fit into a worker.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import batched
from sys import intern
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import NOT_MARKED, ProviderTier
from opportunities.models import Column, Continuation, Opportunity, Placement, Stage
from opportunities.text.fates import has_ended

GRIDS_AT_ONCE = 5
"""How many grids are read by one set of queries: more would only take more memory."""

TIERS = tuple(ProviderTier)

type FilterTriple = tuple[str, str, str]
"""The filter values of a place: its family, group and tier."""


class StageEntry(NamedTuple):
    """The fields of a stage that search needs."""

    key: UUID
    slug: str
    name: str
    family: str
    group: str
    roles: str = ""


class EntryPlace(NamedTuple):
    """One placement of a line. `carried_to`: the stages below to which PLUS carries it on."""

    stage: StageEntry
    column: str
    tier: ProviderTier
    carried_to: tuple[StageEntry, ...]


@dataclass(frozen=True, slots=True)
class GridEntry:
    """The visible lines of one grid, numbered from 0 in the order of the grid."""

    grid: int
    pks: "array[int]"
    stages: tuple[StageEntry, ...]
    columns: tuple[str, ...]
    lengths: "array[int]"
    """How many words each line has."""
    by_values: Mapping[FilterTriple, int]
    by_kind: Mapping[str, int]
    ended: int
    """Those that name something that has ended."""
    lines_at: Counter[int]
    """The number of lines at each stage, by its number."""
    _places: "array[int]"
    _starts: "array[int]"
    _carried: Mapping["EntryCell", tuple[StageEntry, ...]]

    def __len__(self) -> int:
        return len(self.pks)

    def places(self, line: int) -> Iterator[EntryPlace]:
        """Yield the placements of a line, from the first stage down and across the columns."""
        for at in range(self._starts[line], self._starts[line + 1], 3):
            stage, column, tier = self._places[at : at + 3]
            yield EntryPlace(
                self.stages[stage],
                self.columns[column],
                TIERS[tier],
                self._carried.get((stage, column), ()),
            )


STAGE_WORDS = "slug", "name", "family", "group", "roles"

SAID = "kinds", "text", "details"
"""The fields of a line that are examined once, when its grid is read."""


def read(grids: Sequence[int]) -> Iterator[GridEntry]:
    """Read the entries of these grids by primary key: five queries for `GRIDS_AT_ONCE` grids."""
    for few in batched(grids, GRIDS_AT_ONCE):
        visible = {"hidden": False, "stage__hidden": False, "column__hidden": False}
        lines = _rows(Opportunity.objects.all(), few, "pk", "search_entry__length", *SAID)
        stages = _rows(Stage.objects.all(), few, *("pk", "key"), *STAGE_WORDS)
        columns = _rows(Column.objects.all(), few, "pk", "heading")
        marks = _rows(Continuation.objects.all(), few, "stage_id", "column_id")
        places = _rows(
            Placement.objects.filter(**visible),
            few,
            *("opportunity_id", "stage_id", "column_id", "tier"),
        )
        for grid in few:
            yield _made(grid, lines[grid], stages[grid], columns[grid], marks[grid], places[grid])


type RowTuples = list[tuple[Any, ...]]


def _rows(rows: QuerySet[Any], grids: Sequence[int], *fields: str) -> defaultdict[int, RowTuples]:
    of_grid: defaultdict[int, RowTuples] = defaultdict(list)
    for grid, *row in rows.filter(grid__in=grids).values_list("grid_id", *fields):
        of_grid[grid].append(tuple(row))
    return of_grid


def _made(
    grid: int,
    lines: RowTuples,
    stages: RowTuples,
    columns: RowTuples,
    marks: RowTuples,
    places: RowTuples,
) -> GridEntry:
    down = {pk: number for number, (pk, *_) in enumerate(stages)}
    along = {pk: number for number, (pk, _) in enumerate(columns)}
    of_line: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for line, stage, column, tier in places:
        of_line[line].append((down[stage], along[column], TIERS.index(tier)))
    lines = [line for line in lines if line[0] in of_line]
    stage_entries = tuple(StageEntry(key, *map(intern, words)) for _, key, *words in stages)
    by_values: defaultdict[FilterTriple, int] = defaultdict(int)
    by_kind: defaultdict[str, int] = defaultdict(int)
    packed, starts = array("H"), array("I", [0])
    ended = 0
    for number, (pk, _, kinds, text, details) in enumerate(lines):
        ended |= has_ended(Wording(text, tuple(details.split("\n")))) << number
        for kind in kinds.split() or (NOT_MARKED,):
            by_kind[intern(kind)] |= 1 << number
        for place in sorted(of_line[pk]):
            stage = stage_entries[place[0]]
            by_values[_values(stage.family, stage.group, TIERS[place[2]])] |= 1 << number
            packed.extend(place)
        starts.append(len(packed))
    filled = {(down[stage], along[column]) for _, stage, column, _ in places}
    marked = {(down[stage], along[column]) for stage, column in marks}
    return GridEntry(
        grid=grid,
        pks=array("q", [pk for pk, *_ in lines]),
        stages=stage_entries,
        columns=tuple(intern(heading) for _, heading in columns),
        lengths=array("H", [length or 0 for _, length, *_ in lines]),
        by_values=dict(by_values),
        by_kind=dict(by_kind),
        ended=ended,
        lines_at=Counter(
            stage for line, *_ in lines for stage in {stage for stage, *_ in of_line[line]}
        ),
        _places=packed,
        _starts=starts,
        _carried={
            cell: tuple(map(stage_entries.__getitem__, below))
            for cell in filled
            if (below := _stages_below(cell, filled, marked, len(stage_entries)))
        },
    )


@cache
def _values(family: str, group: str, tier: str) -> FilterTriple:
    """The same object each time: a hundred of them are shared by all grids."""
    return family, group, tier


type EntryCell = tuple[int, int]


def _stages_below(
    cell: EntryCell, filled: Collection[EntryCell], marked: Collection[EntryCell], stages: int
) -> tuple[int, ...]:
    """Find the stages to which PLUS carries the cell on: `progression.carried_on`, downwards."""
    above, column = cell
    below = []
    for stage in range(above + 1, stages):
        if (stage, column) in marked:
            below.append(stage)
        elif (stage, column) in filled:
            break
    return tuple(below)
