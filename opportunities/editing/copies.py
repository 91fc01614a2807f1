"""Edits of copies only: hide and show rows, note lines, return to the base.

Each is a function from one grid to the next, as in `lines` and `rows_and_columns`. `theirs` is the
edition that the copy is based on, as its followers see it, and `whose` the name of its publisher.
For a grid that follows nobody `theirs` is empty, and removing really removes.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from opportunities.comparing.copy_comparison import CopyComparison, content_of
from opportunities.editing import lines as edits
from opportunities.editing import rows_and_columns
from opportunities.editing.lines import (
    CannotEdit,
    Edit,
    cell,
    cleaned,
    line_of,
    named,
    placement_of,
)
from opportunities.grid.fields import name_of, row_types
from opportunities.grid.snapshot import (
    Column,
    GridSnapshot,
    Opportunity,
    Place,
    Placement,
    Section,
    Stage,
)

LONGEST_NOTE = 1_000
"""Characters. A note says whom to ask, when, what it costs."""

NAMES: dict[type, str] = {Stage: "stage", Column: "column", Section: "section"}


def hide_lines(grid: GridSnapshot, keys: Sequence[UUID]) -> Edit:
    """Hide these placements from readers; nothing of them is lost."""
    return _set_hidden(grid, keys, hidden=True)


def show_lines(grid: GridSnapshot, keys: Sequence[UUID]) -> Edit:
    """Show these placements again."""
    return _set_hidden(grid, keys, hidden=False)


def _set_hidden(grid: GridSnapshot, keys: Sequence[UUID], *, hidden: bool) -> Edit:
    lines = edits.placements_of(grid, keys)
    after = edits.with_rows(grid.placements, *(replace(line, hidden=hidden) for line in lines))
    what = "hid" if hidden else "showed"
    return Edit(replace(grid, placements=after), what, _called(grid, lines))


def hide_row(grid: GridSnapshot, key: UUID, kind: type) -> Edit:
    """Hide a stage or a column with everything in it."""
    return _set_row_hidden(grid, key, kind, hidden=True)


def show_row(grid: GridSnapshot, key: UUID, kind: type) -> Edit:
    return _set_row_hidden(grid, key, kind, hidden=False)


def _set_row_hidden(grid: GridSnapshot, key: UUID, kind: type, *, hidden: bool) -> Edit:
    row = rows_and_columns.find(getattr(grid, row_types()[kind]), key, NAMES[kind])
    after = _with_row(grid, replace(row, hidden=hidden))
    return Edit(after, "hid" if hidden else "showed", f"{NAMES[kind]} {name_of(row)}")


def note_lines(grid: GridSnapshot, keys: Sequence[UUID], note: str) -> Edit:
    """Set the note of these placements; empty removes it."""
    lines = edits.placements_of(grid, keys)
    note = "\n".join(filter(None, map(cleaned, note.splitlines())))
    if len(note) > LONGEST_NOTE:
        raise CannotEdit(
            f"The note is {len(note):,} characters long. Use at most {LONGEST_NOTE:,}."
        )
    after = edits.with_rows(grid.placements, *(replace(line, note=note) for line in lines))
    had = any(line.note for line in lines)
    what = ("changed" if had else "added") if note else "removed"
    about = f"{'the' if had else 'a'} note beside {_called(grid, lines)}"
    return Edit(replace(grid, placements=after), what, about)


# Removing their line hides it, so that their next edition does not bring it back.


def remove_lines(grid: GridSnapshot, keys: Sequence[UUID], *, theirs: GridSnapshot) -> Edit:
    """Remove our own lines and hide those of the base."""
    lines = edits.placements_of(grid, keys)
    known = {line.key for line in theirs.placements}
    own = [line.key for line in lines if line.key not in known]
    hidden = [line.key for line in lines if line.key in known]
    if not hidden:
        return edits.remove_lines(grid, own)
    if not own:
        return hide_lines(grid, hidden)
    after = edits.remove_lines(hide_lines(grid, hidden).grid, own).grid
    return Edit(after, "removed", f"{len(own)} of our own lines and hid {len(hidden)}")


def remove_row(grid: GridSnapshot, key: UUID, kind: type, *, theirs: GridSnapshot) -> Edit:
    """Remove our own stage or column with our lines in it; hide theirs.

    Lines of theirs that we had moved into it return to their place, hidden.
    """
    name = NAMES[kind]
    if kind is not Section and any(row.key == key for row in getattr(theirs, row_types()[kind])):
        return hide_row(grid, key, kind)
    removing: dict[type, Callable[..., Edit]] = {
        Stage: rows_and_columns.remove_stage,
        Column: rows_and_columns.remove_column,
        Section: rows_and_columns.remove_section,
    }
    known = theirs.placement_by_key
    back = [
        replace(_at_home(line, known[line.key]), hidden=True)
        for line in grid.placements
        if getattr(line, name, None) == key and line.key in known
    ]
    return removing[kind](_put_back(grid, back, theirs), key)


# Returning to the base.


def return_line(grid: GridSnapshot, key: UUID, *, theirs: GridSnapshot, whose: str) -> Edit:
    """Restore their words of a line: everywhere, or in the one cell where it was reworded.

    `key` is the placement's. Its place, provider, note and hiding stay.
    """
    placement = placement_of(grid, key)
    line = line_of(grid, placement.opportunity)
    words = CopyComparison(grid, theirs).their_words(placement)
    if words is None:
        raise CannotEdit(f"This line is your own: there are no words of {whose} to return to.")
    about = f"{named([line])} to the words of {whose}"
    if line.key == words.key:
        after = replace(grid, opportunities=edits.with_rows(grid.opportunities, words))
        return Edit(after, "returned", about)
    return Edit(_with_words(grid, [(placement, words)], uuid4), "returned", about)


def return_cell(
    grid: GridSnapshot,
    place: Place,
    *,
    theirs: GridSnapshot,
    whose: str,
    new_key: Callable[[], UUID] = uuid4,
) -> Edit:
    """Restore a cell: their lines in their words and order, and their marks over them.

    Our own lines and notes in it are removed. Lines that we had moved into it return to their cell,
    and lines that we had moved away come back. Other cells keep their words.
    """
    stage, column = cell(grid, place)
    if place not in theirs.cells:
        raise CannotEdit(f"{stage.name}, {column.heading} is a box of your own.")
    wanted = theirs.cells[place]
    known = theirs.placement_by_key
    home = {line.key for line in wanted}
    strangers = [line for line in grid.cells[place] if line.key not in home]
    ours = edits.without_placements(grid, [line.key for line in strangers if line.key not in known])
    away = [_at_home(line, known[line.key]) for line in strangers if line.key in known]
    ours = _put_back(ours, away, theirs)
    opportunity_of = {line.key: line.opportunity for line in ours.placements}
    placed = [
        replace(line, opportunity=opportunity_of.get(line.key, line.opportunity)) for line in wanted
    ]
    words = [theirs.opportunity_by_key[line.opportunity] for line in wanted]
    after = replace(
        ours,
        opportunities=(*ours.opportunities, *_not_in(ours, words)),
        placements=(*(line for line in ours.placements if line.key not in home), *placed),
        continuations=_marks(grid.continuations, theirs.continuations, place),
        headings=_marks(grid.headings, theirs.headings, place),
    )
    after = _with_words(after, zip(placed, words, strict=True), new_key)
    return Edit(after, "returned", f"{stage.name}, {column.heading} to {whose}")


def return_row(
    grid: GridSnapshot, key: UUID, kind: type, *, theirs: GridSnapshot, whose: str
) -> Edit:
    """Restore their stage, column or section. Whether it is hidden stays."""
    name = row_types()[kind]
    row: Any = rows_and_columns.find(getattr(grid, name), key, NAMES[kind])
    original: Any = next((one for one in getattr(theirs, name) if one.key == key), None)
    if original is None:
        raise CannotEdit(f"This {NAMES[kind]} is your own: there is none of {whose} to return to.")
    own_fields = {field: getattr(row, field) for field in ("hidden", "slug") if hasattr(row, field)}
    return Edit(
        _with_row(grid, replace(original, **own_fields)),
        "returned",
        f"{NAMES[kind]} {name_of(row)} to the words of {whose}",
    )


def start_over(grid: GridSnapshot, *, theirs: GridSnapshot, whose: str) -> Edit:
    """Return the whole grid to the base."""
    return Edit(theirs, "started over", f"from {whose}")


def _with_words(
    grid: GridSnapshot, wanted: Iterable[tuple[Placement, Opportunity]], new_key: Callable[[], UUID]
) -> GridSnapshot:
    """Return the grid with these words at these placements, and no others changed.

    If the line itself has the words, or is nowhere else, it is used; otherwise the placement gets a
    new line derived from it.
    """
    wanted = list(wanted)
    keys = {placement.key for placement, _ in wanted}
    elsewhere = {line.opportunity for line in grid.placements if line.key not in keys}
    words = dict(grid.opportunity_by_key)
    placed: list[Placement] = []
    for placement, their in wanted:
        if their.key not in elsewhere:
            words[their.key] = their
        if content_of(words[their.key]) == content_of(their):
            placed.append(replace(placement, opportunity=their.key))
            continue
        now = words[placement.opportunity]
        is_free = now.derived_from is not None and now.key not in {*elsewhere, their.key}
        key = now.key if is_free else new_key()
        words[key] = replace(their, key=key, derived_from=their.key)
        placed.append(replace(placement, opportunity=key))
    placements = edits.with_rows(grid.placements, *placed)
    went = {line.opportunity for line in grid.placements} - {
        line.opportunity for line in placements
    }
    return replace(
        grid,
        opportunities=tuple(row for key, row in words.items() if key not in went),
        placements=placements,
    )


def _not_in(grid: GridSnapshot, lines: Iterable[Opportunity]) -> Iterable[Opportunity]:
    """Return the lines missing from the grid, without repeats."""
    missing = {line.key: line for line in lines if line.key not in grid.opportunity_by_key}
    return missing.values()


def _at_home(ours: Placement, theirs: Placement) -> Placement:
    """Return our placement at their place, with our words, note and hiding."""
    return replace(theirs, opportunity=ours.opportunity, note=ours.note, hidden=ours.hidden)


def _put_back(
    grid: GridSnapshot, lines: Collection[Placement], theirs: GridSnapshot
) -> GridSnapshot:
    """Insert these placements into their cells, each after the nearest preceding line of theirs
    that we have too. Drop those whose cell we lack.
    """
    placements = list(grid.placements)
    for line in lines:
        placements = [other for other in placements if other.key != line.key]
        if line.place not in grid.cells:
            continue
        order = [other.key for other in theirs.cells[line.place]]
        before = {line.place: set(order[: order.index(line.key)])}
        after = [
            at
            for at, other in enumerate(placements, start=1)
            if other.key in before.get(other.place, ())
        ]
        at = max(after, default=0)
        placements.insert(at, line)
    return replace(grid, placements=tuple(placements))


def _marks[M: Any](ours: tuple[M, ...], theirs: tuple[M, ...], place: Place) -> tuple[M, ...]:
    return (
        *(mark for mark in ours if (mark.stage, mark.column) != place),
        *(mark for mark in theirs if (mark.stage, mark.column) == place),
    )


def _with_row(grid: GridSnapshot, row: Any) -> GridSnapshot:
    name = row_types()[type(row)]
    return replace(
        grid, **{name: tuple(row if one.key == row.key else one for one in getattr(grid, name))}
    )


def _called(grid: GridSnapshot, lines: Sequence[Placement]) -> str:
    """Return "“Join in” at NQT", or the number of places of a line."""
    texts = {line.opportunity: line_of(grid, line.opportunity) for line in lines}
    words = named(texts.values())
    if len(texts) == 1 < len(lines):
        return f"{words} in {len(lines)} places"
    stages = dict.fromkeys(grid.stage_by_key[line.stage].name for line in lines)
    return f"{words} at {next(iter(stages)) if len(stages) == 1 else f'{len(stages)} stages'}"
