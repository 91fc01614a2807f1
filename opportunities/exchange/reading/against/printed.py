"""What a file contains of an edition, and that part of the edition."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from opportunities.exchange.scope import Scope
from opportunities.exchange.writing.markdown_tree import Block, tree
from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import (
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Stage,
)
from opportunities.grid.visible import as_followers_see

ALL_FIELDS = frozenset(
    field.name for kind in (Stage, Opportunity, Placement) for field in FIELDS[kind]
)


@dataclass(frozen=True, slots=True)
class Prints:
    """What a file contains. The defaults are those of a file that is not ours.

    `is_whole`: a missing line was deleted; false after a filter, or for somebody's own list.
    `stage`: the file has this stage only. `fields`: those that the file prints whenever they have a
    value, so that a blank is a blank. `marks`: kinds of mark of which the same holds. `sections`:
    the file prints all the text around the grid. `columns`: it prints headings on their own and in
    order, not only beside lines. `empty`: it prints stages and columns without lines.
    """

    is_whole: bool = True
    stage: UUID | None = None
    fields: frozenset[str] = frozenset()
    marks: frozenset[type] = frozenset()
    sections: bool = False
    columns: bool = True
    empty: bool = False


ALWAYS_SAID = frozenset({"tier"})
"""Fields that a file of ours prints for every line, even where it prints no other fields."""

OUR_OWN = Prints(
    fields=ALL_FIELDS,
    marks=frozenset({Continuation, PrintedHeading}),
    sections=True,
    empty=True,
)
"""A complete file of ours, which loses nothing."""


def prints_of(scope: Scope) -> Prints:
    """Return what a file of ours contains, from the scope that it states."""
    return replace(
        OUR_OWN,
        is_whole=not scope.is_filtered,
        stage=scope.stage,
        fields=ALL_FIELDS if scope.has_fields else ALWAYS_SAID,
        marks=frozenset(
            [
                *([] if scope.is_written_out else [Continuation]),
                *([PrintedHeading] if scope.has_columns else []),
            ]
        ),
        sections=scope.has_sections,
        columns=scope.has_columns,
    )


def printable_part(base: GridSnapshot, prints: Prints) -> GridSnapshot:
    """Return the part of the edition that such a file can contain: no hidden and no empty rows."""
    seen = as_followers_see(base)
    stages = tuple(row for row in seen.stages if prints.stage in (None, row.key))
    stage_keys = {row.key for row in stages}
    says = {row.key for row in seen.opportunities if row.text.strip() or any(row.details)}
    placements = tuple(
        _beside_lines(seen, row, prints)
        for row in seen.placements
        if row.stage in stage_keys and row.opportunity in says
    )
    placed = {row.opportunity for row in placements}
    of_one = prints.stage is not None
    return replace(
        seen,
        stages=stages,
        opportunities=tuple(row for row in seen.opportunities if row.key in placed),
        placements=placements,
        continuations=tuple(row for row in seen.continuations if row.stage in stage_keys),
        headings=tuple(row for row in seen.headings if row.stage in stage_keys),
        sections=() if of_one and not prints.sections else seen.sections,
    )


def _beside_lines(grid: GridSnapshot, row: Placement, prints: Prints) -> Placement:
    """Return a line in its cell with only as much of note and tier as the file prints for every
    line, so that no invisible field tells two lines of the same words apart.
    """
    column = grid.column_by_key[row.column]
    return replace(
        row,
        note=row.note if "note" in prints.fields else "",
        tier=row.tier if "tier" in prints.fields else column.tier or row.tier,
    )


def as_printed(value: Any) -> Any:
    """Normalise a value to what files preserve: most lose the spacing of words."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, tuple):
        return tuple(text for text in map(as_printed, value) if text)
    return value


def same_in_print(before: Any, after: Any) -> bool:
    return bool(as_printed(before) == as_printed(after))


def same_words(before: str, after: str) -> bool:
    """Return whether two Markdown texts have the same words; files may lose bold and list marks."""
    return [*_words(tree(before))] == [*_words(tree(after))]


def _words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield from "".join(run.text for run in block.runs).split()
        yield from _words(block.blocks)
        for item in block.items:
            yield from _words(item)
