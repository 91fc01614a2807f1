"""Build the grid after the decisions: words, stages, order, slugs."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from opportunities.grid.fields import row_types
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.merge import joining, order
from opportunities.merge.cases import words_of
from opportunities.merge.outcome import WORDS, Outcome
from opportunities.merge.sides import AXES, Sides
from opportunities.merge.words import are_one_line

LONGEST_ADDRESS = 80


def finish(outcome: Outcome) -> GridSnapshot:
    """Return the outcome as a grid, consistent whatever was decided."""
    _give_cells_their_words(outcome)
    joining.deduplicate_cells(outcome)
    _bring_in_what_holds_lines(outcome)
    _keep_the_lines_that_stand_somewhere(outcome)
    rows: dict[type, list[Any]] = {
        kind: _in_order(outcome, kind) for kind in (Stage, Column, Section)
    }
    rows[Stage] = _with_addresses(rows[Stage], outcome.sides.rows[Stage].ours)
    rows[Placement] = _placements_in_order(outcome)
    unordered = {kind: outcome.rows[kind].values() for kind in outcome.rows.keys() - rows.keys()}
    return GridSnapshot(
        **{name: tuple((rows | unordered)[kind]) for kind, name in row_types().items()}
    )


def _give_cells_their_words(outcome: Outcome) -> None:
    """Point each cell whose words were decided separately at an opportunity with those words."""
    alike: defaultdict[tuple[UUID, UUID | None, tuple[Any, ...]], list[UUID]] = defaultdict(list)
    placements_of: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for placement in outcome.rows[Placement].values():
        placements_of[placement.opportunity].add(placement.key)
    for key, decided in outcome.cell_words.items():
        if placement := outcome.rows[Placement].get(key):
            was = outcome.sides.of(Placement, key).ours or placement
            line = _line_of(outcome.sides, was)
            words = tuple(decided.get(name, getattr(line, name)) for name in WORDS)
            alike[line.key, _line_of_theirs(outcome.sides, was), words].append(key)
    for (ours, theirs, words), placements in alike.items():
        is_free = placements_of[ours] <= set(placements)
        saying = _line_that_says(outcome, words, ours, theirs, is_free=is_free)
        for key in placements:
            placements_of[outcome.rows[Placement][key].opportunity].discard(key)
            outcome.set(Placement, key, opportunity=saying)
            placements_of[saying].add(key)


def _line_of(sides: Sides, placement: Placement) -> Opportunity:
    """Return the line that a placement shows: ours, or theirs if we have none."""
    lines = sides.of(Opportunity, placement.opportunity)
    line: Opportunity = lines.ours or lines.theirs
    return line


def _line_of_theirs(sides: Sides, placement: Placement) -> UUID | None:
    """Return their line in this cell, or else the one that is shown or reworded there."""
    rows = sides.of(Placement, placement.key)
    if rows.theirs is not None:
        theirs: UUID = rows.theirs.opportunity
        return theirs
    line = _line_of(sides, placement)
    in_theirs = sides.rows[Opportunity].theirs
    return next((key for key in (line.key, line.derived_from) if key in in_theirs), None)


def _line_that_says(
    outcome: Outcome,
    words: tuple[Any, ...],
    ours: UUID,
    theirs: UUID | None,
    *,
    is_free: bool,
) -> UUID:
    """Return the key of a line with these words.

    Their line if it has them. Else ours: reworded, if it is our own and in these cells alone
    (`is_free`), and from now on a rewording of theirs. Else a new one, whose key is the same
    wherever it is made.

    What we keep counts as a rewording of theirs from now on, so that people are asked when they
    change theirs again (note 12); a different line that we had put there keeps its own origin.
    """
    lines = outcome.rows[Opportunity]
    in_theirs = outcome.sides.rows[Opportunity].theirs
    if theirs and words_of(lines.get(theirs) or in_theirs.get(theirs)) == words:
        return theirs
    fields = dict(zip(WORDS, words, strict=True))
    origin = _origin(outcome, words, ours, theirs)
    if ours not in in_theirs and is_free and ours in lines:
        lines[ours] = replace(
            lines[ours], **fields, derived_from=origin or lines[ours].derived_from
        )
        return ours
    key = ours
    while line := lines.get(key) or in_theirs.get(key):
        if words_of(line) == words and origin in (None, key, line.derived_from):
            break
        key = uuid5(key, json.dumps([str(origin), words], default=str))
    outcome.add(Opportunity(key, **fields, derived_from=origin))
    return key


def _origin(
    outcome: Outcome, words: tuple[Any, ...], ours: UUID, theirs: UUID | None
) -> UUID | None:
    """Return what a line with these words rewords: theirs, or what ours is or rewords.

    The latter if ours is another line and the words are not theirs.
    """
    in_theirs = outcome.sides.rows[Opportunity].theirs
    line, other = outcome.rows[Opportunity].get(ours), in_theirs.get(theirs)
    if line is None or other is None or words_of(other) == words or are_one_line(line, other):
        return theirs
    origin: UUID | None = ours if ours in in_theirs else line.derived_from
    return origin


def _bring_in_what_holds_lines(outcome: Outcome) -> None:
    """Add the stages and columns that lines of theirs need and our grid lacks.

    They come in hidden (13), or as they have them (25). Lines in one that was removed go.
    """
    hidden = {} if outcome.sides.deletes else {"hidden": True}
    for kind in (Placement, Continuation, PrintedHeading):
        for key, row in [*outcome.rows[kind].items()]:
            for axis, axis_key in zip(AXES, (row.stage, row.column), strict=True):
                if axis_key in outcome.rows[axis]:
                    continue
                if axis_key in outcome.sides.rows[axis].theirs:
                    outcome.add(replace(outcome.sides.rows[axis].theirs[axis_key], **hidden))
                else:
                    outcome.remove(kind, key)


def _keep_the_lines_that_stand_somewhere(outcome: Outcome) -> None:
    """Keep the lines that are placed, and those that had no place before either."""
    lines = outcome.rows[Opportunity]
    theirs = outcome.sides.rows[Opportunity].theirs
    placed = {placement.opportunity for placement in outcome.rows[Placement].values()}
    retained = placed | _loose_lines(outcome.sides)
    every = lines | theirs | lines
    outcome.rows[Opportunity] = {key: row for key, row in every.items() if key in retained}


def _loose_lines(sides: Sides) -> set[UUID]:
    """Return lines in no cell, on our side or theirs, that are not withdrawn."""
    of = sides.rows[Opportunity]
    placed = sides.grids.map(lambda grid: {row.opportunity for row in grid.placements})
    ours = {
        key
        for key in of.ours.keys() - placed.ours
        if key in of.theirs
        or key not in of.base
        or words_of(of.ours[key]) != words_of(of.base[key])
    }
    theirs = {
        key for key in of.theirs.keys() - placed.theirs if key in of.ours or key not in of.base
    }
    return ours | theirs


def _in_order(outcome: Outcome, kind: type) -> list[Any]:
    rows = outcome.rows[kind]
    return [rows[key] for key in order.merged(outcome.sides.rows[kind].map(list), rows)]


def _placements_in_order(outcome: Outcome) -> list[Placement]:
    """Return the placements of each cell in order; the cells themselves need none."""
    present: defaultdict[Any, list[UUID]] = defaultdict(list)
    for placement in outcome.rows[Placement].values():
        present[placement.place].append(placement.key)
    cells = outcome.sides.grids.map(_keys_by_cell)
    return [
        outcome.rows[Placement][key]
        for place, keys in present.items()
        for key in order.merged(cells.map(lambda of, at=place: of[at]), keys)
    ]


def _keys_by_cell(grid: GridSnapshot) -> defaultdict[Any, list[UUID]]:
    cells: defaultdict[Any, list[UUID]] = defaultdict(list)
    for placement in grid.placements:
        cells[placement.place].append(placement.key)
    return cells


def _with_addresses(stages: Sequence[Stage], ours: dict[UUID, Stage]) -> list[Stage]:
    """Return the stages with unique slugs.

    Our stages keep theirs, so that bookmarks in the copy hold; a new one whose slug is taken gets
    another.
    """
    taken = {
        stage.slug for stage in stages if stage.key in ours and ours[stage.key].slug == stage.slug
    }
    addressed = []
    for stage in stages:
        if stage.key not in ours or ours[stage.key].slug != stage.slug:
            stage = replace(stage, slug=_free(stage.slug, taken))
            taken.add(stage.slug)
        addressed.append(stage)
    return addressed


def _free(slug: str, taken: Collection[str]) -> str:
    number, free = 1, slug
    while free in taken:
        number += 1
        ending = f"-{number}"
        free = slug[: LONGEST_ADDRESS - len(ending)] + ending
    return free
