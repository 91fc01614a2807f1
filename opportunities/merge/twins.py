"""Find what both sides added in the same place: the same line or words in a cell, or a stage,
column or section of the same name. They can be joined (17).
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from cpd_site.words import normalized
from opportunities.grid.fields import BESIDE, FIELDS
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.merge.cases import MISSING, Three, blank
from opportunities.merge.decisions import Answer, Decision, DecisionKind, What
from opportunities.merge.sides import AXES, Line, Sides
from opportunities.merge.words import in_our_words

CLOSING = ".,;:!?…"

NAMES = {Stage: "name", Column: "heading", Section: "heading"}
"""The names of rows other than lines."""


def decide_twins(sides: Sides) -> Iterator[Decision]:
    """Decide about rows of our own that they added too."""
    for kind in NAMES:
        yield from _rows(sides, kind)
    yield from _lines(sides)


def _lines(sides: Sides) -> Iterator[Decision]:
    """Decide once about a line, with all its cells."""
    alike: defaultdict[tuple[UUID, UUID], list[tuple[Placement, Placement]]] = defaultdict(list)
    for ours, theirs in _pairs(sides):
        alike[ours.opportunity, theirs.opportunity].append((ours, theirs))
    for pairs in alike.values():
        ours, theirs = pairs[0]
        lines = Three(
            sides.rows[Opportunity].base.get(theirs.opportunity),
            sides.rows[Opportunity].ours[ours.opportunity],
            sides.rows[Opportunity].theirs[theirs.opportunity],
        )
        is_one = is_one_line(sides, ours, theirs)
        comes = in_our_words(lines) if is_one else lines.theirs
        yield Decision(
            DecisionKind.SAME,
            What.ADDED,
            Placement,
            tuple(theirs.key for _, theirs in pairs),
            Three(MISSING, Line(ours, lines.ours), Line(theirs, comes)),
            tuple(theirs.place for _, theirs in pairs),
            answers=() if is_one else (Answer.ONE, Answer.BOTH),
            default=Answer.ONE,
            lines=tuple(ours.key for ours, _ in pairs),
        )


def _pairs(sides: Sides) -> Iterator[tuple[Placement, Placement]]:
    """Pair each new line of theirs with one of our own in its cell.

    Prefer the same line, then one with the same words.
    """
    lines = sides.rows[Opportunity]
    of_line: defaultdict[Any, list[Placement]] = defaultdict(list)
    with_words: defaultdict[Any, list[Placement]] = defaultdict(list)
    for own in _new_of_ours(sides, Placement):
        of_line[own.place, _line_of_theirs(sides, own)].append(own)
        with_words[own.place, normalised(lines.ours[own.opportunity])].append(own)
    paired: set[UUID] = set()
    for theirs in _new_of_theirs(sides, Placement) if of_line else ():
        same_line = of_line.get((theirs.place, theirs.opportunity), ())
        words = normalised(lines.theirs[theirs.opportunity])
        alike = (
            each
            for each in with_words.get((theirs.place, words), ())
            if same_words(sides, each, theirs)
        )
        free = (each for each in chain(same_line, alike) if each.key not in paired)
        if found := next(free, None):
            paired.add(found.key)
            yield found, theirs


def is_one_line(sides: Sides, ours: Placement, theirs: Placement) -> bool:
    """Return whether a placement of our own shows their line, or rewords it only there."""
    return _line_of_theirs(sides, ours) == theirs.opportunity


def _line_of_theirs(sides: Sides, ours: Placement) -> UUID | None:
    """Return the line of theirs that a placement of our own shows or rewords, if any."""
    lines = sides.rows[Opportunity]
    key = ours.opportunity
    return key if key in lines.theirs else lines.ours[key].derived_from


def same_words(sides: Sides, ours: Placement, theirs: Placement) -> bool:
    """Return whether their line has our words, and every other field that ours has."""
    ours_says = sides.rows[Opportunity].ours[ours.opportunity]
    theirs_says = sides.rows[Opportunity].theirs[theirs.opportunity]
    for field in BESIDE.values():
        value = field.of(ours_says)
        if value and value != field.of(theirs_says):
            return False
    return normalised(ours_says) == normalised(theirs_says)


def _rows(sides: Sides, kind: type) -> Iterator[Decision]:
    """Decide about stages, columns or sections with the same name.

    If something else of ours would be lost, both stay unless somebody answers otherwise.
    """
    name = NAMES[kind]
    own = list(_new_of_ours(sides, kind))
    for theirs in _new_of_theirs(sides, kind) if own else ():
        called = _bare(getattr(theirs, name))
        ours = next((row for row in own if _bare(getattr(row, name)) == called), None)
        if ours is None:
            continue
        own.remove(ours)
        held = [
            each.key
            for each in sides.grids.ours.placements
            if kind in AXES and ours.key in each.place
        ]
        yield Decision(
            DecisionKind.SAME,
            What.ADDED,
            kind,
            (theirs.key,),
            Three(MISSING, ours, theirs),
            answers=(Answer.ONE, Answer.BOTH),
            default=Answer.BOTH if _loses(sides, ours, theirs) else Answer.ONE,
            lines=tuple(held),
        )


def _loses(sides: Sides, ours: Any, theirs: Any) -> bool:
    """Return whether words of ours would be lost if theirs replaced ours, including our marks."""
    texts = [
        Three(blank(type(ours), field.name), field.of(ours), field.of(theirs))
        for field in FIELDS[type(ours)]
        if field.is_text
    ]
    for kind in (Continuation, PrintedHeading):
        marks = sides.rows[kind]
        (field,) = FIELDS[kind]
        for place, mark in marks.ours.items():
            there = tuple(theirs.key if key == ours.key else key for key in place)
            if ours.key in place and (other := marks.theirs.get(there)):
                texts.append(Three(None, field.of(mark), field.of(other)))
    return any(
        text.base not in (text.ours, text.theirs) and _bare(text.ours) != _bare(text.theirs)
        for text in texts
    )


def _new_of_ours(sides: Sides, kind: type) -> Iterator[Any]:
    """Yield rows that we added and people see."""
    of = sides.rows[kind]
    for key, row in of.ours.items():
        if not (key in of.base or key in of.theirs or getattr(row, "hidden", False)):
            yield row


def _new_of_theirs(sides: Sides, kind: type) -> Iterator[Any]:
    of = sides.rows[kind]
    return (row for key, row in of.theirs.items() if key not in of.base and key not in of.ours)


def normalised(opportunity: Opportunity) -> tuple[str, ...]:
    """Return text and sub-points, normalised for differences between writers.

    That is case, forms of characters, white space and closing punctuation.
    """
    return _bare(opportunity.texts)


@lru_cache(maxsize=4096)
def _bare(texts: Any) -> tuple[str, ...]:
    """Normalise a text, or several, in the same way."""
    return tuple(map(_bare_text, (texts,) if isinstance(texts, str) else texts))


def _bare_text(text: str) -> str:
    folded = normalized("NFKC", normalized("NFKC", text).casefold())
    words = " ".join(folded.split())
    return words.rstrip(CLOSING + " ") or words
