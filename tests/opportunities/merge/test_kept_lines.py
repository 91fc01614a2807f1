"""Rule 12 of the update: what was kept is kept in the words that the question showed."""

import pytest

from opportunities.grid.snapshot import Stage
from opportunities.merge import Answer, Choice, DecisionKind, What, apply, plan
from tests.builders import key
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
from tests.opportunities.merge.small_grids import (
    BASE,
    IN_TWO,
    LINK,
    OURS,
    THEIRS,
    P,
    move,
    place,
    placed,
)


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
