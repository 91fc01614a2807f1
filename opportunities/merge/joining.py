"""Join what both sides added, and leave a line only once in a cell (17, 23)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from opportunities.grid.fields import FIELDS, HIDDEN
from opportunities.grid.snapshot import Continuation, Place, Placement, PrintedHeading, Stage
from opportunities.merge.cases import blank
from opportunities.merge.outcome import Outcome
from opportunities.merge.sides import AXES, Sides
from opportunities.merge.twins import is_one_line, same_words


def one_line(outcome: Outcome, ours_key: UUID, theirs_key: UUID) -> None:
    """Put their placement in place of ours, with our tier and note.

    If both are one line that we reworded, our words stay unless decided otherwise; of two different
    lines, theirs is used.
    """
    ours = outcome.sides.of(Placement, ours_key).ours
    theirs = outcome.sides.of(Placement, theirs_key).theirs
    one = replace(theirs, tier=ours.tier, note=ours.note or theirs.note)
    if is_one_line(outcome.sides, ours, theirs):
        one = replace(one, opportunity=ours.opportunity)
        if ours_key in outcome.cell_words:
            outcome.cell_words[theirs_key] = outcome.cell_words.pop(ours_key)
    outcome.add(one)
    outcome.remove(Placement, ours_key)


def one_row(outcome: Outcome, ours: Any, theirs: Any) -> None:
    """Put their stage, column or section in place of ours, with our tier, group and family.

    It keeps our words if they wrote none.
    """
    outcome.add(as_one(ours, theirs))
    outcome.remove(type(ours), ours.key)


def as_one(ours: Any, theirs: Any) -> Any:
    kind = type(theirs)
    fields = [field for field in FIELDS[kind] if field is not HIDDEN]
    our_fields = {
        field.name: field.of(ours)
        for field in fields
        if not field.is_text or field.of(theirs) == blank(kind, field.name)
    }
    if kind is Stage:
        our_fields["slug"] = ours.slug
    return replace(theirs, **our_fields)


def one_axis(outcome: Outcome, ours: Any, theirs: Any) -> None:
    """Join two stages or columns, and move everything that stands in ours into theirs."""
    kind = type(theirs)
    axis = AXES.index(kind)

    def there(place: Place) -> Place:
        stage, column = place
        return (theirs.key, column) if axis == 0 else (stage, theirs.key)

    one_row(outcome, ours, theirs)
    added = _added_by_them(outcome, theirs.key)
    for placement in [*outcome.rows[Placement].values()]:
        if placement.place[axis] == ours.key:
            place = there(placement.place)
            outcome.set(Placement, placement.key, place=place)
            _make_one_with_what_they_added(outcome, placement, added[place])
    for marks in (Continuation, PrintedHeading):
        for place, mark in [*outcome.rows[marks].items()]:
            if place[axis] == ours.key:
                stage, column = there(place)
                outcome.remove(marks, place)
                outcome.add(replace(mark, stage=stage, column=column))


def _added_by_them(outcome: Outcome, axis_key: UUID) -> defaultdict[Place, list[Placement]]:
    """Return the placements that they added to a stage or column and that match none of ours."""
    added: defaultdict[Place, list[Placement]] = defaultdict(list)
    of = outcome.sides.rows[Placement]
    for key, placement in outcome.rows[Placement].items():
        is_new = key not in of.base and key not in of.ours
        if is_new and axis_key in placement.place and placement == of.theirs[key]:
            added[placement.place].append(placement)
    return added


def _make_one_with_what_they_added(
    outcome: Outcome, own: Placement, added: list[Placement]
) -> None:
    """Join a line of ours that comes into their cell with a new one there of the same words."""
    of = outcome.sides.rows[Placement]
    if own.key in of.base or own.key in of.theirs or own.hidden:
        return
    for other in added:
        if same_words(outcome.sides, own, other):
            added.remove(other)
            outcome.remove(Placement, other.key)
            one_line(outcome, own.key, other.key)
            return


def deduplicate_cells(outcome: Outcome) -> None:
    """Leave one placement of a line in a cell, theirs if they have it there (23). A line that ours
    or theirs has twice in a cell stays so.
    """
    alike: defaultdict[tuple[Place, UUID], list[Placement]] = defaultdict(list)
    for placement in outcome.rows[Placement].values():
        if not placement.hidden:
            alike[placement.place, placement.opportunity].append(placement)
    for placements in alike.values():
        if len(placements) == 1:
            continue
        together: list[list[Placement]] = []
        for placement in sorted(placements, key=partial(_strangeness, outcome.sides)):
            apart = (one for one in together if not _stands_beside(outcome.sides, placement, one))
            if into := next(apart, None):
                into.append(placement)
            else:
                together.append([placement])
        for survivor, *gone in together:
            _join(outcome, survivor, gone)


def _strangeness(sides: Sides, placement: Placement) -> int:
    """Return how far a placement is from theirs: same line there, another line there, or none."""
    theirs = sides.rows[Placement].theirs.get(placement.key)
    if theirs is None or theirs.place != placement.place:
        return 2
    return 0 if theirs.opportunity == placement.opportunity else 1


def _stands_beside(sides: Sides, placement: Placement, others: Iterable[Placement]) -> bool:
    """Return whether ours or theirs has this and one of the others in one cell with one line."""
    rows = sides.of(Placement, placement.key)
    for other in others:
        beside = sides.of(Placement, other.key)
        for one, two in ((rows.ours, beside.ours), (rows.theirs, beside.theirs)):
            if one and two and (one.place, one.opportunity) == (two.place, two.opportunity):
                return True
    return False


def _join(outcome: Outcome, survivor: Placement, gone: Sequence[Placement]) -> None:
    """Let one stand for the others, with the notes of all and our tier in this cell."""
    if not gone:
        return
    ours = outcome.sides.rows[Placement].ours
    stood = survivor.key in ours and ours[survivor.key].place == survivor.place
    notes = dict.fromkeys(one.note for one in (survivor, *gone) if one.note)
    tier = survivor.tier if stood else gone[0].tier
    outcome.set(Placement, survivor.key, note="\n".join(notes), tier=tier)
    for one in gone:
        outcome.remove(Placement, one.key)
