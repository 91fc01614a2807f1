"""What was pasted, put into boxes: new lines, the same line once more, and the word of a box."""

import pytest

from opportunities.editing.lines import CannotEdit
from opportunities.editing.pasting import NewBox, NewLine, paste
from opportunities.grid import patch
from opportunities.grid.snapshot import GridSnapshot, Wording
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, key, texts

NQT, RQT = (key("NQT"), key("School")), (key("RQT"), key("School"))
MIXED = key("RQT"), key("Mixed")
GRID = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("NQT", "Network"): ["Visit"],
        ("RQT", "School"): ["Join in"],
        ("RQT", "Mixed"): ["Study"],
    },
    tiers={"Network": ProviderTier.LOCAL_NETWORK, "Mixed": None},
    continues={("RQT", "School"): ContinuationWord.AS_ABOVE},
)


def new(*words: str) -> tuple[NewLine, ...]:
    return tuple(NewLine(Wording(text)) for text in words)


def at(snapshot: GridSnapshot, place) -> list[str]:
    return texts(snapshot, snapshot.cells[place])


def test_lines_stand_last_in_their_boxes_and_are_told_together():
    edit = paste(GRID, [NewBox(NQT, new("Coach", "Mentor")), NewBox(RQT, new("Lead"))])

    assert at(edit.grid, NQT) == ["Join in", "Read", "Coach", "Mentor"]
    assert at(edit.grid, RQT) == ["Join in", "Lead"]
    assert (edit.what, edit.about) == ("added", "3 lines to 2 boxes")


def test_sub_points_and_a_link_come_with_the_line():
    wording = Wording("Coach", ("often", "well"), "https://khub.net/")

    edit = paste(GRID, [NewBox(NQT, (NewLine(wording),))])

    assert edit.grid.opportunities[-1].wording == wording


def test_the_same_line_is_placed_and_not_made_again():
    edit = paste(GRID, [NewBox(RQT, (NewLine(Wording("Read"), same_as=key("Read")),))])

    assert edit.grid.opportunities == GRID.opportunities
    assert edit.grid.cells[RQT][-1].opportunity == key("Read")
    assert edit.about == "“Read” to RQT, the same line as in other boxes"


def test_of_many_it_is_told_how_many_stand_elsewhere():
    lines = (NewLine(Wording("Read"), same_as=key("Read")), *new("Lead"))

    edit = paste(GRID, [NewBox(RQT, lines)])

    assert edit.about == "2 lines to RQT, 1 of them as in other boxes"


def test_a_line_of_its_own_may_say_what_another_says():
    edit = paste(GRID, [NewBox(RQT, (NewLine(Wording("Read"), is_own=True),))])

    assert [line.text for line in edit.grid.opportunities].count("Read") == 2


def test_words_that_come_twice_are_one_line():
    edit = paste(GRID, [NewBox(NQT, new("Coach")), NewBox(RQT, new("Coach"))])

    assert len(edit.grid.opportunities) == len(GRID.opportunities) + 1
    assert edit.grid.cells[NQT][-1].opportunity == edit.grid.cells[RQT][-1].opportunity


def test_the_same_line_removed_meanwhile_is_a_new_one():
    edit = paste(GRID, [NewBox(RQT, (NewLine(Wording("Gone"), same_as=key("Gone")),))])

    assert at(edit.grid, RQT) == ["Join in", "Gone"]


def test_the_word_of_a_box_is_set_with_its_lines_or_alone():
    word = ContinuationWord.PLUS

    edit = paste(GRID, [NewBox(RQT, new("Lead"), word)])
    alone = paste(GRID, [NewBox(RQT, (), word)])

    assert edit.grid.word_at == alone.grid.word_at == {RQT: word}
    assert (alone.what, alone.about) == ("changed", "what stands over RQT, School")


def test_undo_is_exact():
    edit = paste(GRID, [NewBox(NQT, new("Coach"), ContinuationWord.PLUS), NewBox(RQT, new("Lead"))])

    before, after = patch.halves(patch.between(GRID, edit.grid))

    assert patch.applied(edit.grid, patch.joined(after, before)) == GRID


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ([NewBox(NQT, new(*["x"] * 501))], "501 lines. Add at most 500"),
        ([NewBox(NQT, new("x" * 10_001))], "10,001 characters"),
        ([NewBox(MIXED, new("Coach"))], "Say who provides this: “Mixed”"),
        ([NewBox((key("Head"), key("School")), new("Coach"))], "not in this draft"),
        ([NewBox(NQT, (NewLine(Wording("Read"), same_as=key("Read")),))], "stands in its box"),
        ([NewBox(RQT, (), ContinuationWord.AS_ABOVE)], "nothing to add"),
        ([], "nothing to add"),
    ],
)
def test_what_cannot_be_added_is_said(boxes, said):
    with pytest.raises(CannotEdit, match=said):
        paste(GRID, boxes)


def test_a_column_of_several_providers_takes_the_one_that_was_chosen():
    edit = paste(GRID, [NewBox(MIXED, new("Coach"))], tier=ProviderTier.NATIONAL)

    assert edit.grid.cells[MIXED][-1].tier is ProviderTier.NATIONAL
