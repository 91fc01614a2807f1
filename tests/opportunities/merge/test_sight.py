"""Rule 11 of the update: what people see of ours is never put out of sight without a question."""

from opportunities.grid.snapshot import Opportunity, Stage
from opportunities.grid.vocabulary import ProviderTier
from opportunities.merge import Answer, Choice, DecisionKind, apply, plan
from tests.builders import key
from tests.opportunities.merge.copies import (
    answered,
    cell,
    change,
    only_question,
    reword,
    reword_here,
    without,
    without_stage,
)
from tests.opportunities.merge.small_grids import (
    BASE,
    IN_TWO,
    OURS,
    THEIRS,
    P,
    hide_stage,
    move,
    place,
    placed,
    question_about_the_words,
)


def test_all_three_say_it_differently_and_they_placed_it_anew():
    theirs = without(place(THEIRS, "q", "s2"), P)
    update = plan(BASE, OURS, theirs)

    question = question_about_the_words(update)

    assert question.places == ((key("s2"), key("School")),)
    assert cell(answered(update, Answer.OURS), "s2") == ["Ours"]
    assert cell(answered(update, Answer.THEIRS), "s2") == ["Theirs"]


def test_all_three_say_it_differently_and_our_place_is_hidden_but_their_new_one_is_in_sight():
    ours = change(OURS, "placements", P, hidden=True)

    update = plan(BASE, ours, place(THEIRS, "q", "s2"))

    assert question_about_the_words(update).places == ((key("s2"), key("School")),)


def test_all_three_say_it_differently_and_they_move_it_out_of_a_stage_that_we_hid():
    update = plan(BASE, hide_stage(OURS, "s1"), move(THEIRS, P, "s2"))

    assert question_about_the_words(update).places == ((key("s2"), key("School")),)


def test_reworded_only_here_and_they_move_it_out_of_a_stage_that_we_hid():
    base = place(BASE, "p3", "s3")
    ours = hide_stage(reword_here(base, P, "Only here", "Base"), "s1")

    question = only_question(plan(base, ours, move(reword(base, "Base", "Theirs"), P, "s2")))

    assert (question.keys, question.field) == ((key(P),), "text")


def test_tier_is_asked_where_the_line_will_be_seen():
    ours = hide_stage(change(BASE, "placements", P, tier=ProviderTier.SELF), "s1")
    theirs = change(BASE, "placements", P, tier=ProviderTier.NATIONAL, stage=key("s2"))

    assert only_question(plan(BASE, ours, theirs)).field == "tier"


def test_what_is_seen_nowhere_afterwards_is_not_asked():
    update = plan(BASE, hide_stage(OURS, "s1", "s2"), without(place(THEIRS, "q", "s2"), P))

    assert update.questions == ()


def test_new_place_of_a_line_that_only_we_reworded_is_told_in_our_words():
    update = plan(BASE, OURS, place(BASE, "q", "s2"))

    (added,) = update.of(DecisionKind.APPLIES)

    assert added.values.theirs.opportunity.text == "Ours"
    assert cell(apply(update), "s2") == ["Ours"]


def test_last_place_in_sight_goes_and_the_other_is_hidden():
    ours = change(reword(IN_TWO, "Base", "Ours"), "placements", "p2", hidden=True)
    update = plan(IN_TWO, ours, without(IN_TWO, P))

    question = only_question(update)

    assert (question.kind, question.row) == (DecisionKind.WITHDREW, Opportunity)
    assert cell(answered(update, Answer.KEEP), "s1") == ["Ours"]
    gone = answered(update, Answer.LET_GO)
    assert (cell(gone, "s1"), placed(gone, "p2").hidden) == ([], True)


def test_last_place_in_sight_goes_and_they_add_one_in_a_stage_that_we_hid():
    update = plan(BASE, hide_stage(OURS, "s2"), without(place(BASE, "q", "s2"), P))

    assert (only_question(update).kind, only_question(update).row) == (
        DecisionKind.WITHDREW,
        Opportunity,
    )
    assert cell(answered(update, Answer.KEEP), "s1") == ["Ours"]


def test_last_place_in_sight_goes_and_ours_stands_in_a_stage_that_they_withdraw_too():
    update = plan(BASE, place(OURS, "own", "s3"), without_stage(without(BASE, P), "s3"))

    line, stage = sorted(update.questions, key=lambda one: one.row is Stage)

    assert (line.row, line.lines, stage.row) == (Opportunity, (key(P),), Stage)
    kept = apply(update, {line.id: Choice(Answer.KEEP), stage.id: Choice(Answer.LET_GO)})
    assert cell(kept, "s1") == ["Ours"]


def test_they_move_its_last_place_in_sight_into_a_stage_that_we_hid():
    update = plan(BASE, hide_stage(OURS, "s2"), move(BASE, P, "s2"))

    question = only_question(update)

    assert (question.field, question.answers) == ("place", (Answer.OURS, Answer.THEIRS))
    assert cell(answered(update, Answer.OURS), "s1") == ["Ours"]
    assert placed(answered(update, Answer.THEIRS), P).stage == key("s2")


def test_they_move_what_we_noted_into_a_stage_that_we_hid():
    ours = hide_stage(change(BASE, "placements", P, note="Ask Jo"), "s2")

    assert only_question(plan(BASE, ours, move(BASE, P, "s2"))).field == "place"


def test_they_withdraw_its_stage_and_move_it_into_one_that_we_hid():
    """One matter, one question: that about the stage, which holds our words."""
    update = plan(BASE, hide_stage(OURS, "s2"), without_stage(move(BASE, P, "s2"), "s1"))

    question = only_question(update)

    assert (question.row, question.lines) == (Stage, (key(P),))
    assert cell(answered(update, Answer.MOVE, str(key("s3"))), "s3") == ["Ours"]


def test_place_in_sight_that_is_left_is_enough():
    update = plan(IN_TWO, reword(IN_TWO, "Base", "Ours"), without(IN_TWO, P))

    assert update.questions == ()
