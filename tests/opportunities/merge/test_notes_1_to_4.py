"""Notes 1 to 4 to the update rule, and its table where it speaks of cells, by name."""

from dataclasses import replace

import pytest

from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Stage
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily
from opportunities.merge import Answer, DecisionKind, What, apply, plan
from tests.builders import key
from tests.opportunities.merge.copies import (
    BASE,
    FIRST,
    add,
    answered,
    cell,
    change,
    only_question,
    reword,
    reword_here,
    told,
    without,
)

# The table, where it speaks of cells.


def test_line_in_several_cells_is_one_question_that_names_them():
    ours = reword(BASE, "Join in", "Join in here")
    theirs = reword(BASE, "Join in", "Take part")

    question = only_question(plan(BASE, ours, theirs))

    assert question.values.base == "Join in"
    assert question.values.ours == "Join in here"
    assert question.values.theirs == "Take part"
    assert question.places == tuple((key(stage), key("School")) for stage in ("NQT", "RQT", "Head"))


def test_line_that_we_reworded_in_one_cell_is_asked_there_and_taken_elsewhere():
    ours = reword_here(BASE, FIRST, "Join us", "Join in")
    theirs = reword(BASE, "Join in", "Take part")
    update = plan(BASE, ours, theirs)

    question = only_question(update)

    assert question.places == ((key("NQT"), key("School")),)
    kept, taken = answered(update, Answer.OURS), answered(update, Answer.THEIRS)
    assert cell(kept, "NQT") == ["Join us", "Read", "Visit"]
    assert cell(kept, "RQT") == cell(taken, "RQT") == ["Take part"]
    assert cell(taken, "NQT") == ["Take part", "Read", "Visit"]


def test_stage_that_they_added_gets_another_address_where_ours_has_it():
    own = Stage(key("ours"), "mentors", "Mentors", Group.TEACHERS, StageFamily.MIDDLE_LEADER)
    new = replace(own, key=key("theirs"), name="Mentors of new teachers")
    ours = replace(BASE, stages=(*BASE.stages, own))
    theirs = replace(BASE, stages=(*BASE.stages, new))

    result = apply(plan(BASE, ours, theirs))

    assert result.stage_by_key[key("ours")].slug == "mentors"
    assert result.stage_by_key[key("theirs")].slug == "mentors-2"
    assert apply(plan(theirs, result, theirs)) == result


# Note 1


def test_note_1_place_is_one_field_of_stage_and_column():
    ours = change(BASE, "placements", FIRST, stage=key("RQT"))
    theirs = change(BASE, "placements", FIRST, column=key("Network"))

    question = only_question(plan(BASE, ours, theirs))

    assert question.field == "place"
    assert question.values.ours == (key("RQT"), key("School"))
    assert question.values.theirs == (key("NQT"), key("Network"))


def test_note_1_fields_of_one_line_are_decided_one_by_one():
    ours = change(reword(BASE, "Read", "Read a lot"), "placements", "NQT/School/1", note="Ask Jo")
    theirs = change(BASE, "opportunities", "Read", details=("E.g. journals",))
    theirs = change(theirs, "placements", "NQT/School/1", tier=ProviderTier.NATIONAL)

    result = apply(plan(BASE, ours, theirs))

    placement = next(row for row in result.placements if row.key == key("NQT/School/1"))
    assert (placement.note, placement.tier) == ("Ask Jo", ProviderTier.NATIONAL)
    assert result.opportunity_by_key[key("Read")].text == "Read a lot"
    assert result.opportunity_by_key[key("Read")].details == ("E.g. journals",)


def test_note_1_change_of_case_is_a_change():
    update = plan(BASE, BASE, reword(BASE, "Read", "READ"))

    assert told(update, DecisionKind.APPLIES) == [(What.CHANGED, Opportunity, "text")]


# Note 2


def in_cell(snapshot: GridSnapshot, *order: str) -> GridSnapshot:
    """The grid with the first cell's lines in this order."""
    placed = {
        snapshot.opportunity_by_key[row.opportunity].text: row
        for row in snapshot.placements
        if row.place == (key("NQT"), key("School"))
    }
    others = tuple(row for row in snapshot.placements if row not in placed.values())
    return replace(snapshot, placements=(*(placed[text] for text in order), *others))


def test_note_2_only_they_reordered():
    theirs = in_cell(BASE, "Visit", "Join in", "Read")

    update = plan(BASE, BASE, theirs)

    assert told(update, DecisionKind.APPLIES) == [(What.REORDERED, Placement, "")]
    assert cell(apply(update), "NQT") == ["Visit", "Join in", "Read"]


def test_note_2_both_reordered_keeps_ours_and_never_asks():
    ours = in_cell(BASE, "Read", "Join in", "Visit")
    theirs = in_cell(BASE, "Visit", "Join in", "Read")

    update = plan(BASE, ours, theirs)

    assert update.decisions == ()
    assert cell(apply(update), "NQT") == ["Read", "Join in", "Visit"]


def test_note_2_what_they_add_stands_after_the_nearest_before_it_that_we_have():
    ours = in_cell(BASE, "Visit", "Read", "Join in")
    theirs = in_cell(add(BASE, "new", "NQT", "School", "New"), "Join in", "Read", "New", "Visit")

    assert cell(apply(plan(BASE, ours, theirs)), "NQT") == ["Visit", "Read", "New", "Join in"]


def test_note_2_stages_and_columns_are_ordered_alike():
    ours = replace(BASE, columns=tuple(reversed(BASE.columns)))
    theirs = replace(BASE, stages=tuple(reversed(BASE.stages)))

    result = apply(plan(BASE, ours, theirs))

    assert [stage.name for stage in result.stages] == ["Head", "RQT", "NQT"]
    assert [column.heading for column in result.columns] == ["Network", "School"]


# Note 3


def test_note_3_one_of_several_places_goes_without_a_question():
    ours = reword(BASE, "Join in", "Join us")
    theirs = without(BASE, FIRST)

    update = plan(BASE, ours, theirs)

    assert told(update, DecisionKind.APPLIES) == [(What.WITHDREW, Placement, "")]
    result = apply(update)
    assert cell(result, "NQT") == ["Read", "Visit"]
    assert cell(result, "RQT") == ["Join us"]


def test_note_3_the_last_places_of_a_line_that_we_reworded_are_one_question():
    ours = reword(BASE, "Join in", "Join us")
    theirs = without(BASE, FIRST, "RQT/School/0", "Head/School/0")
    update = plan(BASE, ours, theirs)

    question = only_question(update)

    assert (question.kind, question.row, len(question.places)) == (
        DecisionKind.WITHDREW,
        Opportunity,
        3,
    )
    assert cell(answered(update, Answer.KEEP), "RQT") == ["Join us"]
    gone = answered(update, Answer.LET_GO)
    assert cell(gone, "RQT") == []
    assert key("Join in") not in gone.opportunity_by_key


@pytest.mark.parametrize(
    "values", [{"note": "Ask Jo"}, {"tier": ProviderTier.NATIONAL}, {"stage": key("RQT")}]
)
def test_note_3_placement_that_we_changed_and_they_withdraw_is_asked(values):
    ours = change(BASE, "placements", FIRST, **values)
    update = plan(BASE, ours, without(BASE, FIRST))

    question = only_question(update)

    assert (question.kind, question.row) == (DecisionKind.WITHDREW, Placement)
    assert key(FIRST) in {row.key for row in answered(update, Answer.KEEP).placements}
    assert key(FIRST) not in {row.key for row in answered(update, Answer.LET_GO).placements}


# Note 4


def test_note_4_they_reworded_it_there_and_we_everywhere():
    ours = reword(BASE, "Join in", "Join us")
    theirs = reword_here(BASE, FIRST, "Take part", "Join in")
    update = plan(BASE, ours, theirs)

    assert only_question(update).places == ((key("NQT"), key("School")),)
    assert cell(answered(update, Answer.THEIRS), "NQT") == ["Take part", "Read", "Visit"]
    assert cell(answered(update, Answer.THEIRS), "RQT") == ["Join us"]
    assert cell(answered(update, Answer.OURS), "NQT") == ["Join us", "Read", "Visit"]


def test_note_4_both_reworded_it_there():
    ours = reword_here(BASE, FIRST, "Join us", "Join in")
    theirs = reword_here(BASE, FIRST, "Take part", "Join in")
    update = plan(BASE, ours, theirs)

    assert only_question(update).places == ((key("NQT"), key("School")),)
    assert cell(answered(update, Answer.OWN, "Come along"), "NQT")[0] == "Come along"
    assert cell(answered(update, Answer.OWN, "Come along"), "RQT") == ["Join in"]


def test_note_4_line_that_we_keep_rewords_their_newest_from_then_on():
    ours = reword_here(BASE, FIRST, "Join us", "Join in")
    theirs = reword_here(BASE, FIRST, "Take part", "Join in")

    kept = answered(plan(BASE, ours, theirs), Answer.OURS)

    line = next(row for row in kept.opportunities if row.text == "Join us")
    assert line.derived_from == key(f"{FIRST} Take part")
    again = plan(theirs, kept, reword(theirs, f"{FIRST} Take part", "Take part now"))
    assert only_question(again).values.theirs == "Take part now"


def test_note_4_line_that_we_placed_ourselves_and_reworded_is_asked_too():
    ours = add(BASE, "own", "RQT", "Network", "Join us", derived_from=key("Join in"))
    theirs = reword(BASE, "Join in", "Take part")

    question = only_question(plan(BASE, ours, theirs))

    assert question.keys == (key("own"),)
    assert question.values.theirs == "Take part"


def test_note_4_fields_of_a_cell_s_own_line_still_merge():
    ours = reword_here(BASE, FIRST, "Join us", "Join in")
    theirs = change(BASE, "opportunities", "Join in", link="https://example.org/")

    result = apply(plan(BASE, ours, theirs))

    line = result.opportunity_by_key[key(f"{FIRST} Join us")]
    assert (line.text, line.link) == ("Join us", "https://example.org/")


def test_note_4_another_line_in_its_place_is_taken_or_left_as_a_whole():
    ours = reword(BASE, "Read", "Read a lot")
    theirs = change(BASE, "placements", "NQT/School/1", opportunity=key("Lead"))
    update = plan(BASE, ours, theirs)

    question = only_question(update)

    assert (question.field, Answer.OWN in question.answers) == ("opportunity", False)
    assert cell(answered(update, Answer.THEIRS), "NQT") == ["Join in", "Lead", "Visit"]
    assert cell(answered(update, Answer.OURS), "NQT") == ["Join in", "Read a lot", "Visit"]
