"""Decisions and choices as they are shown, stored and asked again."""

import json
from dataclasses import replace

import pytest

from opportunities.grid.vocabulary import ProviderTier
from opportunities.merge import Answer, Choice, DecisionKind, Undecided, apply, plan
from tests.builders import key
from tests.opportunities.merge.copies import (
    BASE,
    FIRST,
    add,
    cell,
    change,
    held,
    only_question,
    reword,
)

OURS = reword(reword(BASE, "Read", "Read a lot"), "Visit", "Visit us")
THEIRS = reword(reword(BASE, "Read", "Read more"), "Visit", "Visit them")


@pytest.mark.parametrize(
    "choice",
    [
        Choice(Answer.OURS),
        Choice(Answer.OWN, "Our own words"),
        Choice(Answer.OWN, ("E.g. one", "E.g. two")),
        Choice(Answer.MOVE, str(key("RQT"))),
    ],
)
def test_choice_is_the_same_after_it_was_stored(choice):
    stored = json.dumps(choice.as_json())

    assert Choice.from_json(json.loads(stored)) == choice


def test_undecided_names_the_questions_in_a_plain_sentence():
    update = plan(BASE, OURS, THEIRS)
    first, second = update.questions

    with pytest.raises(Undecided, match="1 question needs an answer first") as refusal:
        apply(update, {first.id: Choice(Answer.OURS)})

    assert refusal.value.questions == (second,)


def test_choices_about_what_is_no_question_any_more_are_left_alone():
    update = plan(BASE, BASE, THEIRS)
    (applies, _) = update.reported

    stale = {applies.id: Choice(Answer.OURS), "stage:gone:name": Choice(Answer.OURS)}

    assert apply(update, stale) == THEIRS


def test_choices_are_asked_again_only_where_what_was_seen_changed():
    before = plan(BASE, OURS, THEIRS)

    after = plan(BASE, OURS, reword(add(THEIRS, "new", "RQT", "School", "New"), "Read", "Read on"))

    seen = {question.id: question.fingerprint for question in before.questions}
    again = {
        question.id for question in after.questions if seen[question.id] != question.fingerprint
    }
    assert {question.id for question in after.questions} == seen.keys()
    assert again == {f"opportunity:{key('Read')}:text"}


def test_line_that_we_placed_once_more_is_asked_again():
    question = only_question(plan(BASE, reword(BASE, "Read", "Read a lot"), THEIRS))
    ours = reword(BASE, "Read", "Read a lot")
    again = replace(
        next(row for row in ours.placements if row.opportunity == key("Read")),
        key=key("again"),
        stage=key("RQT"),
    )

    now = only_question(plan(BASE, replace(ours, placements=(*ours.placements, again)), THEIRS))

    assert now.id == question.id
    assert now.fingerprint != question.fingerprint
    assert len(now.places) == 2


def test_placements_of_one_line_that_are_alike_are_one_question():
    ours, theirs = BASE, BASE
    for name in (FIRST, "RQT/School/0", "Head/School/0"):
        ours = change(ours, "placements", name, tier=ProviderTier.SELF)
        theirs = change(theirs, "placements", name, tier=ProviderTier.NATIONAL)
    update = plan(BASE, ours, theirs)

    question = only_question(update)

    assert len(question.places) == 3
    result = apply(update, {question.id: Choice(Answer.THEIRS)})
    assert {row.tier for row in result.placements if row.opportunity == key("Join in")} == {
        ProviderTier.NATIONAL
    }


def test_line_of_ours_that_they_took_over_with_its_key_becomes_one():
    ours = change(add(BASE, "own", "RQT", "School", "Attend"), "placements", "own", note="Ask Jo")
    update = plan(BASE, ours, add(BASE, "own", "RQT", "School", "Attend"))

    result = apply(update)

    assert update.reported == ()
    assert result == ours


def test_line_that_is_shown_as_ours_leaves_theirs_as_it_is_elsewhere():
    """They put a new line in the place of one that we hid, and in another cell."""
    ours = change(BASE, "placements", FIRST, hidden=True)
    theirs = add(BASE, "new", "RQT", "School", "New")
    theirs = change(theirs, "placements", FIRST, opportunity=key("new line"))
    update = plan(BASE, ours, theirs)
    (listed,) = update.of(DecisionKind.HIDDEN)

    result = apply(update, {listed.id: Choice(Answer.SHOW_OURS)})

    assert cell(result, "NQT") == ["Join in", "Read", "Visit"]
    assert cell(result, "RQT") == ["Join in", "New"]


@pytest.mark.parametrize("words", ["", "   ", None, ("Two", "lines")])
def test_third_needs_words(words):
    question = only_question(plan(BASE, reword(BASE, "Read", "Read a lot"), THEIRS))

    assert not question.accepts(Choice(Answer.OWN, words))


@pytest.mark.parametrize(
    ("value", "accepted"),
    [((), True), (("E.g. one",), True), (("one\ntwo",), False), (("",), False), ("one", False)],
)
def test_sub_points_are_lines_of_text(value, accepted):
    ours = change(BASE, "opportunities", "Read", details=("E.g. ours",))
    theirs = change(BASE, "opportunities", "Read", details=("E.g. theirs",))

    question = only_question(plan(BASE, ours, theirs))

    assert question.accepts(Choice(Answer.OWN, value)) is accepted


def test_note_can_be_emptied():
    ours = change(BASE, "placements", FIRST, note="Ask Jo")
    theirs = change(BASE, "placements", FIRST, note="Ask the trust")
    update = plan(BASE, ours, theirs)

    result = apply(update, {only_question(update).id: Choice(Answer.OWN, "")})

    assert result.placements[0].note == ""


def test_answer_of_another_question_is_none():
    update = plan(BASE, *held())

    with pytest.raises(Undecided):
        apply(update, {only_question(update).id: Choice(Answer.OURS)})


def test_everything_that_changes_in_a_copy_is_a_decision():
    """Nothing of ours is touched where the plan has nothing to say."""
    update = plan(BASE, OURS, reword(BASE, "Lead", "Lead well"))

    result = apply(update)

    (decision,) = update.reported
    assert (decision.kind, decision.keys) == (DecisionKind.APPLIES, (key("Lead"),))
    assert result == reword(OURS, "Lead", "Lead well")
    assert cell(result, "NQT") == ["Join in", "Read a lot", "Visit us"]
