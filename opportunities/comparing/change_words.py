"""Describe a change: its texts as runs for a template, and notes on the other fields.

Our sentences quote the framework's words. No HTML here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from opportunities.comparing.diff import Change, ChangeKind, Changes, FieldDifference
from opportunities.comparing.word_diff import DiffRun, compare, compare_lines, only_spacing
from opportunities.grid.fields import BESIDE, FIELDS, Field, in_words, name_of, row_types
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Place,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)

type Runs = tuple[DiffRun, ...]

GONE = (ChangeKind.REMOVED, ChangeKind.HIDDEN)
"""The row is not in the later grid."""


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A text of a row, line by line, each in runs. Without a label it is the row's own words."""

    label: str
    lines: tuple[Runs, ...]

    @property
    def before(self) -> str:
        return _joined("".join(run.kept + run.removed for run in runs) for runs in self.lines)

    @property
    def after(self) -> str:
        return _joined("".join(run.kept + run.added for run in runs) for runs in self.lines)


def _joined(lines: Iterator[str]) -> str:
    """Join the lines that are not empty."""
    return "\n".join(filter(None, lines))


def label(change: Change) -> str:
    """Return "Reworded"; "Reworded here" if the line is elsewhere too; "Renamed" for a stage."""
    (name, *_) = FIELDS[type(change.row)]
    renamed = any(difference.field == name for difference in change.differences)
    if renamed and isinstance(change.row, Stage | Column) and change.kind == ChangeKind.REWORDED:
        return "Renamed"
    only_here = change.here and change.kind in (
        ChangeKind.ADDED,
        ChangeKind.REMOVED,
        ChangeKind.HIDDEN,
        ChangeKind.REWORDED,
    )
    return f"{change.kind.label} here" if only_here else change.kind.label


def texts(change: Change) -> Iterator[ChangedText]:
    """Yield the changed texts of the row: its own words first, then every other text that differs.

    Of a text with many lines, only the lines that differ.
    """
    (first, *others) = FIELDS[type(change.row)]
    yield ChangedText("", (_words(change, first),))
    for field in others:
        if field.is_text and (lines := tuple(_lines(change, field))):
            belongs = isinstance(change.row, Opportunity | Section) and not field.is_beside
            yield ChangedText("" if belongs else field.heading, lines)
    for difference in change.differences:
        if difference.field in FIELDS[Placement] and difference.field.is_text:
            runs = compare(difference.before, difference.after)
            yield ChangedText(difference.field.heading, (runs,))


def _words(change: Change, field: Field) -> Runs:
    return compare(*_values(change, field))


def _values(change: Change, field: Field) -> tuple[Any, Any]:
    """Return the field before and after; for a missing row, an empty value of its type."""
    value = field.of(change.row)
    nothing: Any = "" if isinstance(value, str) else ()
    before = nothing if change.kind == ChangeKind.ADDED else field.of(change.before)
    after = nothing if change.kind in GONE else field.of(change.after)
    return before, after


def _lines(change: Change, field: Field) -> Iterator[Runs]:
    differs = any(difference.field == field for difference in change.differences)
    if not differs and change.kind not in (ChangeKind.ADDED, *GONE):
        return
    before, after = _values(change, field)
    is_list = isinstance(before, tuple)
    if not is_list:
        before, after = before.split("\n"), after.split("\n")
    for line in compare_lines(before, after):
        if line.runs and (is_list or line.is_change):
            yield line.runs


def notes(changes: Changes, change: Change) -> Iterator[str]:
    """Yield the notes on the change, one sentence each."""
    for difference in change.differences:
        if difference.field.name == "place":
            yield _moved(changes, difference)
        elif not difference.field.is_text and not isinstance(change.row, Continuation):
            yield _describe(difference)
        elif _is_only_spacing(difference):
            yield "Only the spacing."
    if isinstance(change.row, Opportunity):
        yield from _of_a_line(changes, change, change.row)
    elif isinstance(change.row, Stage | Column):
        yield from _of_an_axis(changes, change)
    elif isinstance(change.row, Continuation):
        yield from _of_a_continuation(change)
    elif isinstance(change.row, PrintedHeading):
        yield from _of_a_heading(changes, change, change.row)
    if change.reordered and isinstance(change.row, Stage | Column | Section):
        yield _now_after(change.row, changes.after)


def _is_only_spacing(difference: FieldDifference) -> bool:
    is_line = difference.field == FIELDS[Opportunity][0]
    return is_line and only_spacing(difference.before, difference.after)


def _of_a_line(changes: Changes, change: Change, row: Opportunity) -> Iterator[str]:
    if change.here and change.kind in HERE:
        yield HERE[change.kind]
    new_there = change.kind in (ChangeKind.ADDED, ChangeKind.MOVED) or change.reordered
    if new_there and len(change.placed) == 1:
        yield from _line_before(changes.after, change.placed[0].placement)
    if change.kind in (ChangeKind.ADDED, *GONE):
        for field in BESIDE.values():
            if not field.is_text and (value := in_words(field.of(row))):
                yield f"{field.heading}: {value}"


HERE = {
    ChangeKind.ADDED: "The line stood elsewhere already.",
    ChangeKind.REMOVED: "The line still stands elsewhere.",
    ChangeKind.HIDDEN: "The line still stands elsewhere.",
    ChangeKind.REWORDED: "The line stands elsewhere too.",
}


def _of_an_axis(changes: Changes, change: Change) -> Iterator[str]:
    """Yield how many lines a new or removed stage or column has, and how many are nowhere else."""
    if not change.placed:
        return
    added = change.kind == ChangeKind.ADDED
    other = changes.before if added else changes.after
    elsewhere = {placement.opportunity for placement in other.placements}
    count = len(change.placed)
    alone = sum(placed.placement.opportunity not in elsewhere for placed in change.placed)
    lines = "1 line" if count == 1 else f"{count} lines"
    are = "is" if alone == 1 else "are"
    if added:
        yield f"{lines} with it, {alone or 'none'} of them new."
    elif change.kind == ChangeKind.HIDDEN:
        yield f"{lines}; nothing is deleted."
    elif alone:
        yield f"{lines} went with it; {alone} of them {are} gone altogether."
    else:
        yield f"{lines} went with it; all still stand elsewhere."


def _of_a_continuation(change: Change) -> Iterator[str]:
    if change.kind == ChangeKind.ADDED:
        yield "What stands above goes on here now."
    elif change.kind == ChangeKind.REMOVED:
        yield "What stands above no longer goes on here."


def _of_a_heading(changes: Changes, change: Change, row: PrintedHeading) -> Iterator[str]:
    heading = changes.after.column_by_key[row.column].heading
    if change.kind == ChangeKind.ADDED:
        yield f"Printed there instead of “{heading}”."
    elif change.kind == ChangeKind.REMOVED:
        yield f"“{heading}” is printed there now."


def _moved(changes: Changes, difference: FieldDifference) -> str:
    """Return "From NQT to RQT", with the columns if they differ."""
    was = _names(changes.before, difference.before)
    now = _names(changes.after, difference.after)
    same_stage = difference.before[0] == difference.after[0]
    same_column = difference.before[1] == difference.after[1]
    if same_column:
        return f"From {was[0]} to {now[0]}."
    if same_stage:
        return f"From “{was[1]}” to “{now[1]}”."
    return f"From {was[0]}, “{was[1]}”, to {now[0]}, “{now[1]}”."


def _names(grid: GridSnapshot, place: Place) -> tuple[str, str]:
    stage, column = grid.stage_by_key[place[0]], grid.column_by_key[place[1]]
    return stage.name, grid.heading_at(stage, column)


def _describe(difference: FieldDifference) -> str:
    """Describe a field without words of the framework: "Who provides it: was …, now …"."""
    before, after = difference.before, difference.after
    name = difference.field.heading
    if isinstance(after, bool):
        return f"{name} now." if after else f"No longer {difference.field.label}."
    if difference.field.is_beside and not before:
        return f"{name} added: {in_words(after)}"
    if difference.field.is_beside and not after:
        return f"{name} taken out: {in_words(before)}"
    return f"{name}: was {_plain(before)}, now {_plain(after)}."


def _plain(value: Any) -> str:
    """Format a value; only a column's tier may be None."""
    return "mixed" if value is None else in_words(value)


def _line_before(grid: GridSnapshot, placement: Placement) -> Iterator[str]:
    """Describe the position in the cell; empty if it is the only line there."""
    if before := grid.line_before.get(placement.key):
        yield f"After “{grid.opportunity_by_key[before.opportunity].text}”."
    elif len(grid.cells[placement.place]) > 1:
        yield "The first line of its cell."


def _now_after(row: Stage | Column | Section, grid: GridSnapshot) -> str:
    rows: Sequence[Any] = getattr(grid, row_types()[type(row)])
    position = rows.index(row)
    return f"Now after “{name_of(rows[position - 1])}”." if position else "Now the first."
