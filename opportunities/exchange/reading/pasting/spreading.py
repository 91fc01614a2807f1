"""Map a pasted table to boxes of a draft by its headings and its names of stages.

Without headings, its columns are those of the draft from the pasted place on; without names, all
rows are for that stage. What fits nowhere is reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from opportunities.editing.lines import cell
from opportunities.exchange.reading.bullets import plain
from opportunities.exchange.reading.proposing.found import words_of
from opportunities.exchange.reading.proposing.guesses import folded, is_same_heading
from opportunities.exchange.reading.tables import Box, Paragraph, Table
from opportunities.grid.snapshot import Column, GridSnapshot, Place, Stage


@dataclass
class PastedParagraphs:
    """What is pasted into one box. `starts`: the paragraphs that begin a further source box."""

    stage: Stage
    column: Column
    paragraphs: list[Paragraph]
    starts: set[int] = field(default_factory=set)

    def add(self, paragraphs: Sequence[Paragraph]) -> None:
        self.starts.add(len(self.paragraphs))
        self.paragraphs += paragraphs


def in_one_box(
    stage: Stage, column: Column, blocks: Sequence[Table | Paragraph]
) -> PastedParagraphs:
    """Put everything into one box, the boxes of a table in order."""
    printed = PastedParagraphs(stage, column, [])
    for block in blocks:
        if isinstance(block, Paragraph):
            printed.add([block])
        else:
            for box in block.boxes:
                printed.add(box.paragraphs)
    return printed


@dataclass
class SpreadTables:
    """What goes into each box, in the order of the draft, and what fits nowhere, with reasons.

    `is_named`: the table itself names columns or stages of the draft.
    """

    boxes: list[PastedParagraphs] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    is_named: bool = False

    @property
    def is_table(self) -> bool:
        """Whether this is a better reading than the lines of one box."""
        return len(self.boxes) > 1 or (self.is_named and bool(self.boxes))


def spread_tables(
    grid: GridSnapshot, place: Place, blocks: Sequence[Table | Paragraph]
) -> SpreadTables:
    """Spread the tables of what was pasted at this place over the boxes of the draft."""
    spreading = _Spreading(grid, place)
    for block in blocks:
        if isinstance(block, Table):
            spreading.read(block)
        elif words := " ".join(block.text.split()):
            spreading.left_out.append((words, "It stands outside the table."))
    boxes = [spreading.boxes[at] for at in grid.cells if at in spreading.boxes]
    return SpreadTables(boxes, spreading.left_out, spreading.is_named)


class _Spreading:
    def __init__(self, grid: GridSnapshot, place: Place) -> None:
        self.grid = grid
        self.here, self.column = cell(grid, place)
        self.stages = {folded(stage.name): stage for stage in reversed(grid.stages)}
        self.boxes: dict[Place, PastedParagraphs] = {}
        self.left_out: list[tuple[str, str]] = []
        self.is_named = False

    def read(self, table: Table) -> None:
        rows, width = table.size
        columns = self._by_headings(table)
        first = 1 if columns else 0
        names = {row: self._stage(table.at.get((row, 0))) for row in range(first, rows)}
        has_names = 0 not in columns and (bool(columns) or any(names.values()))
        self.is_named |= bool(columns) or any(names.values())
        columns = columns or self._by_position(width, first=1 if has_names else 0)
        stage: Stage | None = self.here
        for row in range(first, rows):
            named = table.at.get((row, 0)) if has_names else None
            if named is not None and words_of(named):
                stage = names[row] or (self.here if rows - first == 1 else None)
                self._report(named, is_known=names[row] is not None, is_here=stage == self.here)
            for box in table.row(row):
                if box is not named and words_of(box):
                    self._put(box, stage, columns.get(box.column), words_of(named))

    def _report(self, named: Box, *, is_known: bool, is_here: bool) -> None:
        """Report words in the box that names a stage which are not its name."""
        if is_here and not is_known:
            reason = f"No stage of this draft is called so. Its row is for {self.here.name}."
            self.left_out.append((words_of(named), reason))
        elif is_known:
            for paragraph in named.paragraphs[1:]:
                self.left_out.append((plain(paragraph.text), "It stands under the stage’s name."))

    def _by_headings(self, table: Table) -> dict[int, Column]:
        """Return the columns of the draft that the first row names; empty if it names none."""
        named: dict[int, Column] = {}
        heads = [box for box in table.row(0) if words_of(box)]
        for box in heads:
            for column in self.grid.columns:
                printed = {column.heading, self.grid.heading_at(self.here, column)}
                is_free = column not in named.values()
                if is_free and any(is_same_heading(words_of(box), each) for each in printed):
                    named[box.column] = column
                    break
        return named if named and table.size[0] > 1 else {}

    def _by_position(self, width: int, *, first: int) -> dict[int, Column]:
        """Assign columns by position from `first`, or from 0 for a table as wide as the draft."""
        columns = self.grid.columns
        start = columns.index(self.column)
        if width - first == len(columns):
            start = 0
        return {first + number: column for number, column in enumerate(columns[start:])}

    def _stage(self, box: Box | None) -> Stage | None:
        """Return the stage that the first words of a box name."""
        if box is None or not box.paragraphs:
            return None
        return self.stages.get(folded(box.paragraphs[0].text))

    def _put(self, box: Box, stage: Stage | None, column: Column | None, name: str) -> None:
        words = words_of(box)
        if stage is None:
            self.left_out.append((words, f"No stage of this draft is called “{name}”."))
        elif column is None:
            self.left_out.append((words, "This draft has no column for it."))
        else:
            printed = PastedParagraphs(stage, column, [])
            self.boxes.setdefault((stage.key, column.key), printed).add(box.paragraphs)
