"""Edits of the stages, columns and sections of a grid.

Like those in `lines`, each is a function from one grid to the next.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal
from uuid import UUID, uuid4

from cpd_site.plain_text import paragraphs
from cpd_site.words import normalized
from opportunities.editing.lines import CannotEdit, Edit, cleaned, not_too_long, without_placements
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily

MOST_STAGES, MOST_COLUMNS, MOST_SECTIONS = 100, 12, 50
LONGEST_NAME = 250
LONGEST_BODY = 100_000

type Direction = Literal["up", "down", "top", "end"]

WAYS = {"up": "up", "down": "down", "top": "to the top", "end": "to the end"}
ALONG = {"up": "left", "down": "right", "top": "to the first place", "end": "to the last place"}
"""Words for directions: down the side, and along the top."""


def add_stage(
    grid: GridSnapshot,
    *,
    name: str,
    group: Group,
    family: StageFamily,
    after: UUID | None = None,
    new_key: Callable[[], UUID] = uuid4,
    **fields: Any,
) -> Edit:
    """Add a stage after another one, or first without one."""
    if len(grid.stages) >= MOST_STAGES:
        raise CannotEdit(f"A framework has at most {MOST_STAGES} stages.")
    name = _name(name, "the stage")
    if after:
        find(grid.stages, after, "stage")
    stage = Stage(new_key(), address(name, grid.stages), name, group, family, **_texts(fields))
    return Edit(replace(grid, stages=_put(grid.stages, stage, after)), "added", f"stage {name}")


def change_stage(grid: GridSnapshot, key: UUID, **fields: Any) -> Edit:
    """Change its name, group, family, roles, standards or summary. Its slug stays."""
    stage = find(grid.stages, key, "stage")
    if "name" in fields:
        fields["name"] = _name(fields["name"], "the stage")
    changed = replace(stage, **_texts(fields))
    renamed = f", now {changed.name}" if changed.name != stage.name else ""
    return Edit(
        replace(grid, stages=_changed(grid.stages, changed)),
        "renamed" if renamed else "changed",
        f"stage {stage.name}{renamed}",
    )


def move_stage(grid: GridSnapshot, key: UUID, direction: Direction) -> Edit:
    stage = find(grid.stages, key, "stage")
    return Edit(
        replace(grid, stages=_moved(grid.stages, stage, direction)),
        "moved",
        f"stage {stage.name} {WAYS[direction]}",
    )


def place_stage(grid: GridSnapshot, key: UUID, after: UUID | None) -> Edit:
    """Put a stage after another one, or first without one."""
    stage = find(grid.stages, key, "stage")
    where = f"after {find(grid.stages, after, 'stage').name}" if after else WAYS["top"]
    after_it = replace(grid, stages=_put(_without(grid.stages, stage), stage, after))
    return Edit(after_it, "moved", f"stage {stage.name} {where}")


def remove_stage(grid: GridSnapshot, key: UUID) -> Edit:
    """Remove a stage with everything in it."""
    stage = find(grid.stages, key, "stage")
    stages = _without(grid.stages, stage)
    after = replace(_emptied(grid, "stage", key), stages=stages)
    return Edit(after, "removed", f"stage {stage.name}")


def add_column(
    grid: GridSnapshot,
    *,
    heading: str,
    tier: ProviderTier | None,
    after: UUID | None = None,
    new_key: Callable[[], UUID] = uuid4,
) -> Edit:
    """Add a column after another one, or first without one. Without a tier, each of its lines says
    who provides it.
    """
    if len(grid.columns) >= MOST_COLUMNS:
        raise CannotEdit(f"A framework has at most {MOST_COLUMNS} columns.")
    column = Column(new_key(), _name(heading, "the column"), tier)
    if after:
        find(grid.columns, after, "column")
    columns = _put(grid.columns, column, after)
    return Edit(replace(grid, columns=columns), "added", f"column {column.heading}")


def change_column(
    grid: GridSnapshot, key: UUID, *, heading: str, tier: ProviderTier | None
) -> Edit:
    """Change its heading and tier. A new tier applies to its lines."""
    column = find(grid.columns, key, "column")
    changed = replace(column, heading=_name(heading, "the column"), tier=tier)
    placements = grid.placements
    if tier and tier != column.tier:
        placements = tuple(
            replace(line, tier=tier) if line.column == key else line for line in placements
        )
    return Edit(
        replace(grid, columns=_changed(grid.columns, changed), placements=placements),
        "changed",
        f"column {column.heading}",
    )


def move_column(grid: GridSnapshot, key: UUID, direction: Direction) -> Edit:
    column = find(grid.columns, key, "column")
    return Edit(
        replace(grid, columns=_moved(grid.columns, column, direction)),
        "moved",
        f"column {column.heading} {ALONG[direction]}",
    )


def place_column(grid: GridSnapshot, key: UUID, after: UUID | None) -> Edit:
    """Put a column after another one, or first without one."""
    column = find(grid.columns, key, "column")
    where = f"after {find(grid.columns, after, 'column').heading}" if after else ALONG["top"]
    after_it = replace(grid, columns=_put(_without(grid.columns, column), column, after))
    return Edit(after_it, "moved", f"column {column.heading} {where}")


def remove_column(grid: GridSnapshot, key: UUID) -> Edit:
    """Remove a column with everything in it."""
    column = find(grid.columns, key, "column")
    columns = _without(grid.columns, column)
    after = replace(_emptied(grid, "column", key), columns=columns)
    return Edit(after, "removed", f"column {column.heading}")


def add_section(
    grid: GridSnapshot, *, heading: str, body: str, new_key: Callable[[], UUID] = uuid4
) -> Edit:
    """Add a section at the end."""
    if len(grid.sections) >= MOST_SECTIONS:
        raise CannotEdit(f"A framework has at most {MOST_SECTIONS} sections.")
    section = Section(new_key(), _name(heading, "the section"), _body(body))
    return Edit(
        replace(grid, sections=(*grid.sections, section)), "added", f"section {section.heading}"
    )


def change_section(grid: GridSnapshot, key: UUID, *, heading: str, body: str) -> Edit:
    section = find(grid.sections, key, "section")
    changed = replace(section, heading=_name(heading, "the section"), body=_body(body))
    return Edit(
        replace(grid, sections=_changed(grid.sections, changed)),
        "changed",
        f"section {section.heading}",
    )


def move_section(grid: GridSnapshot, key: UUID, direction: Direction) -> Edit:
    section = find(grid.sections, key, "section")
    return Edit(
        replace(grid, sections=_moved(grid.sections, section, direction)),
        "moved",
        f"section {section.heading} {WAYS[direction]}",
    )


def remove_section(grid: GridSnapshot, key: UUID) -> Edit:
    section = find(grid.sections, key, "section")
    rest = _without(grid.sections, section)
    return Edit(replace(grid, sections=rest), "removed", f"section {section.heading}")


def address(name: str, stages: Sequence[Stage]) -> str:
    """Make a slug for a stage of this name that no other stage has."""
    plain = normalized("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70].rstrip("-") or "stage"
    taken = {stage.slug for stage in stages}
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(free for free in (slug, *numbered) if free not in taken)


def find[Row: Stage | Column | Section](rows: Sequence[Row], key: UUID, kind: str) -> Row:
    for row in rows:
        if row.key == key:
            return row
    raise CannotEdit(f"That {kind} is not in this draft any more: somebody removed it.")


def _emptied(grid: GridSnapshot, axis: Literal["stage", "column"], key: UUID) -> GridSnapshot:
    """Return the grid without the lines and marks in a stage or column."""

    def elsewhere[Row: Continuation | PrintedHeading](rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(row for row in rows if getattr(row, axis) != key)

    inside = [line.key for line in grid.placements if getattr(line, axis) == key]
    return replace(
        without_placements(grid, inside),
        continuations=elsewhere(grid.continuations),
        headings=elsewhere(grid.headings),
    )


def _name(text: str, of: str) -> str:
    name = cleaned(text)
    if not name:
        raise CannotEdit(f"Write a name for {of}.")
    if len(name) > LONGEST_NAME:
        raise CannotEdit(f"The name of {of} is too long: use at most {LONGEST_NAME} characters.")
    return name


def _texts(fields: dict[str, Any]) -> dict[str, Any]:
    """Normalise the roles, standards and summary among the fields of a stage."""
    tidied = dict(fields)
    for name in {"roles", "standards"} & fields.keys():
        tidied[name] = tuple(line for text in fields[name] if (line := not_too_long(cleaned(text))))
    if "summary" in fields:
        tidied["summary"] = not_too_long(paragraphs(fields["summary"]))
    return tidied


def _body(text: str) -> str:
    body = paragraphs(text)
    if not body:
        raise CannotEdit("Write the text of the section.")
    if len(body) > LONGEST_BODY:
        raise CannotEdit("The text is too long: use at most 100,000 characters.")
    return body


def _changed[Row: Stage | Column | Section](rows: tuple[Row, ...], changed: Row) -> tuple[Row, ...]:
    return tuple(changed if row.key == changed.key else row for row in rows)


def _put[Row: Stage | Column | Section](
    rows: tuple[Row, ...], row: Row, after: UUID | None
) -> tuple[Row, ...]:
    at = next((at + 1 for at, other in enumerate(rows) if other.key == after), 0)
    return (*rows[:at], row, *rows[at:])


def _moved[Row: Stage | Column | Section](
    rows: tuple[Row, ...], row: Row, direction: Direction
) -> tuple[Row, ...]:
    at, last = rows.index(row), len(rows) - 1
    to = {"up": at - 1, "down": at + 1, "top": 0, "end": last}[direction]
    if to == at or not 0 <= to <= last:
        raise CannotEdit("It cannot go any further in that direction.")
    rest = _without(rows, row)
    return (*rest[:to], row, *rest[to:])


def _without[Row: Stage | Column | Section](rows: tuple[Row, ...], row: Row) -> tuple[Row, ...]:
    return tuple(other for other in rows if other.key != row.key)
