"""The coverage of a grid: how many opportunities each stage has by provider and by kind.

For planning. All counts come from a GridIndex, like those of the matrix, so that each number
equals what the matrix shows under the same filters. No queries.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import groupby
from operator import or_

from opportunities.grid.snapshot import Stage
from opportunities.grid.vocabulary import (
    CONTACT,
    LINK,
    NOT_MARKED,
    ONLY,
    RENAMED,
    Group,
    ProviderTier,
)
from opportunities.layout.grid_index import GridIndex, LineSet, StageSet

type FilterValues = tuple[tuple[str, str], ...]
"""Filters of the matrix, each with its value."""

type AddressOf = Callable[[FilterValues], str]
"""Returns the address of the matrix with these filters added to the current ones."""

SHADES = 5
"""Shades of a cell, from few lines to many. Columns that are not wanted have none."""


@dataclass(frozen=True, slots=True)
class CoverageColumn:
    """A filter value whose lines are counted. `is_wanted`: an empty cell is a gap."""

    facet: str
    value: str
    label: str
    is_wanted: bool = True

    @property
    def pair(self) -> tuple[str, str]:
        return self.facet, self.value


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """The opportunities of a column at a stage, and how many more carry on there, if those count.

    `fills`: a copy’s own ones where its base has nothing.
    """

    column: CoverageColumn
    count: int
    carried: int
    fills: int
    shade: int
    url: str

    @property
    def is_gap(self) -> bool:
        return self.column.is_wanted and not (self.count or self.carried)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A stage, or all of them together, with a cell for each column."""

    stage: Stage | None
    total: int
    carried: int
    cells: tuple[CoverageCell, ...]
    url: str


@dataclass(frozen=True, slots=True)
class CoverageGroup:
    """Rows for one kind of staff, or without a name all rows of a grid that mixes the kinds."""

    group: Group | None
    rows: tuple[CoverageRow, ...]


@dataclass(frozen=True)
class CoverageTable:
    columns: tuple[CoverageColumn, ...]
    groups: tuple[CoverageGroup, ...]
    all: CoverageRow

    @property
    def width(self) -> int:
        return len(self.columns) + 2

    @property
    def rows(self) -> list[CoverageRow]:
        return [row for group in self.groups for row in group.rows]

    @cached_property
    def wanted(self) -> int:
        """The number of cells that should have lines."""
        return sum(cell.column.is_wanted for row in self.rows for cell in row.cells)

    @cached_property
    def gaps(self) -> int:
        """The number of those cells that are empty."""
        return sum(cell.is_gap for row in self.rows for cell in row.cells)

    @cached_property
    def filled(self) -> list[tuple[CoverageRow, CoverageCell]]:
        """The cells, each with its row, where a copy has lines of its own and its base has none."""
        return [(row, cell) for row in self.rows for cell in row.cells if cell.fills]


@dataclass(frozen=True)
class CopyBasis:
    """For a copy: its base, with the base lines that the same filters leave, and the copy's own
    lines.
    """

    index: GridIndex
    left: LineSet | None
    own: LineSet

    def has_none(self, stage: Stage, column: CoverageColumn) -> bool:
        """Return whether the column has no line at the stage, carried on or not."""
        there = self.index.at_stage.get(stage.key, 0) | self.index.carried_to.get(stage.key, 0)
        left = self.index.all if self.left is None else self.left
        return not there & left & self.index.lines[column.facet].get(column.value, 0)


@dataclass(frozen=True)
class Coverage:
    """The table. `no_tiers` and `no_groups`: those without any line in the grid, whatever the
    filter.
    """

    providers: CoverageTable
    kinds: CoverageTable
    no_tiers: tuple[ProviderTier, ...]
    no_groups: tuple[Group, ...]

    @property
    def gaps(self) -> int:
        return self.providers.gaps + self.kinds.gaps


def lay_out(
    index: GridIndex,
    link: AddressOf,
    *,
    chosen: Mapping[str, Collection[str]],
    stages: StageSet | None = None,
    left: LineSet | None = None,
    copied: CopyBasis | None = None,
) -> Coverage:
    """Count lines at stages, restricted to a filter's results; None: no restriction.

    `chosen`: the values of each facet; its other values get no column.
    """
    count = _Count(index, link, index.all if left is None else left, copied)
    rows = [
        stage for at, stage in enumerate(index.grid.stages) if stages is None or stages >> at & 1
    ]

    def columns(facet: str) -> list[CoverageColumn]:
        labels = index.labels[facet].items()
        return [CoverageColumn(facet, value, label, value != NOT_MARKED) for value, label in labels]

    def table(*columns: CoverageColumn) -> CoverageTable:
        left_of = {facet: frozenset(values) for facet, values in chosen.items()}
        return count.table(
            [one for one in columns if one.value in left_of.get(one.facet, {one.value})], rows
        )

    return Coverage(
        providers=table(*columns("tier"), *TO_LOOK_AT),
        kinds=table(*columns("kind")),
        no_tiers=tuple(tier for tier in ProviderTier if tier not in index.lines["tier"]),
        no_groups=tuple(group for group in Group if group not in index.lines["group"]),
    )


TO_LOOK_AT = (
    CoverageColumn("ended", ONLY, "Has ended", is_wanted=False),
    CoverageColumn("ended", RENAMED, "Renamed or replaced", is_wanted=False),
    CoverageColumn("without", CONTACT, "No contact", is_wanted=False),
    CoverageColumn("without", LINK, "No link", is_wanted=False),
)
"""Things that editors may want to mend, beside the coverage."""


@dataclass(frozen=True)
class _Count:
    """Counts the filtered lines of a grid."""

    index: GridIndex
    link: AddressOf
    left: LineSet
    copied: CopyBasis | None

    def table(self, columns: Iterable[CoverageColumn], stages: list[Stage]) -> CoverageTable:
        columns = tuple(columns)
        shaded = [(stage, column) for stage in stages for column in columns if column.is_wanted]
        most = max((self._at(*place) for place in shaded), default=0)
        rows = [self._row(stage, columns, most) for stage in stages]
        return CoverageTable(columns, tuple(_grouped(rows)), self._all(stages, columns))

    def _at(self, stage: Stage, column: CoverageColumn) -> int:
        return self._opportunities(self.index.at_stage[stage.key] & self._of(column), stage)

    def _of(self, column: CoverageColumn) -> LineSet:
        return self.index.lines[column.facet][column.value]

    def _opportunities(self, lines: LineSet, at: Stage | None = None) -> int:
        return self.index.opportunities(lines & self.left, at.key if at else None)

    def _row(self, stage: Stage, columns: tuple[CoverageColumn, ...], most: int) -> CoverageRow:
        here, carried = self.index.at_stage[stage.key], self.index.carried_to[stage.key]
        asked = ("stage", stage.slug)
        return CoverageRow(
            stage=stage,
            total=self._opportunities(here, stage),
            carried=self._opportunities(carried),
            cells=tuple(self._cell(stage, column, most) for column in columns),
            url=self.link((asked,)),
        )

    def _cell(self, stage: Stage, column: CoverageColumn, most: int) -> CoverageCell:
        count = self._at(stage, column)
        carried = self.index.carried_to[stage.key] & self._of(column) if column.is_wanted else 0
        fills = 0
        if self.copied and column.is_wanted and self.copied.has_none(stage, column):
            here = self.index.at_stage[stage.key] & self._of(column)
            fills = self._opportunities(here & self.copied.own, stage)
        return CoverageCell(
            column=column,
            count=count,
            carried=self._opportunities(carried),
            fills=fills,
            shade=-(-count * SHADES // most) if count and column.is_wanted else 0,
            url=self.link((("stage", stage.slug), column.pair)),
        )

    def _all(self, stages: list[Stage], columns: tuple[CoverageColumn, ...]) -> CoverageRow:
        """Return the row of these stages together: what stands at several counts once."""
        here = reduce(or_, (self.index.at_stage[stage.key] for stage in stages), 0)
        return CoverageRow(
            stage=None,
            total=self._opportunities(here),
            carried=0,
            cells=tuple(
                CoverageCell(
                    column=column,
                    count=self._opportunities(here & self._of(column)),
                    carried=0,
                    fills=0,
                    shade=0,
                    url=self.link((column.pair,)),
                )
                for column in columns
            ),
            url=self.link(()),
        )


def _grouped(rows: list[CoverageRow]) -> Iterable[CoverageGroup]:
    """Group the rows by kind of staff, unless the kinds are mixed."""
    groups = [
        (group, tuple(members))
        for group, members in groupby(rows, key=lambda row: row.stage and row.stage.group)
    ]
    if len(groups) > len({group for group, _ in groups}):
        return [CoverageGroup(None, tuple(rows))]
    return [CoverageGroup(group, members) for group, members in groups]
