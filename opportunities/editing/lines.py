"""Edits of lines and marks: functions from one grid to the next.

Every function returns an `Edit`: the grid afterwards, and a description. An impossible edit raises
CannotEdit with a sentence for the person who tried. `rows_and_columns` edits stages, columns and
sections.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from cpd_site.plain_text import without_invisible
from opportunities.grid.fields import FIELDS, Field
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Place,
    Placement,
    PrintedHeading,
    Stage,
    Wording,
)
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier

LONGEST_LINE = 10_000
"""Characters. Longer text is surely pasted by mistake."""

LONGEST_BESIDE = 500
"""Characters of a field beside the words of a line."""

MOST_AT_ONCE = 500
"""Lines that can be added at once."""

SHOWN_OF_A_LINE = 60
"""Characters of a line in a description of what was done."""


class CannotEdit(Exception):
    """Raised for an impossible edit; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A grid after an edit: a verb in the past tense, and its object."""

    grid: GridSnapshot
    what: str
    about: str


type EditFunction = Callable[[GridSnapshot], Edit]
"""An edit before it is applied to a grid. Applying it may raise CannotEdit."""


def add_lines(
    grid: GridSnapshot,
    place: Place,
    texts: Sequence[str],
    *,
    tier: ProviderTier | None = None,
    new_key: Callable[[], UUID] = uuid4,
) -> Edit:
    """Add lines at the end of a cell. The tier is the column's, if it has one."""
    stage, column = cell(grid, place)
    lines = [cleaned(text) for text in texts]
    lines = [line for line in lines if line]
    if not lines:
        raise CannotEdit("Write at least one line.")
    if len(lines) > MOST_AT_ONCE:
        raise CannotEdit(f"That is {len(lines)} lines. Add at most {MOST_AT_ONCE} at once.")
    tier = tier or column.tier
    if tier is None:
        raise CannotEdit(f"Say who provides this: “{column.heading}” holds several providers.")
    new = [Opportunity(new_key(), not_too_long(line)) for line in lines]
    placed = [Placement(new_key(), stage.key, column.key, line.key, tier) for line in new]
    return Edit(
        replace(
            grid,
            opportunities=(*grid.opportunities, *new),
            placements=(*grid.placements, *placed),
        ),
        "added",
        f"{named(new)} to {stage.name}",
    )


def reword(grid: GridSnapshot, key: UUID, wording: Wording) -> Edit:
    """Reword a line everywhere."""
    line = line_of(grid, key)
    after = replace(line, **validated(wording))
    places = len(places_of(grid, key))
    where = f" in {places} places" if places > 1 else ""
    grid = replace(grid, opportunities=with_rows(grid.opportunities, after))
    return Edit(grid, "reworded", f"{named([line])}{where}")


def reword_here(
    grid: GridSnapshot,
    key: UUID,
    wording: Wording,
    *,
    followed: Collection[UUID] = (),
    new_key: Callable[[], UUID] = uuid4,
) -> Edit:
    """Reword a line in one cell only, by a new line derived from it.

    `key` is the placement's. A line in no other cell is simply reworded. `followed` are the lines
    of the followed framework, in a copy: the new line derives from one of those, even through
    another line.
    """
    placement = placement_of(grid, key)
    line = line_of(grid, placement.opportunity)
    if len(places_of(grid, line.key)) == 1:
        return reword(grid, line.key, wording)
    origin = line.key if line.key in followed else line.derived_from or line.key
    own = Opportunity(new_key(), **validated(wording), derived_from=origin)
    grid = replace(
        grid,
        opportunities=(*grid.opportunities, own),
        placements=with_rows(grid.placements, replace(placement, opportunity=own.key)),
    )
    stage = grid.stage_by_key[placement.stage]
    return Edit(grid, "reworded", f"{named([line])} at {stage.name} only")


def move_lines(
    grid: GridSnapshot, keys: Sequence[UUID], place: Place, *, before: UUID | None = None
) -> Edit:
    """Move placements to another cell, or to another position in theirs: before a line, or last.

    They take the tier of the new column, if it is another one and has one.
    """
    moved = placements_of(grid, keys)
    stage, column = cell(grid, place)
    leaving = set(keys)
    rest = [line for line in grid.placements if line.key not in leaving]
    placed = [
        replace(
            line,
            stage=stage.key,
            column=column.key,
            tier=(column.tier or line.tier) if line.column != column.key else line.tier,
        )
        for line in moved
    ]
    at = next((at for at, line in enumerate(rest) if line.key == before), len(rest))
    after = replace(grid, placements=(*rest[:at], *placed, *rest[at:]))
    lines = [line_of(grid, line.opportunity) for line in moved]
    if all(line.place == place for line in moved):
        return Edit(after, "moved", f"{named(lines)} in its cell at {stage.name}")
    return Edit(after, "moved", f"{named(lines)} to {stage.name}, {column.heading}")


def copy_lines(
    grid: GridSnapshot,
    keys: Sequence[UUID],
    places: Collection[Place],
    *,
    new_key: Callable[[], UUID] = uuid4,
) -> Edit:
    """Place the same opportunities in further cells, except where they are already."""
    copied = placements_of(grid, keys)
    if not places:
        raise CannotEdit("Choose at least one box to copy to.")
    new = []
    for place in dict.fromkeys(places):
        stage, column = cell(grid, place)
        standing = {line.opportunity for line in grid.cells[place]}
        for line in copied:
            if line.opportunity not in standing:
                tier = column.tier or line.tier
                new.append(Placement(new_key(), stage.key, column.key, line.opportunity, tier))
                standing.add(line.opportunity)
    if not new:
        raise CannotEdit("It stands in each of these boxes already.")
    lines = [line_of(grid, line.opportunity) for line in copied]
    cells = len({line.place for line in new})
    to = f"{cells} cells" if cells > 1 else grid.stage_by_key[new[0].stage].name
    return Edit(
        replace(grid, placements=(*grid.placements, *new)), "copied", f"{named(lines)} to {to}"
    )


def remove_lines(grid: GridSnapshot, keys: Sequence[UUID]) -> Edit:
    """Remove placements; remove lines that are left without any."""
    gone = placements_of(grid, keys)
    lines = [line_of(grid, line.opportunity) for line in gone]
    stages = dict.fromkeys(grid.stage_by_key[line.stage].name for line in gone)
    where = f" at {next(iter(stages))}" if len(stages) == 1 else f" at {len(stages)} stages"
    return Edit(without_placements(grid, keys), "removed", f"{named(lines)}{where}")


def set_tier(grid: GridSnapshot, keys: Sequence[UUID], tier: ProviderTier) -> Edit:
    """Set the provider tier of these placements."""
    placements = placements_of(grid, keys)
    grid_after = replace(
        grid,
        placements=with_rows(grid.placements, *(replace(line, tier=tier) for line in placements)),
    )
    lines = [line_of(grid, line.opportunity) for line in placements]
    return Edit(grid_after, "changed", f"who provides {named(lines)}: {tier.label}")


def set_marks(
    grid: GridSnapshot, place: Place, *, word: ContinuationWord | None, heading: str = ""
) -> Edit:
    """Set the marks of a cell: "PLUS", "As above" or neither; and a heading of its own."""
    stage, column = cell(grid, place)
    heading = cleaned(heading)
    if heading == column.heading:
        heading = ""
    continuations = [mark for mark in grid.continuations if (mark.stage, mark.column) != place]
    headings = [mark for mark in grid.headings if (mark.stage, mark.column) != place]
    if word:
        continuations.append(Continuation(*place, word))
    if heading:
        headings.append(PrintedHeading(*place, not_too_long(heading, 250)))
    return Edit(
        replace(grid, continuations=tuple(continuations), headings=tuple(headings)),
        "changed",
        f"what stands over {stage.name}, {column.heading}",
    )


def combined(grid: GridSnapshot, steps: Sequence[EditFunction]) -> Edit:
    """Combine edits into one, described as the first that changes something."""
    first, *others = steps
    described = first(grid)
    after = described.grid
    for step in others:
        done = step(after)
        if after == grid:
            described = done
        after = done.grid
    return replace(described, grid=after)


# Shared with the edits of stages and columns.


def cell(grid: GridSnapshot, place: Place) -> tuple[Stage, Column]:
    """Return the stage and the column of a cell."""
    stage, column = grid.stage_by_key.get(place[0]), grid.column_by_key.get(place[1])
    if stage is None or column is None:
        raise CannotEdit("That box is not in this draft any more. Choose another one.")
    return stage, column


def line_of(grid: GridSnapshot, key: UUID) -> Opportunity:
    line = grid.opportunity_by_key.get(key)
    if line is None:
        raise CannotEdit("That line is not in this draft any more: somebody removed it.")
    return line


def placement_of(grid: GridSnapshot, key: UUID) -> Placement:
    return placements_of(grid, [key])[0]


def places_of(grid: GridSnapshot, opportunity: UUID) -> list[Placement]:
    """Return the placements of a line."""
    return [line for line in grid.placements if line.opportunity == opportunity]


def without_placements(grid: GridSnapshot, keys: Collection[UUID]) -> GridSnapshot:
    """Remove these placements, and the lines that are left without any."""
    gone = set(keys)
    rest = tuple(line for line in grid.placements if line.key not in gone)
    standing = {line.opportunity for line in rest}
    went = {line.opportunity for line in grid.placements if line.key in gone} - standing
    return replace(
        grid,
        placements=rest,
        opportunities=tuple(line for line in grid.opportunities if line.key not in went),
    )


def cleaned(text: str) -> str:
    """Return a text on one line with single spaces, without control and invisible characters."""
    printable = "".join(
        " " if character.isspace() else character
        for character in without_invisible(text)
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cs", "Co")
    )
    return " ".join(printable.split())


def named(lines: Iterable[Opportunity]) -> str:
    """Name these lines for people: the text of one, the number of several."""
    listed = list(lines)
    if len(listed) > 1:
        return f"{len(listed)} lines"
    return f"“{shortened(listed[0].text)}”"


def shortened(text: str) -> str:
    """Return the text, or its first words if it is long."""
    if len(text) <= SHOWN_OF_A_LINE:
        return text
    words = text[:SHOWN_OF_A_LINE].rpartition(" ")[0] or text[: SHOWN_OF_A_LINE - 1]
    return words.rstrip(" .,;:…") + "…"


def placements_of(grid: GridSnapshot, keys: Sequence[UUID]) -> list[Placement]:
    """Find these placements, in the order of the grid."""
    wanted = set(keys)
    found = [line for line in grid.placements if line.key in wanted]
    if not keys:
        raise CannotEdit("Select at least one line.")
    if len(found) < len(wanted):
        raise CannotEdit("A line is not where it was any more: somebody moved or removed it.")
    return found


def validated(wording: Wording) -> dict[str, Any]:
    """Validate and normalise the fields of a line. Raises CannotEdit."""
    fields = {field.name: _tidy(field, wording) for field in FIELDS[Opportunity]}
    if not fields["text"]:
        raise CannotEdit("Write the words of the line, or remove it.")
    return fields


def _tidy(field: Field, wording: Wording) -> Any:
    """Normalise a value: text on one line, lists without empty entries; others unchanged."""
    value = field.of(wording)
    if field.made_of is not str:
        return value
    longest = LONGEST_BESIDE if field.is_beside else LONGEST_LINE
    if field.is_list:
        return tuple(not_too_long(line, longest) for each in value if (line := cleaned(each)))
    return not_too_long(cleaned(value), longest)


def not_too_long(text: str, longest: int = LONGEST_LINE) -> str:
    if len(text) > longest:
        raise CannotEdit(
            f"“{text[:40]}…” is {len(text):,} characters long. Use at most {longest:,}."
        )
    return text


def with_rows[Row: (Opportunity, Placement)](
    rows: tuple[Row, ...], *changed: Row
) -> tuple[Row, ...]:
    after = {row.key: row for row in changed}
    return tuple(after.get(row.key, row) for row in rows)
