"""Makes one of what both sides added, and has a line stand once in a cell (17, 23)."""

from collections import defaultdict
from dataclasses import replace
from typing import Any
from uuid import UUID

from opportunities.fields import FIELDS, HIDDEN
from opportunities.merge.cases import blank
from opportunities.merge.outcome import Outcome
from opportunities.merge.sides import AXES, Sides
from opportunities.merge.twins import is_one_line, same_words
from opportunities.snapshot import Continuation, Place, Placement, PrintedHeading, Stage


def one_line(outcome: Outcome, ours_key: UUID, theirs_key: UUID) -> None:
    """Their placement with our tier and note, in place of ours. Of one line reworded by us, our
    words, if they are not decided otherwise; of two, theirs."""
    ours = outcome.sides.of(Placement, ours_key).ours
    theirs = outcome.sides.of(Placement, theirs_key).theirs
    one = replace(theirs, tier=ours.tier, note=ours.note or theirs.note)
    if is_one_line(outcome.sides, ours, theirs):
        one = replace(one, opportunity=ours.opportunity)
        if ours_key in outcome.said:
            outcome.said[theirs_key] = outcome.said.pop(ours_key)
    outcome.add(one)
    outcome.remove(Placement, ours_key)


def one_row(outcome: Outcome, ours: Any, theirs: Any) -> None:
    """Their stage, column or section in place of ours: their words and, where they wrote none,
    ours; our tier, group and family."""
    outcome.add(as_one(ours, theirs))
    outcome.remove(type(ours), ours.key)


def as_one(ours: Any, theirs: Any) -> Any:
    kind = type(theirs)
    fields = [field for field in FIELDS[kind] if field is not HIDDEN]
    kept = {
        field.name: field.of(ours)
        for field in fields
        if not field.is_text or field.of(theirs) == blank(kind, field.name)
    }
    if kind is Stage:
        kept["slug"] = ours.slug
    return replace(theirs, **kept)


def one_axis(outcome: Outcome, ours: Any, theirs: Any) -> None:
    """The same with all that stands in ours, which stands in theirs from now on."""
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
    """The placements that they added in a stage or column, and that are one with none of ours."""
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
    """Have a line of our own that comes into a cell of theirs be one with a new one there that
    says the same."""
    of = outcome.sides.rows[Placement]
    if own.key in of.base or own.key in of.theirs or own.hidden:
        return
    for other in added:
        if same_words(outcome.sides, own, other):
            added.remove(other)
            outcome.remove(Placement, other.key)
            one_line(outcome, own.key, other.key)
            return


def once_in_each_cell(outcome: Outcome) -> None:
    """Leave one placement of a line in a cell, theirs if they have it there (23). Where ours or
    theirs has the line twice in it, it stays so."""
    alike: defaultdict[tuple[Place, UUID], list[Placement]] = defaultdict(list)
    for placement in outcome.rows[Placement].values():
        if not placement.hidden:
            alike[placement.place, placement.opportunity].append(placement)
    theirs = outcome.sides.rows[Placement].theirs
    for (place, line), placements in alike.items():
        kept: list[Placement] = []
        placements.sort(key=lambda one: not _shows(theirs.get(one.key), place, line))
        for placement in placements if len(placements) > 1 else ():
            into = next(
                (other for other in kept if not _stood_apart(outcome.sides, other, placement)),
                None,
            )
            if into is None:
                kept.append(placement)
            else:
                kept[kept.index(into)] = _joined(outcome, into, placement)


def _shows(placement: Placement | None, place: Place, line: UUID) -> bool:
    """Whether this placement has that line stand in that cell."""
    return placement is not None and (placement.place, placement.opportunity) == (place, line)


def _stood_apart(sides: Sides, one: Placement, other: Placement) -> bool:
    """Whether ours or theirs has both of these in one cell, with one line."""
    pairs = zip(
        (sides.of(Placement, one.key).ours, sides.of(Placement, one.key).theirs),
        (sides.of(Placement, other.key).ours, sides.of(Placement, other.key).theirs),
        strict=True,
    )
    return any(
        first and second and (first.place, first.opportunity) == (second.place, second.opportunity)
        for first, second in pairs
    )


def _joined(outcome: Outcome, kept: Placement, gone: Placement) -> Placement:
    """The one with the note of the other too, and with our tier in this cell."""
    ours = outcome.sides.rows[Placement].ours
    notes: tuple[str, ...] = (kept.note, gone.note)
    if gone.key in ours and kept.key not in ours:
        notes = (gone.note or kept.note,)
    stood = ours[kept.key].place == kept.place if kept.key in ours else False
    tier = kept.tier if stood else gone.tier
    note = "\n".join(dict.fromkeys(filter(None, notes)))
    outcome.remove(Placement, gone.key)
    outcome.set(Placement, kept.key, note=note, tier=tier)
    one: Placement = outcome.rows[Placement][kept.key]
    return one
