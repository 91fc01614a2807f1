from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.comparing.copy_comparison import CopyComparison, RowOrigin, content_of
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines as edits
from opportunities.editing import rows_and_columns
from opportunities.editing.lines import CannotEdit
from opportunities.grid.snapshot import Column, Opportunity, Placement, Section, Stage, Wording
from opportunities.grid.visible import as_followers_see
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily
from tests.builders import key, texts
from tests.opportunities.comparing.test_copy_comparison import (
    JOIN,
    JOIN_LATER,
    NQT,
    READ,
    RQT,
    SCHOOL,
    THEIRS,
    VISIT,
    added,
)
from tests.opportunities.random_grids import EDITS, grids

OURS = added(THEIRS)
"""Theirs, with one line of our own."""


def lines(grid, stage, column):
    return texts(grid, grid.cells[key(stage), key(column)])


def returned(grid, placement):
    return copy_edits.return_line(grid, placement, theirs=THEIRS, whose="Thornshire").grid


def cell_returned(grid, place=(NQT, SCHOOL), theirs=THEIRS):
    return copy_edits.return_cell(grid, place, theirs=theirs, whose="Thornshire").grid


def test_a_hidden_line_is_kept_and_not_seen():
    edit = copy_edits.hide_lines(OURS, [JOIN])

    assert edit.grid.placements[0].hidden
    assert lines(as_followers_see(edit.grid), "NQT", "School") == ["Read", "Ours"]
    assert (edit.what, edit.about) == ("hid", "“Join in” at NQT")


def test_what_stands_in_a_hidden_stage_is_not_seen_and_not_lost():
    edit = copy_edits.hide_row(OURS, NQT, Stage)

    seen = as_followers_see(edit.grid)

    assert [stage.name for stage in seen.stages] == ["RQT"]
    assert {row.text for row in seen.opportunities} == {"Join in"}
    assert len(edit.grid.placements) == len(OURS.placements)
    assert (edit.what, edit.about) == ("hid", "stage NQT")


@pytest.mark.parametrize(("kind", "row"), [(Stage, NQT), (Column, SCHOOL)])
def test_to_show_a_row_undoes_hiding_it(kind, row):
    hidden = copy_edits.hide_row(OURS, row, kind).grid

    assert hidden != OURS
    assert copy_edits.show_row(hidden, row, kind).grid == OURS


def test_a_note_stands_beside_the_words():
    edit = copy_edits.note_lines(OURS, [READ], " Ask  Jo \n\n in May ")

    assert edits.placement_of(edit.grid, READ).note == "Ask Jo\nin May"
    assert edit.grid.opportunities == OURS.opportunities
    assert (edit.what, edit.about) == ("added", "a note beside “Read” at NQT")


@pytest.mark.parametrize(("note", "said"), [("In June", "changed"), (" ", "removed")])
def test_a_note_is_changed_and_removed(note, said):
    noted = copy_edits.note_lines(OURS, [READ], "In May").grid

    assert copy_edits.note_lines(noted, [READ], note).what == said


def test_a_note_that_is_a_chapter_is_refused():
    with pytest.raises(CannotEdit, match="1,001 characters long"):
        copy_edits.note_lines(OURS, [READ], "x" * 1001)


def test_to_remove_theirs_hides_it_and_ours_goes():
    edit = copy_edits.remove_lines(OURS, [READ, key("p")], theirs=THEIRS)

    assert edits.placement_of(edit.grid, READ).hidden
    assert lines(edit.grid, "NQT", "School") == ["Join in", "Read"]
    assert key("o") not in edit.grid.opportunity_by_key
    assert edit.about == "1 of our own lines and hid 1"


def test_what_follows_nobody_is_removed_for_good():
    edit = copy_edits.remove_lines(OURS, [READ], theirs=replace(THEIRS, placements=()))

    assert lines(edit.grid, "NQT", "School") == ["Join in", "Ours"]


def test_a_place_that_we_gave_to_their_line_is_ours_to_remove():
    ours = edits.copy_lines(OURS, [READ], [(RQT, SCHOOL)], new_key=lambda: key("c")).grid

    assert copy_edits.remove_lines(ours, [key("c")], theirs=THEIRS).grid == OURS


@pytest.mark.parametrize(("kind", "row"), [(Stage, NQT), (Column, SCHOOL)])
def test_to_remove_a_stage_or_column_of_theirs_hides_it(kind, row):
    removed = copy_edits.remove_row(OURS, row, kind, theirs=THEIRS)

    assert removed == copy_edits.hide_row(OURS, row, kind)


def own_stage(grid):
    return rows_and_columns.add_stage(
        grid,
        name="Cover",
        group=Group.SUPPORT_STAFF,
        family=StageFamily.SUPPORT_STAFF,
        new_key=lambda: key("Cover"),
    ).grid


def test_our_own_stage_goes_and_what_is_theirs_in_it_goes_home_and_is_hidden():
    ours = edits.move_lines(own_stage(OURS), [JOIN, key("p")], (key("Cover"), SCHOOL)).grid

    after = copy_edits.remove_row(ours, key("Cover"), Stage, theirs=THEIRS).grid

    assert after == replace(
        THEIRS,
        placements=edits.with_rows(
            THEIRS.placements, replace(edits.placement_of(THEIRS, JOIN), hidden=True)
        ),
    )


def test_a_section_is_removed():
    assert not copy_edits.remove_row(
        THEIRS, THEIRS.sections[0].key, Section, theirs=THEIRS
    ).grid.sections


def test_a_line_reworded_everywhere_has_their_words_again_everywhere():
    ours = edits.reword(OURS, key("Join in"), Wording("Take part", ("Once",), "https://a.example"))

    assert returned(ours.grid, JOIN_LATER) == OURS


def test_a_line_reworded_here_is_their_line_again():
    ours = edits.reword_here(OURS, JOIN, Wording("Take part")).grid

    assert returned(ours, JOIN) == OURS


def test_a_line_reworded_here_and_elsewhere_has_their_words_only_here():
    here = edits.reword_here(OURS, JOIN, Wording("Take part"), new_key=lambda: key("h")).grid
    both = edits.reword(here, key("Join in"), Wording("Come along")).grid

    after = returned(both, JOIN)

    assert lines(after, "NQT", "School") == ["Join in", "Read", "Ours"]
    assert lines(after, "RQT", "School") == ["Come along"]
    assert after.opportunity_by_key[key("h")].derived_from == key("Join in")


def test_a_line_keeps_its_place_note_and_hiding_when_its_words_return():
    moved = edits.move_lines(OURS, [READ], (RQT, SCHOOL)).grid
    hidden = copy_edits.hide_lines(copy_edits.note_lines(moved, [READ], "In May").grid, [READ]).grid
    reworded = edits.reword(hidden, key("Read"), Wording("Write")).grid

    assert returned(reworded, READ) == hidden


def test_our_own_line_has_nothing_to_return_to():
    with pytest.raises(CannotEdit, match="no words of Thornshire"):
        returned(OURS, key("p"))


def test_a_cell_returns_with_its_lines_order_notes_and_marks():
    ours = edits.move_lines(OURS, [READ], (RQT, SCHOOL)).grid
    ours = edits.move_lines(ours, [VISIT], (NQT, SCHOOL), before=JOIN).grid
    ours = copy_edits.hide_lines(copy_edits.note_lines(ours, [JOIN], "In May").grid, [JOIN]).grid
    ours = edits.set_marks(ours, (NQT, SCHOOL), word=None, heading="Here").grid

    assert cell_returned(ours) == THEIRS


def test_a_returned_cell_leaves_the_words_of_other_cells():
    ours = edits.reword(OURS, key("Join in"), Wording("Take part")).grid

    after = cell_returned(ours)

    assert lines(after, "NQT", "School") == ["Join in", "Read"]
    assert lines(after, "RQT", "School") == ["Take part"]
    assert not CopyComparison(after, THEIRS).lines.keys() & {JOIN, READ}


def test_a_cell_of_our_own_has_nothing_to_return_to():
    with pytest.raises(CannotEdit, match="a box of your own"):
        cell_returned(own_stage(OURS), (key("Cover"), SCHOOL))


def test_a_stage_returns_to_their_words_and_stays_hidden():
    ours = rows_and_columns.change_stage(OURS, NQT, name="ECT", summary="New").grid
    hidden = copy_edits.hide_row(ours, NQT, Stage).grid

    edit = copy_edits.return_row(hidden, NQT, Stage, theirs=THEIRS, whose="Thornshire")

    assert edit.grid == copy_edits.hide_row(OURS, NQT, Stage).grid
    assert edit.about == "stage ECT to the words of Thornshire"


def test_our_own_column_has_nothing_to_return_to():
    ours = rows_and_columns.add_column(
        OURS, heading="Trust", tier=None, new_key=lambda: key("Trust")
    ).grid

    with pytest.raises(CannotEdit, match="This column is your own"):
        copy_edits.return_row(ours, key("Trust"), Column, theirs=THEIRS, whose="Thornshire")


# Laws, on random grids and random edits of them.


def hide(draw, grid):
    if not grid.placements:
        return grid
    return copy_edits.hide_lines(grid, [draw(st.sampled_from(grid.placements)).key]).grid


def note(draw, grid):
    if not grid.placements:
        return grid
    return copy_edits.note_lines(grid, [draw(st.sampled_from(grid.placements)).key], "Ask Jo").grid


def add(draw, grid):
    if not grid.cells:
        return grid
    stage, column = draw(st.sampled_from([*grid.cells]))
    line = Opportunity(draw(st.uuids()), "Our own")
    spare = Placement(line.key, stage, column, line.key, draw(st.sampled_from(TIERS)))
    return replace(
        grid, opportunities=(*grid.opportunities, line), placements=(*grid.placements, spare)
    )


TIERS = list(ProviderTier)


@st.composite
def copies(draw):
    """What a framework's followers see, and a copy of it that was edited."""
    theirs = as_followers_see(draw(grids()))
    ours = theirs
    for _ in range(draw(st.integers(0, 6))):
        ours = draw(st.sampled_from([*EDITS, hide, note, add]))(draw, ours)
    return ours, theirs


@given(grids())
def test_what_is_as_theirs_bears_no_mark_but_their_notes(grid):
    theirs = as_followers_see(grid)
    copied = CopyComparison(theirs, theirs)

    assert not {**copied.stages, **copied.columns, **copied.sections}
    assert all(
        replace(mark, note="") == type(mark)(theirs=mark.theirs) for mark in copied.lines.values()
    )


@given(copies(), st.data())
def test_to_hide_and_show_is_to_do_nothing(both, data):
    ours, _ = both
    shown = [line.key for line in ours.placements if not line.hidden]
    keys = data.draw(st.lists(st.sampled_from(shown), min_size=1, unique=True)) if shown else []
    if keys:
        assert copy_edits.show_lines(copy_edits.hide_lines(ours, keys).grid, keys).grid == ours


@given(copies(), st.data())
def test_a_returned_line_says_their_words_and_nothing_else_says_others(both, data):
    ours, theirs = both
    copied = CopyComparison(ours, theirs)
    known = [line for line in ours.placements if copied.their_words(line)]
    if not known:
        return
    line = data.draw(st.sampled_from(known))

    after = copy_edits.return_line(ours, line.key, theirs=theirs, whose="them").grid

    def words(grid, placement):
        return content_of(grid.opportunity_by_key[edits.placement_of(grid, placement).opportunity])

    theirs_here = copied.their_words(line)
    assert theirs_here is not None
    assert words(after, line.key) == content_of(theirs_here)
    assert not CopyComparison(after, theirs).lines.get(line.key, RowOrigin()).reworded
    for other in ours.placements:
        if other.opportunity != line.opportunity:
            assert words(after, other.key) == words(ours, other.key)
    assert [p.key for p in after.placements] == [p.key for p in ours.placements]


@given(copies(), st.data())
def test_a_returned_cell_is_exactly_theirs_and_the_others_lose_nothing(both, data):
    ours, theirs = both
    places = [place for place in theirs.cells if place in ours.cells]
    if not places:
        return
    place = data.draw(st.sampled_from(places))

    after = cell_returned(ours, place, theirs)

    def cell(grid):
        return [
            (
                replace(line, opportunity=place[0]),
                content_of(grid.opportunity_by_key[line.opportunity]),
            )
            for line in grid.cells[place]
        ]

    assert cell(after) == cell(theirs)
    assert after.word_at.get(place) == theirs.word_at.get(place)
    kept = {line.key for line in ours.placements if line.place != place}
    assert kept <= {line.key for line in after.placements}
    used = {line.opportunity for line in after.placements}
    idle = {row.key for row in (*ours.opportunities, *theirs.opportunities)}
    assert {row.key for row in after.opportunities} <= used | idle
    assert cell_returned(after, place, theirs) == after


@given(copies(), st.data())
def test_what_is_theirs_is_never_removed(both, data):
    ours, theirs = both
    known = {line.key for line in theirs.placements} & {line.key for line in ours.placements}
    if not ours.placements:
        return
    keys = data.draw(
        st.lists(st.sampled_from([line.key for line in ours.placements]), min_size=1, unique=True)
    )

    after = copy_edits.remove_lines(ours, keys, theirs=theirs).grid
    for stage in after.stages:
        after = copy_edits.remove_row(after, stage.key, Stage, theirs=theirs).grid

    homes = {line.key for line in theirs.placements if line.place in after.cells}
    assert known & homes <= {line.key for line in after.placements}
    assert not as_followers_see(after).placements


def test_to_start_over_is_to_have_theirs():
    assert copy_edits.start_over(OURS, theirs=THEIRS, whose="Thornshire").grid == THEIRS
