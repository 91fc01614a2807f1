"""Lays a grid out as rows of cells, for a template to draw. Asks the database nothing.

A matrix can be laid out by the columns as printed or by provider tier, and can be narrowed to
the placements that a filter leaves. Long cells are folded: `first` is always open, `folded` is
one click away.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from uuid import UUID

from opportunities import prose
from opportunities.progression import carried_on
from opportunities.snapshot import Column, GridSnapshot, Opportunity, Placement, Stage
from opportunities.vocabulary import ContinuationWord, Group, ProviderTier

CHARACTERS_ACROSS = 136
"""About how many characters of a line fit across all the columns of the page together."""

OPEN_ROWS = 8
"""A cell shows lines up to about so many rows of text before it folds …"""

FEWEST = 3
"""… but never fewer lines than this, and it never folds fewer than this."""


@dataclass(frozen=True, slots=True)
class Line:
    """One placement, ready to be drawn. Empty runs: the text is plain."""

    placement: Placement
    opportunity: Opportunity
    runs: tuple[prose.Run, ...]
    detail_runs: tuple[tuple[prose.Run, ...], ...]

    @property
    def text(self) -> str:
        return self.opportunity.text

    @property
    def details(self) -> tuple[str, ...]:
        return self.opportunity.details

    @property
    def details_with_runs(self) -> Iterable[tuple[str, tuple[prose.Run, ...]]]:
        return zip(self.opportunity.details, self.detail_runs, strict=True)

    @property
    def tier(self) -> ProviderTier:
        return self.placement.tier


@dataclass(frozen=True, slots=True)
class Carried:
    """What a "PLUS" or "As above" carries on, from the stages it comes from."""

    word: ContinuationWord
    stages: tuple[tuple[Stage, tuple[Line, ...]], ...]

    @property
    def count(self) -> int:
        return sum(len(lines) for _, lines in self.stages)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix. `total` counts what stands in it without any filter."""

    heading: str
    tier: ProviderTier | None
    first: tuple[Line, ...]
    folded: tuple[Line, ...]
    total: int
    carried: tuple[Carried, ...]

    @property
    def count(self) -> int:
        return len(self.first) + len(self.folded)

    @property
    def is_mixed(self) -> bool:
        """Whether each line has to say for itself who provides it."""
        return any(line.tier != self.tier for line in (*self.first, *self.folded))

    @property
    def is_blank(self) -> bool:
        return not self.first and not self.carried


@dataclass(frozen=True, slots=True)
class Row:
    """A stage with its cells. `printed` is what stands under its name."""

    stage: Stage
    printed: tuple[prose.Line, ...]
    cells: tuple[Cell, ...]

    @property
    def count(self) -> int:
        return sum(cell.count for cell in self.cells)

    @property
    def carried(self) -> int:
        """How many lines go on here from the stages above."""
        return sum(carried.count for cell in self.cells for carried in cell.carried)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows for one kind of staff, or all of them, under no name, where a grid mixes the kinds.

    `headings` are its own printed headings, if they are others.
    """

    group: Group | None
    rows: tuple[Row, ...]
    headings: tuple[str, ...]

    @property
    def count(self) -> int:
        return sum(row.count for row in self.rows)


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    tier: ProviderTier | None


@dataclass(frozen=True)
class Matrix:
    """A grid laid out: headings along the top, groups of rows down the side."""

    headings: tuple[Heading, ...]
    groups: tuple[RowGroup, ...]
    total: int
    total_stages: int

    @property
    def width(self) -> int:
        return len(self.headings) + 1

    @cached_property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @cached_property
    def carried(self) -> int:
        return sum(row.carried for group in self.groups for row in group.rows)

    @cached_property
    def stages(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def has_folds(self) -> bool:
        return any(cell.folded for group in self.groups for row in group.rows for cell in row.cells)


@dataclass(frozen=True)
class Layout:
    """How to lay a grid out.

    `stages` and `matching` hold the keys of the stages, and of the placements wherever they stand,
    that a filter leaves; they are None where nothing is filtered. What a "PLUS" carries on is
    left or not by the same rule as what is printed in its place. `words` are marked where they
    stand. `folded` is False to show every line at once.
    """

    by_tier: bool = False
    stages: Collection[UUID] | None = None
    matching: Collection[UUID] | None = None
    words: Sequence[str] = field(default_factory=tuple)
    folded: bool = True

    def leaves(self, placement: Placement) -> bool:
        """Whether the filter leaves this line, at whatever stage it is read."""
        return self.matching is None or placement.key in self.matching


def lay_out(grid: GridSnapshot, layout: Layout = Layout()) -> Matrix:
    """The matrix of the grid. With a filter, only the stages where it leaves something."""
    strips = _by_tier(grid) if layout.by_tier else _as_printed(grid)
    fold = _Fold(rows_of=CHARACTERS_ACROSS // max(len(strips), 1), on=layout.folded)
    rows = [
        _row(grid, stage, strips, layout, fold)
        for stage in grid.stages
        if layout.stages is None or stage.key in layout.stages
    ]
    if layout.matching is not None:
        rows = [row for row in rows if row.count or row.carried]
    return Matrix(
        headings=tuple(Heading(strip.heading, strip.tier) for strip in strips),
        groups=tuple(_grouped(grid, rows, by_tier=layout.by_tier)),
        total=len(grid.placements),
        total_stages=len(grid.stages),
    )


def tier_cell(
    grid: GridSnapshot,
    stage: Stage,
    tier: ProviderTier,
    *,
    across: int,
    told: set[str],
    folded: bool = True,
) -> Cell:
    """What a tier provides at a stage, for a page with so many cells side by side."""
    fold = _Fold(rows_of=CHARACTERS_ACROSS // max(across, 1), on=folded)
    return _of_tier(grid, tier).cell(grid, stage, Layout(), fold, told)


def _row(
    grid: GridSnapshot, stage: Stage, strips: "list[_Strip]", layout: Layout, fold: "_Fold"
) -> Row:
    """A row. Its reader is told once what an abbreviation means, and once more in each fold."""
    told: set[str] = set()
    printed = prose.lines((*stage.roles, *stage.standards), told)
    cells = tuple(strip.cell(grid, stage, layout, fold, told) for strip in strips)
    return Row(stage, printed, cells)


def _grouped(grid: GridSnapshot, rows: list[Row], *, by_tier: bool) -> Iterator[RowGroup]:
    runs = [group for group, _ in groupby(grid.stages, key=lambda stage: stage.group)]
    if len(runs) > len(set(runs)):
        if rows:
            yield RowGroup(None, tuple(rows), ())
        return
    for group, members in groupby(rows, key=lambda row: row.stage.group):
        yield RowGroup(group, tuple(members), () if by_tier else _own_headings(grid, group))


def lines_of(
    grid: GridSnapshot,
    placements: Iterable[Placement],
    words: Sequence[str] = (),
    told: set[str] | None = None,
) -> tuple[Line, ...]:
    """The placements, with their words, ready to be drawn: see `prose.runs`."""
    lines = []
    for placement in placements:
        opportunity = grid.opportunity_by_key[placement.opportunity]
        lines.append(
            Line(
                placement,
                opportunity,
                prose.runs(opportunity.text, words, told),
                tuple(prose.runs(detail, words, told) for detail in opportunity.details),
            )
        )
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class _Strip:
    """A column of the matrix: one of the printed ones, or all that a tier provides."""

    heading: str
    tier: ProviderTier | None
    columns: tuple[Column, ...]
    belongs: Callable[[Placement], bool]

    def cell(
        self, grid: GridSnapshot, stage: Stage, layout: Layout, fold: "_Fold", told: set[str]
    ) -> Cell:
        placements = [
            placement
            for column in self.columns
            for placement in grid.cells[stage.key, column.key]
            if self.belongs(placement)
        ]
        shown = [placement for placement in placements if layout.leaves(placement)]
        unfolded = fold([grid.opportunity_by_key[placement.opportunity] for placement in shown])
        carried = tuple(self._carried(grid, stage, layout, set(told)))
        return Cell(
            heading=self._heading_at(grid, stage),
            tier=self.tier,
            first=lines_of(grid, shown[:unfolded], layout.words, told),
            folded=lines_of(grid, shown[unfolded:], layout.words, set(told)),
            total=len(placements),
            carried=carried,
        )

    def _heading_at(self, grid: GridSnapshot, stage: Stage) -> str:
        if len(self.columns) == 1 and self.heading == self.columns[0].heading:
            return grid.heading_at(stage, self.columns[0])
        return self.heading

    def _carried(
        self, grid: GridSnapshot, stage: Stage, layout: Layout, told: set[str]
    ) -> Iterable[Carried]:
        def shown(placements: Iterable[Placement]) -> Iterator[Placement]:
            return (line for line in placements if self.belongs(line) and layout.leaves(line))

        for column in self.columns:
            if not (word := grid.word_at.get((stage.key, column.key))):
                continue
            stages = tuple(
                (above, lines)
                for above, placements in carried_on(grid, stage, column)
                if (lines := lines_of(grid, shown(placements), layout.words, told))
            )
            if stages:
                yield Carried(word, stages)


def _as_printed(grid: GridSnapshot) -> list[_Strip]:
    return [
        _Strip(column.heading, _tier_of(grid, column), (column,), lambda placement: True)
        for column in grid.columns
    ]


def _tier_of(grid: GridSnapshot, column: Column) -> ProviderTier | None:
    """The column's own, or that of all its lines, if they are of one."""
    tiers = {placement.tier for placement in grid.placements if placement.column == column.key}
    return column.tier or (tiers.pop() if len(tiers) == 1 else None)


def _by_tier(grid: GridSnapshot) -> list[_Strip]:
    provided = {placement.tier for placement in grid.placements}
    return [_of_tier(grid, tier) for tier in ProviderTier if tier in provided]


def _of_tier(grid: GridSnapshot, tier: ProviderTier) -> _Strip:
    return _Strip(tier.label, tier, grid.columns, lambda placement: placement.tier == tier)


def _own_headings(grid: GridSnapshot, group: Group) -> tuple[str, ...]:
    """The headings that differ in the tables of this group's stages, in the columns' order."""
    stages = [stage for stage in grid.stages if stage.group == group]
    printed = (grid.heading_at(stage, column) for column in grid.columns for stage in stages)
    usual = {column.heading for column in grid.columns}
    return tuple(dict.fromkeys(heading for heading in printed if heading not in usual))


@dataclass(frozen=True, slots=True)
class _Fold:
    """Parts a cell into what is open and what is folded, by the room its lines take."""

    rows_of: int
    on: bool

    def __call__(self, lines: Sequence[Opportunity]) -> int:
        """How many of the lines are open."""
        rows = 0
        for shown, line in enumerate(lines if self.on else ()):
            rows += sum(-(-len(text) // self.rows_of) for text in (line.text, *line.details))
            if rows > OPEN_ROWS and shown >= FEWEST:
                return len(lines) if len(lines) - shown < FEWEST else shown
        return len(lines)
