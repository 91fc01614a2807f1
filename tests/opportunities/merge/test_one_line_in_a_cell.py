"""Rule 11 of the update: a line stands once in a cell, whoever placed it there."""

import pytest

from opportunities.grid.vocabulary import ProviderTier
from opportunities.merge import Answer, DecisionKind, apply, plan
from tests.builders import key
from tests.opportunities.merge.copies import (
    answered,
    cell,
    change,
    only_question,
    reword_here,
    without_stage,
)
from tests.opportunities.merge.small_grids import BASE, IN_TWO, OURS, THEIRS, P, move, place, placed


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
