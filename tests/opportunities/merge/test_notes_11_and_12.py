"""Notes 11 and 12 to the update rule, by name: sight, one line in a cell, and what was kept.

The grids are as small as they can be. B is `BASE`, where the line “Base” (o) stands at s1 as p.
"""

from dataclasses import replace
from typing import Any

import pytest

from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Stage
from opportunities.grid.vocabulary import ProviderTier
from opportunities.merge import Answer, Choice, Decision, DecisionKind, Plan, What, apply, plan
from tests.builders import grid, key
from tests.opportunities.merge.copies import (
    add,
    answered,
    cell,
    change,
    only_question,
    reword,
    reword_here,
    told,
    without,
    without_stage,
)

BASE = grid(
    {("s1", "School"): ["Base"], ("s2", "School"): [], ("s3", "School"): [], ("s4", "School"): []}
)
P = "s1/School/0"
LINK = "https://example.org/"


def place(snapshot: GridSnapshot, name: str, stage: str, line: str = "Base", **more: Any) -> Any:
    """The grid with one more placement of a line that it has."""
    values: dict[str, Any] = {"tier": ProviderTier.SCHOOL, **more}
    placement = Placement(key(name), key(stage), key("School"), key(line), **values)
    return replace(snapshot, placements=(*snapshot.placements, placement))


def hide_stage(snapshot: GridSnapshot, *names: str) -> GridSnapshot:
    for name in names:
        snapshot = change(snapshot, "stages", name, hidden=True)
    return snapshot


def move(snapshot: GridSnapshot, name: str, stage: str) -> GridSnapshot:
    return change(snapshot, "placements", name, stage=key(stage))


def placed(snapshot: GridSnapshot, name: str) -> Placement:
    return next(row for row in snapshot.placements if row.key == key(name))


def question_about_the_words(update: Plan) -> Decision:
    question = only_question(update)
    assert (question.row, question.field, question.kind) == (
        Opportunity,
        "text",
        DecisionKind.NEEDS_YOU,
    )
    return question


OURS = reword(BASE, "Base", "Ours")
THEIRS = reword(BASE, "Base", "Theirs")
IN_TWO = place(BASE, "p2", "s2")
"""B with the line at s2 as well."""


# Asked where they placed the line anew


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


# Our wording does not go out of sight unasked


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


# What was kept is asked again


def test_kept_once_is_asked_again():
    ours = reword(IN_TWO, "Base", "Ours")
    theirs = reword_here(IN_TWO, P, "Theirs", "Base")

    kept = answered(plan(IN_TWO, ours, theirs), Answer.OURS)

    assert (cell(kept, "s1"), cell(kept, "s2")) == (["Ours"], ["Ours"])
    again = only_question(plan(theirs, kept, reword(theirs, f"{P} Theirs", "Theirs again")))
    assert (again.field, again.values.theirs) == ("text", "Theirs again")
    assert Answer.OWN in again.answers


def test_kept_once_is_not_asked_about_anew_by_the_line_elsewhere():
    theirs = reword_here(IN_TWO, P, "Theirs", "Base")
    kept = answered(plan(IN_TWO, reword(IN_TWO, "Base", "Ours"), theirs), Answer.OURS)

    update = plan(theirs, kept, reword(theirs, "Base", "Elsewhere"))

    assert only_question(update).places == ((key("s2"), key("School")),)


def test_line_that_we_put_in_the_place_of_theirs_is_asked_about_when_they_reword_theirs():
    base = add(BASE, "other", "s2", "School", "Other")
    ours = change(base, "placements", P, opportunity=key("other line"))
    theirs = reword(base, "Base", "Theirs")
    update = plan(base, ours, theirs)

    assert only_question(update).field == "opportunity"
    kept = answered(update, Answer.OURS)
    assert cell(kept, "s1") == ["Other"]
    assert only_question(plan(theirs, kept, reword(theirs, "Base", "Again"))).keys == (key(P),)
    assert cell(answered(update, Answer.THEIRS), "s1") == ["Theirs"]


# A cell says what one of the sides says there


def test_cell_that_we_put_back_to_their_words_follows_theirs():
    ours = reword_here(reword(IN_TWO, "Base", "Ours"), P, "Base", "Base")

    result = apply(plan(IN_TWO, ours, change(IN_TWO, "opportunities", "Base", link=LINK)))

    assert (cell(result, "s1"), cell(result, "s2")) == (["Base"], ["Ours"])
    line = result.opportunity_by_key[placed(result, P).opportunity]
    assert (line.link, line.derived_from) == (LINK, key("Base"))


def test_hidden_line_that_is_shown_as_theirs_says_what_theirs_says():
    base = place(BASE, "p2", "s2")
    ours = without(reword(base, "Base", "Ours"), P)
    update = plan(base, ours, change(base, "placements", P, note="Ask us"))

    assert cell(answered(update, Answer.SHOW_THEIRS), "s1") == ["Base"]


# A line stands once in a cell


@pytest.mark.parametrize("who", ["ours", "theirs", "both"])
def test_both_place_one_line_in_a_cell_and_one_of_them_reworded_it(who):
    ours = place(BASE if who == "theirs" else OURS, "own", "s2", note="Ask Jo")
    theirs = place(BASE if who == "ours" else THEIRS, "q", "s2")
    update = plan(BASE, ours, theirs)

    (same,) = update.of(DecisionKind.SAME)

    assert (same.answers, same.default) == ((), Answer.ONE)
    assert same.values.theirs.opportunity.text == ("Ours" if who == "ours" else "Theirs")
    result = answered(update, Answer.THEIRS)
    assert cell(result, "s2") == ["Ours" if who == "ours" else "Theirs"]
    assert placed(result, "q").note == "Ask Jo"


def test_both_place_one_line_in_a_cell_and_we_reworded_it_only_there():
    ours = reword_here(place(BASE, "own", "s2"), "own", "Only here", "Base")

    result = apply(plan(BASE, ours, place(BASE, "q", "s2")))

    assert (cell(result, "s2"), cell(result, "s1")) == (["Only here"], ["Base"])
    assert placed(result, "q")


@pytest.mark.parametrize("answer", [Answer.OURS, Answer.THEIRS])
def test_both_place_one_line_in_a_cell_and_both_reworded_it_there(answer):
    ours = reword_here(place(BASE, "own", "s2"), "own", "Only here", "Base")

    update = plan(BASE, ours, place(THEIRS, "q", "s2"))

    assert only_question(update).keys == (key("own"),)
    says = "Only here" if answer is Answer.OURS else "Theirs"
    assert cell(answered(update, answer), "s2") == [says]


def test_they_move_a_line_into_a_cell_where_we_had_placed_it():
    ours = place(BASE, "own", "s2", note="Ask Jo", tier=ProviderTier.SELF)
    ours = change(ours, "placements", P, note="Ask Sam")

    result = apply(plan(BASE, ours, move(BASE, P, "s2")))

    assert (cell(result, "s1"), cell(result, "s2")) == ([], ["Base"])
    assert placed(result, P).note == "Ask Sam\nAsk Jo"
    assert placed(result, P).tier is ProviderTier.SELF


def test_we_moved_a_line_into_a_cell_where_they_place_it():
    ours = change(move(BASE, P, "s2"), "placements", P, note="Ask Jo")

    result = apply(plan(BASE, ours, place(BASE, "q", "s2")))

    assert (cell(result, "s1"), cell(result, "s2")) == ([], ["Base"])
    assert placed(result, "q").note == "Ask Jo"


def test_our_lines_moved_into_a_stage_where_they_stand_already_stand_there_once():
    ours = change(IN_TWO, "placements", P, note="Ask Jo")

    update = plan(IN_TWO, ours, without_stage(IN_TWO, "s1"))

    moved = answered(update, Answer.MOVE, str(key("s2")))
    assert (cell(moved, "s2"), placed(moved, "p2").note) == (["Base"], "Ask Jo")


def test_line_that_we_have_twice_in_a_cell_stays_so():
    ours = place(place(BASE, "own", "s2"), "own again", "s2")

    assert cell(apply(plan(BASE, ours, THEIRS)), "s2") == ["Theirs", "Theirs"]


# Kept in the words that the question showed


def test_line_with_our_note_that_is_kept_keeps_its_words():
    ours = change(IN_TWO, "placements", P, note="Ask Jo")
    theirs = without(reword(IN_TWO, "Base", "Theirs"), P)
    update = plan(IN_TWO, ours, theirs)

    kept = answered(update, Answer.KEEP)

    assert (cell(kept, "s1"), cell(kept, "s2")) == (["Base"], ["Theirs"])
    assert only_question(plan(theirs, kept, reword(theirs, "Base", "Again"))).keys == (key(P),)


@pytest.mark.parametrize(("answer", "stage"), [(Answer.KEEP, "s1"), (Answer.MOVE, "s3")])
def test_line_of_a_stage_that_they_withdrew_keeps_its_words(answer, stage):
    ours = change(IN_TWO, "placements", P, note="Ask Jo")
    theirs = without_stage(reword(IN_TWO, "Base", "Theirs"), "s1")

    kept = answered(plan(IN_TWO, ours, theirs), answer, str(key("s3")))

    assert (cell(kept, stage), cell(kept, "s2")) == (["Base"], ["Theirs"])


def test_reworded_line_that_is_kept_keeps_all_its_words():
    ours = change(reword(IN_TWO, "Base", "Ours"), "placements", "p2", hidden=True)
    theirs = without(change(IN_TWO, "opportunities", "Base", details=("E.g. new",)), P)

    kept = answered(plan(IN_TWO, ours, theirs), Answer.KEEP)

    line = kept.opportunity_by_key[placed(kept, P).opportunity]
    assert (line.text, line.details) == ("Ours", ())


def test_what_was_answered_about_a_line_holds_where_we_placed_it_in_a_stage_that_they_withdrew():
    theirs = without_stage(THEIRS, "s3")
    update = plan(BASE, place(OURS, "own", "s3"), theirs)

    line, stage = sorted(update.questions, key=lambda one: one.row is Stage)

    moves = Choice(Answer.MOVE, str(key("s4")))
    moved = apply(update, {line.id: Choice(Answer.THEIRS), stage.id: moves})
    assert cell(moved, "s4") == ["Theirs"]


def test_line_that_we_hid_and_put_in_the_place_of_theirs_follows_theirs():
    base = add(BASE, "other", "s2", "School", "Other")
    ours = change(base, "placements", P, opportunity=key("other line"), hidden=True)
    theirs = reword(reword(base, "Base", "Theirs"), "other line", "Theirs too")

    result = apply(plan(base, ours, theirs))

    assert placed(result, P).opportunity == key("other line")


# One matter, one question


def test_both_moved_it_and_they_withdrew_where_we_have_it():
    theirs = without_stage(move(BASE, P, "s3"), "s2")
    update = plan(BASE, move(BASE, P, "s2"), theirs)

    question = only_question(update)

    assert (question.row, question.lines) == (Stage, (key(P),))
    assert cell(answered(update, Answer.KEEP), "s2") == ["Base"]
    assert cell(answered(update, Answer.MOVE, str(key("s4"))), "s4") == ["Base"]
    assert cell(answered(update, Answer.LET_GO), "s3") == ["Base"]


def test_told_once_where_they_moved_it_out_of_a_stage_that_they_withdrew():
    update = plan(BASE, BASE, without_stage(move(BASE, P, "s3"), "s1"))

    assert sorted(what for what, *_ in told(update, DecisionKind.APPLIES)) == [
        What.CHANGED,
        What.WITHDREW,
    ]
