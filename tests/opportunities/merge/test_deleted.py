"""What is not in a draft of the framework itself was deleted, not hidden (25)."""

from uuid import UUID

import pytest

from opportunities.grid.snapshot import Placement
from opportunities.merge import Answer, Choice, DecisionKind, apply, as_followers_see, plan
from tests.builders import grid, key
from tests.opportunities.merge.copies import cell, change, reword, reword_here, without_stage
from tests.opportunities.merge.laws import any_choices, law, same
from tests.strategies import any_grid, edit


def three_drafts(dice):
    """The edition, a draft of the next one, and a file that somebody made of the edition."""
    base = any_grid(dice, hides=False)
    if dice.seldom():
        return base, any_grid(dice, hides=False), any_grid(dice, hides=False)
    about = "lines" if dice.throw(2) else "everything"
    ours, theirs = (edit(dice, base, name=name, about=about) for name in ("ours", "theirs"))
    return base, ours, theirs


def answered(update, said):
    """Every question answered with the first of these that it takes."""
    return {
        decision.id: Choice(next(answer for answer in said if answer in decision.answers))
        for decision in update.questions
    }


OURS = (Answer.OURS, Answer.KEEP, Answer.LEAVE)
THEIRS = (Answer.THEIRS, Answer.LET_GO, Answer.SHOW_THEIRS)


@law
def test_one_side_alone_is_taken_as_it_is(dice):
    base, ours, theirs = three_drafts(dice)

    taken, left = plan(base, base, theirs, deletes=True), plan(base, ours, base, deletes=True)

    assert taken.questions == () == left.reported
    assert same(apply(taken), theirs)
    assert same(apply(left), ours)


@law
def test_any_answers_give_a_grid_in_which_nothing_is_hidden(dice):
    base, ours, theirs = three_drafts(dice)
    update = plan(base, ours, theirs, deletes=True)

    result = apply(update, any_choices(dice, update))

    assert as_followers_see(result) == result


@law
def test_what_was_deleted_stays_away_unless_somebody_says_otherwise(dice):
    base, ours, theirs = three_drafts(dice)
    update = plan(base, ours, theirs, deletes=True)

    result = apply(update, answered(update, OURS))

    for kind in ("stages", "columns", "placements", "sections"):
        before, now = ({row.key for row in getattr(grid, kind)} for grid in (base, ours))
        assert not (before - now) & {row.key for row in getattr(result, kind)}


@law
def test_what_they_changed_of_what_was_deleted_is_asked_and_can_be_had(dice):
    """All that the file adds or moves is there, where somebody says so."""
    base, ours, theirs = three_drafts(dice)
    update = plan(base, ours, theirs, deletes=True)

    result = apply(update, answered(update, THEIRS))

    was = {row.key: row for row in base.placements}
    of_ours = {row.key: row for row in ours.placements}
    there = {row.key: row.place for row in result.placements}
    told = {key for decision in update.reported for key in (*decision.keys, *decision.lines)}
    twins = {key for one in update.of(DecisionKind.SAME) for key in one.keys}
    for row in theirs.placements:
        before = was.get(row.key)
        if before is None or before.place != row.place:
            as_ours = of_ours.get(row.key, row)
            lines = {row.opportunity, as_ours.opportunity}
            assert row.key in there or stands_there(result, row, lines)
            is_told = row.key in told | twins
            assert is_told or as_ours in ours.cells.get(row.place, ()) or stands_twice(theirs, row)


def stands_there(result, row: Placement, lines: set[UUID]) -> bool:
    """Whether its line, ours or theirs, stands in its cell, where it would stand twice."""
    said = {each.opportunity for each in result.cells.get(row.place, ())}
    origins = {result.opportunity_by_key[line].derived_from for line in said}
    return not lines.isdisjoint(said | origins)


def stands_twice(theirs, row: Placement) -> bool:
    """Whether its line stands twice in its cell: one of the two is enough."""
    return sum(row.opportunity == each.opportunity for each in theirs.cells[row.place]) > 1


GRID = grid({("s1", "School"): ["Read"], ("s1", "Area"): [], ("s2", "School"): ["Lead"]})
CELLS = (("s1", "School"), ("s1", "Area"), ("s2", "School"))
LINE = key("s1/School/0")


@pytest.mark.parametrize(
    "theirs",
    [
        change(GRID, "placements", "s1/School/0", column=key("Area")),
        change(GRID, "placements", "s1/School/0", note="Ask Jo"),
        reword(GRID, "Read", "Read more"),
        reword_here(GRID, "s1/School/0", "Read more", "Read"),
    ],
    ids=["moved", "noted", "reworded", "reworded only here"],
)
def test_what_they_changed_within_a_stage_that_we_deleted_is_one_question(theirs):
    update = plan(GRID, without_stage(GRID, "s1"), theirs, deletes=True)

    (question,) = update.questions
    assert (question.keys, question.lines) == ((key("s1"),), (LINE,))
    taken = apply(update, answered(update, THEIRS))
    assert taken.placements == theirs.placements
    assert [cell(taken, *place) for place in CELLS] == [cell(theirs, *place) for place in CELLS]
    assert same(apply(update, answered(update, OURS)), without_stage(GRID, "s1"))
