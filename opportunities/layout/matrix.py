"""Lay out a grid as rows of cells for a template. No queries.

A matrix shows the printed columns or the provider tiers, and can be filtered.

A filter's results are counted at once, from a GridIndex; the cells of a row are laid out on first
access, since a cached row does not need them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial, reduce
from itertools import groupby
from operator import or_
from uuid import UUID

from opportunities.comparing.origins import OriginLabel, OriginLabels
from opportunities.grid.snapshot import GridSnapshot, Placement, Stage
from opportunities.grid.vocabulary import Group, ProviderTier
from opportunities.layout.cells import (
    CHARACTERS_ACROSS,
    Cell,
    Fold,
    MatrixColumn,
    printed_columns,
    tier_columns,
)
from opportunities.layout.grid_index import GridIndex, LineSet, StageSet
from opportunities.layout.shares import shares
from opportunities.text import annotate
from opportunities.text.stems import Marker

END = 10
"""Letters for which there would be room at the end of a line."""


@dataclass(eq=False)
class MatrixRow:
    """A stage with its visible lines. `lines`: those that are here or carry on here."""

    stage: Stage
    lines: LineSet
    here: LineSet
    """Those that are here."""
    carried: int
    """How many lines carry on here from the stages above."""
    marker: Marker | None = field(repr=False)
    layout: "MatrixLayout" = field(repr=False)

    @property
    def count(self) -> int:
        return self.here.bit_count()

    @property
    def opportunities(self) -> int:
        return self.layout.grid_index.opportunities(self.here, self.stage.key)

    @property
    def printed(self) -> tuple[annotate.AnnotatedLine, ...]:
        """The text under its name."""
        return self._laid_out[0]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return self._laid_out[1]

    @property
    def origin_label(self) -> OriginLabel | None:
        """In a copy, the label beside the name of the stage."""
        return self.layout.marks.stages.get(self.stage.key) if self.layout.marks else None

    @property
    def has_folds(self) -> bool:
        return self.layout.has_folds(self)

    @cached_property
    def _laid_out(self) -> tuple[tuple[annotate.AnnotatedLine, ...], tuple[Cell, ...]]:
        """Lay out the cells. Explain an abbreviation once per row, and once more in each fold."""
        explained: set[str] = set()
        printed = annotate.annotate_lines((*self.stage.roles, *self.stage.standards), explained)
        return printed, self.layout.cells(self, explained)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows for one kind of staff, or without a name all rows of a grid that mixes the kinds.

    `headings`: its own printed headings, if they differ.
    """

    group: Group | None
    rows: tuple[MatrixRow, ...]
    headings: tuple[str, ...]

    @property
    def count(self) -> int:
        """The number of places left."""
        return sum(row.count for row in self.rows)

    @property
    def lines(self) -> LineSet:
        """The lines in its rows."""
        return reduce(or_, (row.here for row in self.rows), 0)

    @property
    def opportunities(self) -> int:
        return self.rows[0].layout.grid_index.opportunities(self.lines)


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    tier: ProviderTier | None
    share: int
    """Its share of the width on paper: see `shares`."""
    origin_label: OriginLabel | None = None


@dataclass(frozen=True)
class Matrix:
    """A grid laid out: headings along the top, groups of rows down the side.

    `count`: the places left of `total`; an opportunity can have several.
    """

    headings: tuple[Heading, ...]
    groups: tuple[RowGroup, ...]
    total: int
    total_stages: int
    grid_index: GridIndex = field(repr=False)

    @property
    def width(self) -> int:
        return len(self.headings) + 1

    @cached_property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @cached_property
    def opportunities(self) -> int:
        left = reduce(or_, (group.lines for group in self.groups), 0)
        return self.grid_index.opportunities(left)

    @property
    def total_opportunities(self) -> int:
        return self.grid_index.opportunities(self.grid_index.all)

    @cached_property
    def carried(self) -> int:
        return sum(row.carried for group in self.groups for row in group.rows)

    @cached_property
    def stages(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def has_folds(self) -> bool:
        return any(row.has_folds for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class MatrixOptions:
    """How to lay a grid out.

    `stages` and `matching`: the keys of the stages, and of the placements wherever they are, that a
    filter leaves; None without a filter. The same filter applies to lines that "PLUS" carries on.
    `marker` marks its matches. `folded` is False to show every line at once.
    """

    by_tier: bool = False
    stages: Collection[UUID] | None = None
    matching: Collection[UUID] | None = None
    marker: Marker | None = None
    folded: bool = True


class MatrixLayout:
    """A grid laid out over columns, to which any filter can be applied.

    Making one costs more than filtering it, so it is worth caching.
    """

    def __init__(
        self,
        grid_index: GridIndex,
        *,
        by_tier: bool = False,
        folded: bool = True,
        marks: OriginLabels | None = None,
    ) -> None:
        self.grid_index, self.grid, self.by_tier = grid_index, grid_index.grid, by_tier
        self.marks = marks
        self.columns = (tier_columns if by_tier else printed_columns)(self.grid, marks)
        self.headings = tuple(
            Heading(column.heading, column.tier, share, self._origin_label(column))
            for column, share in zip(self.columns, self._shares(), strict=True)
        )
        self.fold = Fold(rows_of=CHARACTERS_ACROSS // max(len(self.columns), 1), on=folded)
        self.stages = [
            (1 << number, stage, grid_index.at_stage[stage.key], grid_index.carried_to[stage.key])
            for number, stage in enumerate(self.grid.stages)
        ]
        groups = [group for group, _ in groupby(self.grid.stages, key=lambda stage: stage.group)]
        self.mixes_groups = len(groups) > len(set(groups))
        self.own_headings = {
            group: () if by_tier else _own_headings(self.grid, group) for group in set(groups)
        }

    def matrix(
        self,
        *,
        stages: StageSet | None = None,
        matching: LineSet | None = None,
        marker: Marker | None = None,
    ) -> Matrix:
        """Return the matrix of these lines at these stages: see MatrixOptions."""
        rows = [
            self._row(stage, here, carried, matching, marker)
            for bit, stage, here, carried in self.stages
            if stages is None or stages & bit
        ]
        if matching is not None:
            rows = [row for row in rows if row.lines]
        return Matrix(
            headings=self.headings,
            groups=tuple(self._grouped(rows)),
            total=len(self.grid.placements),
            total_stages=len(self.grid.stages),
            grid_index=self.grid_index,
        )

    def cells(self, row: MatrixRow, explained: set[str]) -> tuple[Cell, ...]:
        leaves = partial(self._leaves, row)
        return tuple(
            column.cell(self.grid, row.stage, leaves, self.fold, explained, row.marker)
            for column in self.columns
        )

    def has_folds(self, row: MatrixRow) -> bool:
        """Return whether any cell of the row is folded, without laying out its cells."""
        leaves = partial(self._leaves, row)
        return any(
            column.has_fold(self.grid, row.stage, leaves, self.fold) for column in self.columns
        )

    def _shares(self) -> tuple[int, ...]:
        """The share of the width of each column, by the letters of its lines."""
        return shares([self._letters(column) for column in self.columns])

    def _letters(self, column: MatrixColumn) -> int:
        keys = {printed.key for printed in column.columns}
        lines = (
            self.grid.opportunity_by_key[placement.opportunity]
            for placement in self.grid.placements
            if placement.column in keys and column.belongs(placement)
        )
        return sum(len(text) + END for line in lines for text in line.texts)

    def _leaves(self, row: MatrixRow, placement: Placement) -> bool:
        return self.grid_index.has(row.lines, placement)

    def _origin_label(self, column: MatrixColumn) -> OriginLabel | None:
        if self.marks is None or self.by_tier:
            return None
        return self.marks.columns.get(column.columns[0].key)

    def _row(
        self,
        stage: Stage,
        here: LineSet,
        carried: LineSet,
        matching: LineSet | None,
        marker: Marker | None,
    ) -> MatrixRow:
        if matching is not None:
            here, carried = here & matching, carried & matching
        return MatrixRow(stage, here | carried, here, carried.bit_count(), marker, self)

    def _grouped(self, rows: list[MatrixRow]) -> Iterator[RowGroup]:
        if self.mixes_groups:
            if rows:
                yield RowGroup(None, tuple(rows), ())
            return
        for group, members in groupby(rows, key=lambda row: row.stage.group):
            yield RowGroup(group, tuple(members), self.own_headings[group])


def lay_out(grid: GridSnapshot, layout: MatrixOptions = MatrixOptions()) -> Matrix:
    """Return the matrix of the grid. With a filter, only stages with matching lines."""
    grid_index = GridIndex(grid)
    matching = None
    if layout.matching is not None:
        matching = grid_index.of(line for line in grid.placements if line.key in layout.matching)
    stages = None
    if layout.stages is not None:
        slugs = [stage.slug for stage in grid.stages if stage.key in layout.stages]
        stages = grid_index.stages_chosen({"stage": slugs})
    layout_of = MatrixLayout(grid_index, by_tier=layout.by_tier, folded=layout.folded)
    return layout_of.matrix(stages=stages, matching=matching, marker=layout.marker)


def _own_headings(grid: GridSnapshot, group: Group) -> tuple[str, ...]:
    """Return the headings that differ in the tables of this group's stages, in column order."""
    stages = [stage for stage in grid.stages if stage.group == group]
    printed = (grid.heading_at(stage, column) for column in grid.columns for stage in stages)
    usual = {column.heading for column in grid.columns}
    return tuple(dict.fromkeys(heading for heading in printed if heading not in usual))
