"""A whole stage that they added is asked about once: "Is this for us?" (26)."""

from dataclasses import replace
from typing import Any

import pytest

from opportunities.grid.snapshot import Continuation, GridSnapshot, Stage
from opportunities.grid.vocabulary import ContinuationWord, Group, StageFamily
from opportunities.merge import Answer, Choice, Decision, DecisionKind, Plan, apply, plan
from tests.builders import grid, key
from tests.opportunities.merge.copies import change, reword
from tests.opportunities.merge.small_grids import BASE, hide_stage, move, place

SITE: dict[str, Any] = {"group": Group.SUPPORT_STAFF, "family": StageFamily.SITE}


def with_stage(snapshot: GridSnapshot, name: str, **fields: Any) -> GridSnapshot:
    """The grid with one more stage, alike to the first but in these fields."""
    made = replace(snapshot.stages[0], key=key(name), slug=name, name=name, **fields)
    return replace(snapshot, stages=(*snapshot.stages, made))


STAFF = with_stage(BASE, "premises", **SITE)
THEIRS = place(place(with_stage(STAFF, "new"), "n1", "new"), "n2", "s2")
"""They add a stage with the line in it, and place the line at one more stage besides."""
ALL_SHOWN, ONE_HIDDEN = STAFF, hide_stage(STAFF, "premises")


def stage_asked(update: Plan) -> Decision:
    (asked,) = update.of(DecisionKind.NEW)
    return asked


def shown(snapshot: GridSnapshot, name: str = "new") -> bool:
    return not next(row for row in snapshot.stages if row.key == key(name)).hidden


def test_it_is_one_question_with_all_that_stands_in_it():
    theirs = replace(
        THEIRS, continuations=(Continuation(key("new"), key("School"), ContinuationWord.PLUS),)
    )

    update = plan(STAFF, ALL_SHOWN, theirs)

    told = [(one.kind, one.row, one.keys) for one in update.reported]
    assert (DecisionKind.NEW, Stage, (key("new"),)) in told
    assert [keys for kind, _, keys in told if kind is DecisionKind.APPLIES] == [(key("n2"),)]
    assert apply(update).fingerprint == theirs.fingerprint


def test_who_hid_no_stage_takes_it_and_can_say_no():
    update = plan(STAFF, ALL_SHOWN, THEIRS)
    asked = stage_asked(update)

    assert (asked.blocks, asked.proposed) == (False, Answer.FOR_US)
    assert shown(apply(update))
    assert not shown(apply(update, {asked.id: Choice(Answer.NOT_FOR_US)}))


@pytest.mark.parametrize(("answer", "is_shown"), [("for-us", True), ("not-for-us", False)])
def test_who_chose_among_the_stages_before_has_to_answer(answer, is_shown):
    update = plan(STAFF, ONE_HIDDEN, THEIRS)
    asked = stage_asked(update)

    result = apply(update, {asked.id: Choice(Answer(answer))})

    assert asked in update.questions
    assert shown(result) is is_shown
    assert {row.key for row in result.placements} == {row.key for row in THEIRS.placements}


@pytest.mark.parametrize(
    ("fields", "hides", "proposed"),
    [
        (SITE, ["premises"], Answer.NOT_FOR_US),
        (SITE, ["s1"], Answer.FOR_US),
        (
            {"group": Group.SUPPORT_STAFF, "family": StageFamily.SUPPORT_STAFF},
            ["premises"],
            Answer.NOT_FOR_US,
        ),
        ({}, ["premises"], Answer.FOR_US),
    ],
)
def test_what_was_done_with_the_same_staff_proposes_the_answer(fields, hides, proposed):
    theirs = with_stage(STAFF, "new", **fields)

    asked = stage_asked(plan(STAFF, hide_stage(STAFF, *hides), theirs))

    assert asked.proposed == proposed
    assert asked.blocks


def test_of_staff_that_they_never_had_nothing_is_proposed():
    teachers = grid({("s1", "School"): ["Base"], ("s2", "School"): []})
    theirs = with_stage(teachers, "premises", **SITE)

    asked = stage_asked(plan(teachers, hide_stage(teachers, "s2"), theirs))

    assert (asked.blocks, asked.proposed) == (True, None)


def test_what_is_ours_in_it_is_named():
    noted = change(ONE_HIDDEN, "placements", "s1/School/0", note="Ask Jo")
    update = plan(STAFF, noted, move(with_stage(STAFF, "new"), "s1/School/0", "new"))

    assert stage_asked(update).lines == (key("s1/School/0"),)

    update = plan(STAFF, reword(ONE_HIDDEN, "Base", "Ours"), THEIRS)
    assert stage_asked(update).lines == (key("n1"),)


def test_lines_that_another_answer_moves_there_stay_in_sight():
    ours = change(ONE_HIDDEN, "placements", "s1/School/0", note="Ask Jo")
    theirs = with_stage(STAFF, "new")
    theirs = replace(
        theirs,
        stages=tuple(row for row in theirs.stages if row.key != key("s1")),
        placements=tuple(row for row in theirs.placements if row.stage != key("s1")),
    )
    update = plan(STAFF, ours, theirs)
    asked = stage_asked(update)
    (moved,) = update.of(DecisionKind.WITHDREW)
    choices = {
        asked.id: Choice(Answer.NOT_FOR_US),
        moved.id: Choice(Answer.MOVE, str(key("new"))),
    }

    assert shown(apply(update, choices))


def test_what_follows_is_not_asked_again_and_stays_hidden():
    update = plan(STAFF, ONE_HIDDEN, THEIRS)
    result = apply(update, {stage_asked(update).id: Choice(Answer.NOT_FOR_US)})

    assert plan(THEIRS, result, THEIRS).reported == ()
    again = plan(THEIRS, result, place(THEIRS, "n3", "new"))
    assert again.questions == ()
    assert not shown(apply(again))


def test_a_file_that_somebody_wrote_brings_its_stages_without_a_question():
    assert plan(STAFF, ONE_HIDDEN, THEIRS, asks_stages=False).questions == ()
    assert plan(STAFF, STAFF, THEIRS, deletes=True).of(DecisionKind.NEW) == ()
