"""Decide the words of lines: once per line if both sides share it, else cell by cell.

Placements put a line into many cells. Rewording it everywhere changes the opportunity; rewording it
in one cell points the placement at a new opportunity (note 4). So the words of a line are compared
once for all cells in which both sides have that line, and cell by cell elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from opportunities.grid.fields import FIELDS, Field
from opportunities.grid.snapshot import Opportunity, Place, Placement
from opportunities.merge.cases import ChangedBy, Three, change_of, values_of, words_of
from opportunities.merge.decisions import Answer, Decision, DecisionKind, What
from opportunities.merge.rows import (
    COMES_OR_GOES,
    decide_field,
    decide_fields,
    decision_values,
    follow_theirs,
)
from opportunities.merge.sides import Sides
from opportunities.merge.standing import PlacementOnSides, Standing

type LineOnSides = Three[UUID | None]
"""The opportunity of a placement, on each side."""

LINE = Field("opportunity", "line")
ORIGIN = Field("derived_from", "origin")
"""The line in a cell and the line it rewords are not fields that people write, so they are not in
the registry.
"""


def lines_of(sides: Sides, placement: Placement) -> LineOnSides | None:
    """Return the line on each side for this placement of ours; None if there is none."""
    rows = sides.of(Placement, placement.key)
    if rows.theirs is not None:
        return rows.map(line_in)
    if rows.base is not None:
        return None
    key = placement.opportunity
    of = sides.rows[Opportunity]
    if key in of.theirs:
        return Three(key, key, key)
    origin = of.ours[key].derived_from
    is_rewording = key not in of.base and origin in of.base and origin in of.theirs
    return Three(origin, key, origin) if is_rewording else None


def line_in(placement: Placement | None) -> UUID | None:
    return None if placement is None else placement.opportunity


def is_reworded(sides: Sides, rows: Three[Placement | None]) -> bool:
    """Return whether a placement that is not in our grid was reworded. If a line was reworded
    everywhere and we deleted it only here (25), its remaining places show it.
    """
    lines = rows.map(line_in)
    words = sides.words(lines)
    if words_of(words.base) == words_of(words.theirs):
        return False
    return not sides.deletes or lines.base != lines.theirs or lines.base not in sides.lines_of_ours


def decide_words(standing: Standing) -> Iterator[Decision]:
    """Decide the words of every shared line, and of every cell in which the lines differ."""
    sides = standing.sides
    together: dict[UUID, list[PlacementOnSides]] = defaultdict(list)
    apart: dict[tuple[LineOnSides, bool], list[Placement]] = defaultdict(list)
    for placement in sides.grids.ours.placements:
        lines = lines_of(sides, placement)
        if lines is None:
            continue
        elif lines.ours == lines.theirs:
            together[placement.opportunity].append(sides.of(Placement, placement.key))
        else:
            apart[lines, placement.hidden].append(placement)
    for placement in sides.grids.theirs.placements:
        rows = sides.of(Placement, placement.key)
        if rows.base is None and rows.ours is None:
            together[placement.opportunity].append(rows)
    here: list[Decision] = []
    for (lines, _), placements in apart.items():
        decisions = tuple(_decide_here(standing, lines, placements))
        here += decisions
        if says_line := _line_of_cells(lines, decisions):
            together[says_line] += [sides.of(Placement, each.key) for each in placements]
    for key, rows in sides.each(Opportunity):
        if rows.ours is not None and rows.theirs is not None and rows.base != rows.theirs:
            yield from _decide_everywhere(standing, key, rows, together[key])
    yield from here


def _line_of_cells(lines: LineOnSides, decisions: Sequence[Decision]) -> UUID | None:
    """Return the line of these cells after the decisions, whose words are compared; None if the
    cells have words of their own.
    """
    if not decisions:
        return lines.ours
    (first, *_) = decisions
    ours, theirs = first.values.ours, first.values.theirs
    return lines.theirs if takes_their_line(first, ours, theirs) else None


def takes_their_line(decision: Decision, ours: Any, theirs: Any) -> bool:
    """Return whether a decision about the line of a cell brings in a line of theirs with what we
    make of it everywhere, rather than words for this cell.
    """
    by_itself = decision.default is Answer.THEIRS and not decision.answers
    return by_itself and not are_one_line(ours, theirs)


def are_one_line(one: Opportunity, other: Opportunity) -> bool:
    """Return whether these are wordings of one line."""
    known_as = ({line.key, line.derived_from} - {None} for line in (one, other))
    return not next(known_as).isdisjoint(next(known_as))


def in_our_words(rows: Three[Any]) -> Opportunity:
    """Return a line of theirs in the words that we gave it, if nothing is asked about it."""
    line: Opportunity = rows.theirs
    if rows.ours is None:
        return line
    values = {field.name: values_of(rows, field) for field in FIELDS[Opportunity]}
    ours = {name: each.ours for name, each in values.items() if change_of(each) is ChangedBy.OURS}
    return replace(line, **ours)


def _decide_everywhere(
    standing: Standing, key: UUID, rows: Three[Any], placements: Sequence[PlacementOnSides]
) -> Iterator[Decision]:
    """Decide a line for all the cells in which both sides have it: one question (4)."""
    places = places_in(standing, placements)
    sight = standing.sight(placements)
    yield from decide_fields(standing.sides, Opportunity, key, rows, places=places, sight=sight)
    yield from follow_theirs(Opportunity, key, rows, ORIGIN)


def places_in(standing: Standing, placements: Iterable[PlacementOnSides]) -> tuple[Place, ...]:
    """Return where people will read these if every question about a place is answered for ours."""
    visible = (rows for rows in placements if rows.ours is None or not rows.ours.hidden)
    return tuple(standing.places(rows)[0] for rows in visible)


def _decide_here(
    standing: Standing, lines: LineOnSides, placements: Sequence[Placement]
) -> Iterator[Decision]:
    """Decide cells in which the two sides have different lines (14): a line reworded there is
    compared field by field; a different one is taken or left as a whole.
    """
    sides = standing.sides
    words = sides.words(lines)
    wordings = words.map(words_of)
    rewords = _rewords(sides, lines, words)
    keys = tuple(placement.key for placement in placements)
    rows = [sides.of(Placement, key) for key in keys]
    places = tuple(standing.places(each)[0] for each in rows)
    sight = standing.sight(rows)
    decide = partial(decide_field, sides, Placement, keys, places=places, sight=sight)
    stand_for = partial(
        Decision,
        what=What.CHANGED,
        row=Placement,
        keys=keys,
        values=decision_values(words),
        places=places,
    )
    if lines.base == lines.theirs and wordings.theirs in (wordings.base, wordings.ours):
        return  # 2, 3
    elif wordings.ours == wordings.base:  # 1
        kind = DecisionKind.UNSEEN if wordings.ours == wordings.theirs else COMES_OR_GOES[sight]
        takes = stand_for(kind, field=LINE.name, default=Answer.THEIRS)
        if takes_their_line(takes, words.ours, words.theirs) and lines.theirs:
            comes = in_our_words(sides.of(Opportunity, lines.theirs))
            takes = replace(takes, values=takes.values._replace(theirs=comes))
        yield takes
    elif rewords or wordings.ours == wordings.theirs:  # each word as it is
        yield stand_for(DecisionKind.UNSEEN, field=LINE.name, default=Answer.OURS)
        for field in FIELDS[Opportunity]:
            yield from decide(field, values_of(words, field))
    else:  # 4, all the words together
        yield from decide(LINE, decision_values(words))


def _rewords(sides: Sides, lines: LineOnSides, words: Three[Opportunity | None]) -> bool:
    """Return whether these are wordings of one line, rather than a different line in its place."""
    known_as = words.map(lambda line: {line.key, line.derived_from} - {None} if line else set())
    before = known_as.base or known_as.ours
    related = not before.isdisjoint(known_as.ours) and not before.isdisjoint(known_as.theirs)
    puts_another = lines.ours != lines.base and lines.ours in sides.rows[Opportunity].theirs
    return related and not puts_another
