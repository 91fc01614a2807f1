"""Decide about a whole stage that they added with a single question: "Is this for us?" (26).

All that they placed in it depends on the answer. A copy that never hid a stage of theirs takes new
ones, unless somebody says otherwise; one that chose among their stages has to answer, since both
showing and hiding would be decided for it. Earlier choices suggest the answer.
"""

from collections.abc import Iterator
from uuid import UUID

from opportunities.grid.snapshot import Opportunity, Placement, Stage
from opportunities.merge.cases import MISSING, Three, words_of
from opportunities.merge.decisions import Answer, Decision, DecisionKind, What
from opportunities.merge.sides import Sides
from opportunities.merge.standing import Standing


def decide_new_stage(standing: Standing, stage: Stage) -> Decision:
    """Ask about this stage. `lines`: the placements in it with something of ours."""
    sides = standing.sides
    chooses = any(_is_hidden(sides, key) for key in sides.rows[Stage].base)
    return Decision(
        DecisionKind.NEW,
        What.ADDED,
        Stage,
        (stage.key,),
        Three(MISSING, MISSING, stage),
        answers=(Answer.FOR_US, Answer.NOT_FOR_US),
        default=None if chooses else Answer.FOR_US,
        lines=tuple(_ours_in(standing, stage.key)),
        proposed=_proposed(sides, stage) if chooses else Answer.FOR_US,
    )


def _is_hidden(sides: Sides, key: UUID) -> bool:
    ours = sides.rows[Stage].ours.get(key)
    return ours is None or ours.hidden


def _proposed(sides: Sides, stage: Stage) -> Answer | None:
    """Suggest what we did with stages of theirs for the same staff.

    Stages of its family count or, without any, of its kind of staff. None if they had none.
    """
    for alike in ("family", "group"):
        known = [
            key
            for key, row in sides.rows[Stage].base.items()
            if getattr(row, alike) == getattr(stage, alike)
        ]
        if known:
            hides_all = all(_is_hidden(sides, key) for key in known)
            return Answer.NOT_FOR_US if hides_all else Answer.FOR_US
    return None


def _ours_in(standing: Standing, stage: UUID) -> Iterator[UUID]:
    """Return the placements in it with something of ours.

    We changed them and they moved them there, or we reworded their line.
    """
    sides = standing.sides
    for placement in sides.grids.theirs.placements:
        if placement.stage != stage:
            continue
        rows = sides.of(Placement, placement.key)
        is_ours = rows.ours is not None and standing.is_more_than_given(rows)
        if is_ours or _is_reworded(sides, placement.opportunity):
            yield placement.key


def _is_reworded(sides: Sides, key: UUID) -> bool:
    rows = sides.of(Opportunity, key)
    return rows.ours is not None and words_of(rows.base) != words_of(rows.ours)
