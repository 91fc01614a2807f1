from dataclasses import replace
from uuid import UUID

import pytest

from opportunities.comparing.copy_comparison import CopyComparison
from opportunities.editing import copies, lines, rows_and_columns, suggestions
from opportunities.editing.lines import CannotEdit
from opportunities.grid.snapshot import Stage, Wording
from opportunities.grid.vocabulary import ProviderTier
from tests.builders import grid, key, texts

THEIRS = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("RQT", "School"): ["Join in"],
    },
    details={"Read": ("E.g. a book",)},
)
HOME = key("NQT"), key("School")
ELSEWHERE = key("RQT"), key("School")
JOIN, READ, JOIN_LATER = map(key, ("NQT/School/0", "NQT/School/1", "RQT/School/0"))
OWN, OWN_PLACE, NEW = (UUID(int=number) for number in (7, 8, 9))


def added(theirs=THEIRS, text="Shadow the SENDCo"):
    """Theirs, with one line of our own."""
    keys = iter((OWN, OWN_PLACE))
    return lines.add_lines(theirs, HOME, [text], new_key=lambda: next(keys)).grid


def offer(ours, key, theirs=THEIRS):
    return suggestions.offer_of(CopyComparison(ours, theirs), key)


def taken(ours, theirs=THEIRS, place=HOME, key=OWN_PLACE):
    made = offer(ours, key, theirs)
    return suggestions.take_line(
        theirs,
        line=made.line,
        placement=made.placement,
        home=made.place,
        words=made.words,
        place=place,
        tier=made.tier,
        new_key=lambda: NEW,
    )


def test_a_line_of_our_own_is_offered_with_its_place():
    made = offer(added(), OWN_PLACE)

    assert (made.line, made.rewords, made.before) == (OWN, None, None)
    assert made.words == Wording("Shadow the SENDCo")
    assert (made.stage, made.column, made.tier) == ("NQT", "School", ProviderTier.SCHOOL)


def test_a_stage_of_theirs_is_offered_under_their_name():
    ours = added()
    renamed = replace(ours.stages[0], name="Our name for it")

    made = offer(replace(ours, stages=(renamed, *ours.stages[1:])), OWN_PLACE)

    assert made.stage == "NQT"


def test_a_rewording_everywhere_is_offered_beside_their_words():
    ours = lines.reword(THEIRS, key("Read"), Wording("Read more")).grid

    made = offer(ours, READ)

    assert (made.rewords, made.everywhere) == (key("Read"), True)
    assert made.before == Wording("Read", ("E.g. a book",))


def test_a_rewording_here_names_their_own_key():
    ours = lines.reword_here(THEIRS, JOIN, Wording("Take part"), new_key=lambda: OWN).grid

    made = offer(ours, JOIN)

    assert (made.line, made.rewords, made.everywhere) == (OWN, key("Join in"), False)


def test_a_line_in_their_words_is_not_offered():
    with pytest.raises(CannotEdit, match="nothing to offer"):
        offer(THEIRS, JOIN)


def test_a_line_that_is_gone_is_not_offered():
    with pytest.raises(CannotEdit, match="moved or removed"):
        offer(THEIRS, OWN_PLACE)


@pytest.mark.parametrize("hide", ["line", "stage"])
def test_a_hidden_line_is_not_offered(hide):
    ours = added()
    ours = (
        copies.hide_lines(ours, [OWN_PLACE]).grid
        if hide == "line"
        else copies.hide_row(ours, key("NQT"), Stage).grid
    )

    with pytest.raises(CannotEdit, match="hidden in your copy"):
        offer(ours, OWN_PLACE)


def test_a_line_taken_in_the_same_cell_keeps_both_keys():
    edit = taken(added())

    assert edit.grid == added()
    assert (edit.what, edit.about) == ("added", "“Shadow the SENDCo” to NQT, School")


def test_a_line_taken_in_another_cell_keeps_its_own_key_only():
    after = taken(added(), place=ELSEWHERE).grid

    (placed,) = lines.places_of(after, OWN)
    assert (placed.key, placed.place) == (NEW, ELSEWHERE)


def test_a_line_whose_stage_is_our_own_cannot_stay_there():
    like = THEIRS.stages[0]
    ours = rows_and_columns.add_stage(
        THEIRS, name="Ours", group=like.group, family=like.family, after=None
    ).grid
    place = ours.stages[0].key, key("School")
    ours = lines.add_lines(ours, place, ["Lead us"]).grid
    own = ours.cells[place][0].key

    with pytest.raises(CannotEdit, match="That box is not in this draft"):
        taken(ours, place=place, key=own)
    after = taken(ours, place=HOME, key=own).grid
    assert texts(after, after.cells[HOME]) == ["Join in", "Read", "Lead us"]


def test_taking_a_line_twice_is_taking_it_once():
    once = taken(added()).grid

    assert taken(added(), theirs=THEIRS).grid == once
    again = suggestions.take_line(
        once,
        line=OWN,
        placement=OWN_PLACE,
        home=HOME,
        words=Wording("Shadow the SENDCo"),
        place=HOME,
        tier=ProviderTier.SCHOOL,
    )
    assert again.grid == once


def test_a_placement_key_that_is_taken_is_not_given_twice():
    moved = lines.move_lines(taken(added()).grid, [OWN_PLACE], ELSEWHERE).grid

    after = suggestions.take_line(
        moved,
        line=OWN,
        placement=OWN_PLACE,
        home=HOME,
        words=Wording("Shadow the SENDCo"),
        place=HOME,
        tier=ProviderTier.SCHOOL,
        new_key=lambda: NEW,
    ).grid

    assert {placed.key for placed in lines.places_of(after, OWN)} == {OWN_PLACE, NEW}


def rewording(theirs=THEIRS, *, everywhere, placement=JOIN):
    return suggestions.take_rewording(
        theirs,
        rewords=key("Join in"),
        line=OWN,
        placement=placement,
        words=Wording("Take part"),
        everywhere=everywhere,
    )


def test_a_rewording_is_taken_everywhere():
    after = rewording(everywhere=True).grid

    assert after.opportunity_by_key[key("Join in")].text == "Take part"


def test_a_rewording_is_taken_here_with_our_key():
    after = rewording(everywhere=False).grid

    line = after.opportunity_by_key[OWN]
    assert (line.text, line.derived_from) == ("Take part", key("Join in"))
    assert texts(after, after.cells[ELSEWHERE]) == ["Join in"]


def test_a_rewording_of_a_line_that_is_gone_is_refused():
    gone = lines.remove_lines(THEIRS, [JOIN, JOIN_LATER]).grid

    with pytest.raises(CannotEdit, match="not in your draft any more"):
        rewording(gone, everywhere=True)


def test_a_rewording_here_of_a_line_that_left_the_cell_is_refused():
    gone = lines.remove_lines(THEIRS, [JOIN]).grid

    with pytest.raises(CannotEdit, match="does not stand in that box"):
        rewording(gone, everywhere=False)
