"""Lay out one cell of a grid for a template. No queries.

A cell belongs to a MatrixColumn: a printed column, or everything from one tier. Long cells are
folded: `first` is always open, `folded` opens with a click.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from opportunities.comparing.origins import OriginLabel, OriginLabels
from opportunities.grid.progression import carried_on
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Placement, Stage
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from opportunities.text import annotate, fates
from opportunities.text.stems import Marker

type Leaves = Callable[[Placement], bool]
"""Returns whether a filter leaves this line, at whatever stage it is read."""

CHARACTERS_ACROSS = 136
"""Approximate characters of a line that fit across all the columns of the page together."""

OPEN_ROWS = 8
"""A cell shows lines up to about this many rows of text before it folds …"""

FEWEST = 3
"""… but never fewer lines than this, and it never folds fewer than this."""


@dataclass(frozen=True, slots=True)
class CellLine:
    """A placement for display at a stage: its own, or one to which it carries on.

    Without runs the text is plain. `number`: the number of the opportunity in its grid.
    `origin_label`: in a copy, the label beside its words.
    """

    stage: Stage
    placement: Placement
    opportunity: Opportunity
    runs: tuple[annotate.TextRun, ...]
    detail_runs: tuple[tuple[annotate.TextRun, ...], ...]
    number: int
    origin_label: OriginLabel | None = None

    @property
    def text(self) -> str:
        return self.opportunity.text

    @property
    def details(self) -> tuple[str, ...]:
        return self.opportunity.details

    @property
    def link(self) -> str:
        return self.opportunity.link

    @property
    def href(self) -> str:
        return self.opportunity.href

    @property
    def has_links(self) -> bool:
        return any(run.href for run in self.runs)

    @property
    def leading(self) -> annotate.Leading:
        """Its runs in three parts: the middle links to its page."""
        return annotate.leading(self.runs)

    @property
    def details_with_runs(self) -> Iterable[tuple[str, tuple[annotate.TextRun, ...]]]:
        return zip(self.opportunity.details, self.detail_runs, strict=True)

    @property
    def tier(self) -> ProviderTier:
        return self.placement.tier

    @property
    def fates(self) -> fates.Fates:
        """What became of the things it names."""
        return fates.at_stage(self.opportunity, self.stage)


@dataclass(frozen=True, slots=True)
class Carried:
    """The lines that "PLUS" or "As above" carries on, by the stage they come from."""

    word: ContinuationWord
    stages: tuple[tuple[Stage, tuple[CellLine, ...]], ...]

    @property
    def count(self) -> int:
        return sum(len(lines) for _, lines in self.stages)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix. `total` counts its lines without any filter. `box`: for a printed
    column, the keys of stage and column.
    """

    heading: str
    tier: ProviderTier | None
    first: tuple[CellLine, ...]
    folded: tuple[CellLine, ...]
    total: int
    carried: tuple[Carried, ...]
    box: tuple[UUID, UUID] | None = None

    @property
    def count(self) -> int:
        return len(self.first) + len(self.folded)

    @property
    def is_mixed(self) -> bool:
        """Whether each line has to show its provider."""
        return any(line.tier != self.tier for line in (*self.first, *self.folded))

    @property
    def is_blank(self) -> bool:
        return not self.first and not self.carried


def lines_of(
    grid: GridSnapshot,
    stage: Stage,
    placements: Iterable[Placement],
    marker: Marker | None = None,
    explained: set[str] | None = None,
    marks: OriginLabels | None = None,
) -> tuple[CellLine, ...]:
    """Return the placements with their words, for display at this stage: see `annotate`."""
    labels = marks.lines if marks else {}
    lines = []
    for placement in placements:
        opportunity = grid.opportunity_by_key[placement.opportunity]
        lines.append(
            CellLine(
                stage,
                placement,
                opportunity,
                annotate.annotate(opportunity.text, marker, explained),
                tuple(
                    annotate.annotate(detail, marker, explained) for detail in opportunity.details
                ),
                grid.number_of[opportunity.key],
                labels.get(placement.key),
            )
        )
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A column of the matrix: a printed one, or everything from one tier."""

    heading: str
    tier: ProviderTier | None
    columns: tuple[Column, ...]
    belongs: Callable[[Placement], bool]
    marks: OriginLabels | None = None

    def cell(
        self,
        grid: GridSnapshot,
        stage: Stage,
        leaves: Leaves,
        fold: "Fold",
        explained: set[str],
        marker: Marker | None = None,
    ) -> Cell:
        placements = self._placements(grid, stage)
        first, folded = self._parted(grid, list(filter(leaves, placements)), fold)
        carried = tuple(self._carried(grid, stage, leaves, set(explained), marker))
        return Cell(
            heading=self._heading_at(grid, stage),
            tier=self.tier,
            first=lines_of(grid, stage, first, marker, explained, self.marks),
            folded=lines_of(grid, stage, folded, marker, set(explained), self.marks),
            total=len(placements),
            carried=carried,
            box=(stage.key, self.columns[0].key) if self._is_printed else None,
        )

    def has_fold(self, grid: GridSnapshot, stage: Stage, leaves: Leaves, fold: "Fold") -> bool:
        """Return whether its cell at this stage is folded."""
        left = list(filter(leaves, self._placements(grid, stage)))
        return bool(self._parted(grid, left, fold)[1])

    def _parted(
        self, grid: GridSnapshot, left: Sequence[Placement], fold: "Fold"
    ) -> tuple[Sequence[Placement], Sequence[Placement]]:
        """Split these lines into open and folded ones; a copy's own or reworded lines stay open."""
        unfolded = fold(grid, left)
        first, folded = left[:unfolded], left[unfolded:]
        if not folded or not self.marks:
            return first, folded
        ours = [line for line in folded if self.marks.is_ours(line.key)]
        return [*first, *ours], [line for line in folded if not self.marks.is_ours(line.key)]

    def _placements(self, grid: GridSnapshot, stage: Stage) -> list[Placement]:
        return [
            placement
            for column in self.columns
            for placement in grid.cells[stage.key, column.key]
            if self.belongs(placement)
        ]

    @property
    def _is_printed(self) -> bool:
        """Whether this is a printed column."""
        return len(self.columns) == 1 and self.heading == self.columns[0].heading

    def _heading_at(self, grid: GridSnapshot, stage: Stage) -> str:
        if self._is_printed:
            return grid.heading_at(stage, self.columns[0])
        return self.heading

    def _carried(
        self,
        grid: GridSnapshot,
        stage: Stage,
        leaves: Leaves,
        explained: set[str],
        marker: Marker | None,
    ) -> Iterable[Carried]:
        def visible(placements: Iterable[Placement]) -> Iterator[Placement]:
            return (line for line in placements if self.belongs(line) and leaves(line))

        for column in self.columns:
            if not (word := grid.word_at.get((stage.key, column.key))):
                continue
            stages = tuple(
                (above, lines)
                for above, placements in carried_on(grid, stage, column)
                if (
                    lines := lines_of(
                        grid, stage, visible(placements), marker, explained, self.marks
                    )
                )
            )
            if stages:
                yield Carried(word, stages)


def printed_columns(grid: GridSnapshot, marks: OriginLabels | None = None) -> list[MatrixColumn]:
    return [
        MatrixColumn(
            column.heading, _tier_of(grid, column), (column,), lambda placement: True, marks
        )
        for column in grid.columns
    ]


def _tier_of(grid: GridSnapshot, column: Column) -> ProviderTier | None:
    """Return the column's tier, or that of all its lines if they share one."""
    tiers = {placement.tier for placement in grid.placements if placement.column == column.key}
    return column.tier or (tiers.pop() if len(tiers) == 1 else None)


def tier_columns(grid: GridSnapshot, marks: OriginLabels | None = None) -> list[MatrixColumn]:
    provided = {placement.tier for placement in grid.placements}
    return [_of_tier(grid, tier, marks) for tier in ProviderTier if tier in provided]


def _of_tier(
    grid: GridSnapshot, tier: ProviderTier, marks: OriginLabels | None = None
) -> MatrixColumn:
    return MatrixColumn(
        tier.label, tier, grid.columns, lambda placement: placement.tier == tier, marks
    )


@dataclass(frozen=True, slots=True)
class Fold:
    """Splits a cell into open and folded lines, by the room they take."""

    rows_of: int
    on: bool

    def __call__(self, grid: GridSnapshot, placements: Sequence[Placement]) -> int:
        """Return how many of the lines are open."""
        if not self.on or len(placements) < 2 * FEWEST:
            return len(placements)
        lines = [grid.opportunity_by_key[placement.opportunity] for placement in placements]
        rows = 0
        for index, line in enumerate(lines):
            rows += sum(-(-len(text) // self.rows_of) for text in line.texts)
            if rows > OPEN_ROWS and index >= FEWEST:
                return len(lines) if len(lines) - index < FEWEST else index
        return len(lines)


def tier_cell(
    grid: GridSnapshot,
    stage: Stage,
    tier: ProviderTier,
    leaves: Leaves,
    *,
    across: int,
    explained: set[str],
    folded: bool = True,
) -> Cell:
    """Return the lines left of a tier at a stage, for a page with so many cells side by side."""
    fold = Fold(rows_of=CHARACTERS_ACROSS // max(across, 1), on=folded)
    return _of_tier(grid, tier).cell(grid, stage, leaves, fold, explained)
