"""Notes 5 to 10 to the update rule, by name, on grids that a person could have made."""

from dataclasses import replace

import pytest

from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Placement,
    PrintedHeading,
    Stage,
)
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from opportunities.merge import Answer, Choice, DecisionKind, What, apply, plan
from tests.builders import key, texts
from tests.opportunities.merge.copies import (
    BASE,
    FIRST,
    add,
    answered,
    cell,
    change,
    held,
    only_question,
    reword,
    told,
    without,
    without_stage,
)

# Note 5


def test_note_5_hidden_line_stays_hidden_and_is_listed():
    ours = change(BASE, "placements", "NQT/School/1", hidden=True)
    update = plan(BASE, ours, reword(BASE, "Read", "Read more"))

    (listed,) = update.of(DecisionKind.HIDDEN)

    assert not listed.blocks
    assert cell(apply(update), "NQT") == ["Join in", "Visit"]
    assert cell(answered(update, Answer.SHOW_THEIRS), "NQT") == ["Join in", "Read more", "Visit"]
    assert cell(answered(update, Answer.SHOW_OURS), "NQT") == ["Join in", "Read", "Visit"]


def test_note_5_our_wording_under_a_hidden_line_is_kept():
    ours = change(reword(BASE, "Read", "Read a lot"), "placements", "NQT/School/1", hidden=True)

    result = apply(plan(BASE, ours, reword(BASE, "Read", "Read more")))

    assert result.opportunity_by_key[key("Read")].text == "Read a lot"


def test_note_5_hidden_line_that_they_withdrew_stays_hidden():
    ours = change(BASE, "placements", "NQT/School/1", hidden=True)
    update = plan(BASE, ours, without(BASE, "NQT/School/1"))

    assert told(update, DecisionKind.HIDDEN) == [(What.WITHDREW, Placement, "")]
    assert apply(update) == ours
    assert "Read" in cell(answered(update, Answer.SHOW_OURS), "NQT")
    assert key("Read") not in answered(update, Answer.LET_GO).opportunity_by_key


def test_note_5_line_that_is_not_in_our_grid_counts_as_hidden():
    ours = without(BASE, "NQT/School/1")
    update = plan(BASE, ours, reword(BASE, "Read", "Read more"))

    assert apply(update) == ours
    assert cell(answered(update, Answer.SHOW_THEIRS), "NQT") == ["Join in", "Read more", "Visit"]


def test_note_5_what_comes_into_a_hidden_stage_is_there_unseen_and_listed():
    ours = change(BASE, "stages", "Head", hidden=True)
    theirs = add(BASE, "new", "Head", "School", "New")
    theirs = change(theirs, "placements", FIRST, stage=key("Head"))

    update = plan(BASE, ours, theirs)

    assert {each.what for each in update.of(DecisionKind.HIDDEN)} == {What.ADDED, What.CHANGED}
    result = apply(update)
    assert result.stage_by_key[key("Head")].hidden
    assert texts(result, result.cells[key("Head"), key("School")]) == [
        "Join in",
        "Join in",
        "Lead",
        "New",
    ]


def test_note_5_what_comes_into_a_stage_that_is_not_in_our_grid_brings_it_hidden():
    ours = without_stage(BASE, "Head")
    theirs = add(BASE, "new", "Head", "School", "New")

    result = apply(plan(BASE, ours, theirs))

    assert result.stage_by_key[key("Head")].hidden
    assert texts(result, result.cells[key("Head"), key("School")]) == ["New"]


def test_note_5_both_reworded_what_stands_only_in_a_hidden_stage_never_asks():
    ours = change(reword(BASE, "Lead", "Lead us"), "stages", "Head", hidden=True)
    update = plan(BASE, ours, reword(BASE, "Lead", "Lead well"))

    (listed,) = update.of(DecisionKind.HIDDEN)

    assert (listed.default, update.questions) == (Answer.OURS, ())
    assert apply(update).opportunity_by_key[key("Lead")].text == "Lead us"


def test_note_5_hidden_stage_that_they_withdrew_stays_with_all_it_holds():
    ours = change(BASE, "stages", "Head", hidden=True)
    update = plan(BASE, ours, without_stage(BASE, "Head"))

    assert told(update, DecisionKind.HIDDEN) == [(What.WITHDREW, Stage, "")]
    assert apply(update) == ours
    assert cell(answered(update, Answer.SHOW_OURS), "Head") == ["Join in", "Lead"]
    assert key("Head") not in answered(update, Answer.LET_GO).stage_by_key


# Note 6


def test_note_6_withdrawn_stage_that_holds_ours_is_one_question():
    ours, theirs = held()

    question = only_question(plan(BASE, ours, theirs))

    assert (question.kind, question.row) == (DecisionKind.WITHDREW, Stage)
    assert question.answers == (Answer.KEEP, Answer.MOVE, Answer.LET_GO)
    assert set(question.lines) == {key("NQT/School/1"), key("Head/School/1"), key("own")}
    assert question.destinations == (key("NQT"), key("RQT"))


def test_note_6_kept_as_our_own_with_our_lines():
    ours, theirs = held()

    result = answered(plan(BASE, ours, theirs), Answer.KEEP)

    assert sorted(cell(result, "Head")) == ["Lead", "Our own", "Read"]


def test_note_6_our_lines_moved_to_another_stage():
    ours, theirs = held()

    result = answered(plan(BASE, ours, theirs), Answer.MOVE, str(key("RQT")))

    assert key("Head") not in result.stage_by_key
    assert sorted(cell(result, "RQT")) == ["Join in", "Lead", "Our own", "Read"]


def test_note_6_let_go_with_it_returns_what_they_have_elsewhere():
    ours, theirs = held()

    result = answered(plan(BASE, ours, theirs), Answer.LET_GO)

    assert key("Head") not in result.stage_by_key
    assert cell(result, "NQT") == ["Join in", "Read", "Visit"]
    assert key("own line") not in result.opportunity_by_key


def test_note_6_stage_that_is_not_in_the_list_is_no_answer():
    ours, theirs = held()
    update = plan(BASE, ours, theirs)

    unanswered = update.unanswered({only_question(update).id: Choice(Answer.MOVE, str(key("x")))})

    assert unanswered == update.questions


def test_note_6_withdrawn_column_asks_likewise():
    ours = add(BASE, "own", "RQT", "Network", "Our own")
    theirs = replace(
        without(BASE, "NQT/Network/0"),
        columns=tuple(column for column in BASE.columns if column.heading != "Network"),
    )
    update = plan(BASE, ours, theirs)

    assert only_question(update).row is Column
    moved = answered(update, Answer.MOVE, str(key("School")))
    assert cell(moved, "RQT") == ["Join in", "Our own"]


def test_note_6_stage_that_holds_nothing_of_ours_goes():
    update = plan(BASE, BASE, without_stage(BASE, "Head"))

    assert update.questions == ()
    assert apply(update).fingerprint == without_stage(BASE, "Head").fingerprint


# Note 7


def test_note_7_same_words_added_by_both_are_one_with_our_note_and_tier():
    ours = add(BASE, "own", "RQT", "School", "Attend  the CONFERENCE")
    ours = change(ours, "placements", "own", note="Ask Jo", tier=ProviderTier.SELF)
    theirs = add(BASE, "new", "RQT", "School", "Attend the conference.")
    update = plan(BASE, ours, theirs)

    (same,) = update.of(DecisionKind.SAME)

    assert (same.default, same.blocks) == (Answer.ONE, False)
    result = apply(update)
    assert cell(result, "RQT") == ["Join in", "Attend the conference."]
    placement = next(row for row in result.placements if row.key == key("new"))
    assert (placement.note, placement.tier) == ("Ask Jo", ProviderTier.SELF)


def test_note_7_can_be_both():
    ours = add(BASE, "own", "RQT", "School", "Attend")
    theirs = add(BASE, "new", "RQT", "School", "Attend.")

    result = answered(plan(BASE, ours, theirs), Answer.BOTH)

    assert sorted(cell(result, "RQT")) == ["Attend", "Attend.", "Join in"]


@pytest.mark.parametrize(
    ("stage", "text", "values"),
    [
        ("NQT", "Attend", {}),
        ("RQT", "Attend often", {}),
        ("RQT", "Attend", {"details": ("E.g. in May",)}),
        ("RQT", "Attend", {"link": "https://example.org/"}),
    ],
    ids=["another cell", "other words", "sub-points of ours", "a link of ours"],
)
def test_note_7_does_not_take_for_the_same_what_would_lose_words(stage, text, values):
    ours = add(BASE, "own", stage, "School", text, **values)
    theirs = add(BASE, "new", "RQT", "School", "Attend")

    assert plan(BASE, ours, theirs).of(DecisionKind.SAME) == ()


def test_note_7_line_in_several_cells_is_one_decision():
    def added_twice(name: str) -> GridSnapshot:
        once = add(BASE, name, "NQT", "School", "Attend")
        again = replace(once.placements[3], key=key(f"{name} 2"), stage=key("RQT"))
        assert again.opportunity == key(f"{name} line")
        return replace(once, placements=(*once.placements, again))

    (same,) = plan(BASE, added_twice("own"), added_twice("new")).of(DecisionKind.SAME)

    assert same.places == ((key("NQT"), key("School")), (key("RQT"), key("School")))


# Note 8


def test_note_8_corrections_of_wording_never_ask_and_are_listed():
    ours = reword(BASE, "Read", "Read a lot")
    update = plan(BASE, ours, reword(BASE, "Read", "Reed"), corrections_only=True)

    (listed,) = update.of(DecisionKind.KEPT)

    assert listed.values.theirs == "Reed"
    assert cell(apply(update), "NQT") == ["Join in", "Read a lot", "Visit"]
    assert cell(answered(update, Answer.THEIRS), "NQT") == ["Join in", "Reed", "Visit"]


def test_note_8_what_is_no_text_still_asks():
    ours = change(BASE, "placements", FIRST, tier=ProviderTier.SELF)
    theirs = change(BASE, "placements", FIRST, tier=ProviderTier.NATIONAL)

    assert plan(BASE, ours, theirs, corrections_only=True).questions


# Note 9


def test_note_9_what_the_followed_copy_hides_later_is_withdrawn():
    theirs = change(BASE, "placements", "NQT/School/1", hidden=True)

    result = apply(plan(BASE, BASE, theirs))

    assert cell(result, "NQT") == ["Join in", "Visit"]
    assert key("Read") not in result.opportunity_by_key


def test_note_9_what_it_always_hid_is_not_heard_of():
    base = change(BASE, "stages", "Head", hidden=True)
    theirs = add(base, "new", "Head", "School", "New")
    ours = without_stage(BASE, "Head")

    assert plan(base, ours, theirs).decisions == ()


def test_note_9_its_notes_are_content():
    theirs = change(BASE, "placements", FIRST, note="Ask the trust")
    ours = change(BASE, "placements", FIRST, note="Ask Jo")

    assert apply(plan(BASE, BASE, theirs)).placements[0].note == "Ask the trust"
    assert only_question(plan(BASE, ours, theirs)).field == "note"


# Note 10


def test_note_10_nothing_at_all_gives_a_plan():
    nothing = GridSnapshot()

    assert apply(plan(nothing, nothing, nothing)) == nothing
    assert apply(plan(BASE, nothing, BASE)) == nothing
    assert apply(plan(nothing, nothing, BASE)) == BASE
    assert apply(plan(BASE, BASE, nothing)) == nothing


# Marks and sections


def test_mark_goes_with_the_stage_that_they_withdrew():
    mark = Continuation(key("Head"), key("School"), ContinuationWord.PLUS)
    base = replace(BASE, continuations=(mark,))

    update = plan(base, base, without_stage(BASE, "Head"))

    assert update.questions == ()
    assert apply(update).continuations == ()


def test_mark_of_ours_makes_a_withdrawn_stage_a_question():
    mark = PrintedHeading(key("Head"), key("School"), "In our school")
    ours = replace(BASE, headings=(mark,))

    assert only_question(plan(BASE, ours, without_stage(BASE, "Head"))).row is Stage


def test_section_that_we_removed_stays_away_and_is_listed():
    ours = replace(BASE, sections=())
    theirs = change(BASE, "sections", "How to use it", body="Start at the left.")
    update = plan(BASE, ours, theirs)

    assert len(update.of(DecisionKind.HIDDEN)) == 1
    assert apply(update).sections == ()
    assert answered(update, Answer.SHOW_THEIRS).sections == theirs.sections
