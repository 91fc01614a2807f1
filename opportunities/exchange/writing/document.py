"""A grid to be written to a file: which part of it, how, and where it comes from.

Every writer takes a GridDocument, so that a filter, a single stage, "PLUS" spelt out and the marks
of a copy mean the same in each format.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from opportunities.comparing.origins import OriginLabel, OriginLabels
from opportunities.exchange.scope import Scope
from opportunities.grid.progression import carried_on
from opportunities.grid.snapshot import (
    Column,
    GridSnapshot,
    Opportunity,
    Placement,
    Section,
    Stage,
)
from opportunities.grid.vocabulary import ContinuationWord

NOTHING_LEFT = "No opportunities match."
NOTHING_YET = "There is nothing in this grid yet."
"""The text of a file whose filter leaves nothing."""


@dataclass(frozen=True, slots=True)
class GridSource:
    """Where a grid comes from, as stated in each file.

    `organisation` is the full name, `short_name` the everyday one ("Lancashire"). `edition` is its
    label ("2019"), empty for a draft. `published` is the day, None for a draft. `address` is the
    absolute address of the page; of the stage's page for a single stage. `credit` names the source
    of the printed text; `contact` says whom to ask about the framework, empty if nobody is named.
    `opportunities` is the absolute address under which each opportunity has a page, empty if they
    have none: in drafts, and in what only members may read. `status` is that of the edition:
    "draft", "published" or "withdrawn". `fingerprint` is that of the published edition, including
    hidden rows of a copy.
    """

    organisation: str
    short_name: str
    framework: str
    edition: str
    address: str
    slug: str
    title: str = ""
    published: date | None = None
    credit: str = ""
    contact: str = ""
    opportunities: str = ""
    status: str = "published"
    fingerprint: str = ""


def mark_in_words(label: OriginLabel | None) -> str:
    """Return a copy's mark of a row: that it is its own, else its former words."""
    if not label or not (label.own or label.before):
        return ""
    return label.own or (label.said if label.only_beside else f"Reworded. {label.said}")


def short_reference(fingerprint: str) -> str:
    """Return the beginning of a fingerprint, easy to read out: "7f3a-2b91"."""
    return f"{fingerprint[:4]}-{fingerprint[4:8]}"


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line of a cell: its placement, its words, and a copy's mark.

    `carried_from`: the stage it stands at, if "PLUS" carries it on into this cell.
    """

    placement: Placement
    opportunity: Opportunity
    label: OriginLabel | None = None
    carried_from: Stage | None = None


@dataclass(frozen=True, slots=True)
class DocumentCell:
    """One cell: its heading as printed there, its "PLUS" or "As above", and its lines in order.

    If the document is written out, carried lines follow the cell's own and `word` is None.
    """

    stage: Stage
    column: Column
    heading: str
    word: ContinuationWord | None
    lines: tuple[DocumentLine, ...]


@dataclass(frozen=True)
class GridDocument:
    """What of a grid is written, and how.

    `stages_left` and `lines_left` are the keys of stages and placements that a filter leaves, None
    if it does not limit them; a line must be in both. `filters` describes the filter in words. With
    `written_out`, "PLUS" and "As above" are spelt out. `labels` are the marks of a copy. `stage` is
    the one stage of the file, if any.
    """

    grid: GridSnapshot
    source: GridSource
    stages_left: frozenset[UUID] | None = None
    lines_left: frozenset[UUID] | None = None
    filters: tuple[str, ...] = ()
    written_out: bool = False
    labels: OriginLabels | None = None
    stage: Stage | None = None

    @property
    def fingerprint(self) -> str:
        """The edition's fingerprint, by which it is found again; for a draft, that of what is
        written.
        """
        return self.source.fingerprint or self.grid.fingerprint

    @property
    def reference(self) -> str:
        """The short reference of the edition: eight hexadecimal digits, "7f3a-2b91"."""
        return short_reference(self.fingerprint)

    @property
    def scope(self) -> Scope:
        """Which part of the edition is written, for reading the file back."""
        return Scope(
            self.stage.key if self.stage else None,
            is_filtered=self.is_filtered,
            is_written_out=self.written_out,
            has_sections=self.sections == self.grid.sections,
        )

    @property
    def cited(self) -> str:
        """The citation of the edition: "Lancashire 2019 · ref 7f3a-2b91"."""
        edition = self.source.edition if self.source.published else "draft"
        return f"{self.source.short_name} {edition} · ref {self.reference}"

    @property
    def cache_key(self) -> tuple[object, ...]:
        """All that a file depends on: equal keys mean equal files."""
        left = (self.stages_left, self.lines_left)
        labels = self.labels and (self.labels.lines, self.labels.stages, self.labels.columns)
        return (
            self.grid.fingerprint,
            self.source,
            *(None if keys is None else sorted(keys) for keys in left),
            self.filters,
            self.written_out,
            self.stage,
            labels,
        )

    @property
    def is_filtered(self) -> bool:
        return self.stages_left is not None or self.lines_left is not None

    @property
    def is_nothing_left(self) -> bool:
        """Whether a filter leaves no line; a file then says NOTHING_LEFT."""
        return self.is_filtered and not self.count

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages to write, in grid order: those with lines that the filter leaves."""
        of_one = None if self.stage is None else frozenset([self.stage.key])
        return tuple(
            stage
            for stage in self.grid.stages
            if (of_one is None or stage.key in of_one)
            and (self.stages_left is None or stage.key in self.stages_left)
            and (self.lines_left is None or any(cell.lines for cell in self.cells(stage)))
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.grid.columns

    @property
    def sections(self) -> tuple[Section, ...]:
        """The text around the grid; none for a single stage or after a filter."""
        return () if self.stage or self.is_filtered else self.grid.sections

    def address_of(self, line: DocumentLine) -> str:
        """Return the address of this line: its own page, else the document's. It ends in the key of
        its placement, which survives programs that keep nothing but links.
        """
        page = self.source.address
        if self.source.opportunities:
            page = f"{self.source.opportunities}{line.opportunity.key}/"
        return f"{page}#{line.placement.key}"

    def cells(self, stage: Stage) -> list[DocumentCell]:
        """Return the cells of this stage, one for each column."""
        return [self._cell(stage, column) for column in self.columns]

    def lines(self) -> Iterator[tuple[DocumentCell, DocumentLine]]:
        """Yield every line to write, in grid order, with its cell."""
        for stage in self.stages:
            for cell in self.cells(stage):
                for line in cell.lines:
                    yield cell, line

    @cached_property
    def count(self) -> int:
        """The number of lines to write."""
        return sum(1 for _ in self.lines())

    @cached_property
    def opportunities(self) -> int:
        """The number of different opportunities in the lines; one may stand in several places."""
        return len({line.opportunity.key for _, line in self.lines()})

    @property
    def counted(self) -> str:
        """Return the counts in words: "320 opportunities in 533 places"; for one stage, "56
        opportunities".
        """
        count_text = counted(self.opportunities)
        if self.stage:
            return count_text
        return f"{count_text} in {self.count:,} place{'' if self.count == 1 else 's'}"

    def _cell(self, stage: Stage, column: Column) -> DocumentCell:
        place = stage.key, column.key
        word = self.grid.word_at.get(place)
        lines = [self._line(placement) for placement in self._left(self.grid.cells[place])]
        if word and self.written_out:
            word = None
            for above, placements in carried_on(self.grid, stage, column):
                lines += [self._line(placement, above) for placement in self._left(placements)]
        heading = self.grid.heading_at(stage, column)
        return DocumentCell(stage, column, heading, word, tuple(lines))

    def _left(self, placements: tuple[Placement, ...]) -> list[Placement]:
        left = self.lines_left
        return [row for row in placements if left is None or row.key in left]

    def _line(self, placement: Placement, carried_from: Stage | None = None) -> DocumentLine:
        label = self.labels.lines.get(placement.key) if self.labels else None
        opportunity = self.grid.opportunity_by_key[placement.opportunity]
        return DocumentLine(placement, opportunity, label, carried_from)


def counted(number: int) -> str:
    return f"{number:,} opportunit{'y' if number == 1 else 'ies'}"
