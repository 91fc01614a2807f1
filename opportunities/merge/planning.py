"""Plan an update: compare the three grids and return every decision."""

from collections.abc import Iterator
from uuid import UUID

from opportunities.grid.snapshot import Column, GridSnapshot, Placement, Section, Stage
from opportunities.merge.axes import decide_axes
from opportunities.merge.cases import Three
from opportunities.merge.decisions import Answer, Decision, DecisionKind, Plan, What
from opportunities.merge.lines import decide_lines
from opportunities.merge.order import reordered
from opportunities.merge.rows import COMES_OR_GOES, decide_marks, decide_sections
from opportunities.merge.sides import Sides
from opportunities.merge.standing import Standing
from opportunities.merge.twins import decide_twins
from opportunities.merge.words import decide_words


def plan(
    base: GridSnapshot,
    ours: GridSnapshot,
    theirs: GridSnapshot,
    corrections_only: bool = False,
    deletes: bool = False,
    asks_stages: bool = True,
) -> Plan:
    """Plan to take `theirs` into `ours`, which is based on `base`. Works for any three grids.

    `corrections_only`: all editions since `base` are marked as only correcting wording, so no words
    of ours are asked about (5). `deletes`: ours is a draft of the framework itself rather than a
    copy, so missing rows were deleted, not hidden (25). `asks_stages`: ask whether a whole new
    stage is for the copy (26); the stages of an uploaded file always come in.
    """
    sides = Sides(
        base,
        ours,
        theirs,
        corrections_only=corrections_only,
        deletes=deletes,
        asks_stages=asks_stages,
    )
    standing = Standing(sides)
    twins = tuple(decide_twins(sides))
    offered = {key for twin in twins for key in twin.keys}
    return Plan(
        sides,
        (
            *decide_axes(standing, offered),
            *decide_words(standing),
            *twins,
            *decide_lines(standing, offered),
            *decide_marks(sides),
            *decide_sections(sides, offered),
            *decide_order(sides),
        ),
    )


def decide_order(sides: Sides) -> Iterator[Decision]:
    """Report where their order is taken (20). `order.py` applies it; nothing is decided here."""
    for kind in (Stage, Column, Section):
        sequences = sides.rows[kind].map(tuple)
        if _takes_their_order(sequences):
            yield Decision(
                DecisionKind.APPLIES, What.REORDERED, kind, (), sequences, default=Answer.THEIRS
            )
    cells = sides.grids.map(lambda grid: grid.cells)
    for place in cells.theirs:
        sequences = cells.map(lambda of, place=place: tuple(row.key for row in of.get(place, ())))
        if _takes_their_order(sequences):
            urgency = COMES_OR_GOES[sides.sight_of_cell(place)]
            what, default = What.REORDERED, Answer.THEIRS
            yield Decision(urgency, what, Placement, (place,), sequences, (place,), default=default)


def _takes_their_order(sequences: Three[tuple[UUID, ...]]) -> bool:
    if sequences.base == sequences.theirs:
        return False
    in_all = set(sequences.base) & set(sequences.ours) & set(sequences.theirs)
    theirs, ours = (
        reordered(sequences.base, after, in_all) for after in (sequences.theirs, sequences.ours)
    )
    return theirs and not ours
