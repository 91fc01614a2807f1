"""What of a copy is hidden, changed and added: each line once."""

from dataclasses import replace

from opportunities.comparing.copy_summary import copy_differences
from opportunities.grid.snapshot import Stage
from opportunities.grid.vocabulary import StageFamily
from tests.builders import key
from tests.opportunities.merge.copies import BASE, FIRST, add, change, reword, reword_here, without


def test_what_is_as_theirs_differs_in_nothing():
    told = copy_differences(BASE, BASE)

    assert not any((told.hidden, told.changed, told.added, told.wording))
    assert not any(told.rows.values())


def test_a_line_reworded_everywhere_counts_once():
    told = copy_differences(BASE, reword(BASE, "Join in", "Take part", details=("E.g. a club",)))

    assert told.changed == {key("Join in")}
    assert told.wording == {key("Join in"): ("Take part\nE.g. a club",)}


def test_a_line_with_another_link_is_told_with_it():
    told = copy_differences(
        BASE, change(BASE, "opportunities", "Join in", link="https://example.org/")
    )

    assert told.wording == {key("Join in"): ("Join in\nhttps://example.org/",)}


def test_a_line_reworded_in_one_cell_is_that_line():
    told = copy_differences(BASE, reword_here(BASE, FIRST, "Come in", "Join in"))

    assert told.changed == {key("Join in")}
    assert told.added == set()
    assert told.wording == {key("Join in"): ("Come in",)}


def test_what_is_hidden_or_left_out_is_hidden_and_its_wording_is_nobodys():
    ours = change(reword(BASE, "Read", "Read on"), "placements", "NQT/School/1", hidden=True)

    told = copy_differences(BASE, without(ours, "NQT/School/2"))

    assert told.hidden == {key("Read"), key("Visit")}
    assert told.changed == set()
    assert told.wording == {}


def test_a_line_of_our_own_is_added_unless_it_is_hidden():
    ours = add(BASE, "own", "NQT", "School", "Our own")

    shown = copy_differences(BASE, ours)
    hidden = copy_differences(BASE, change(ours, "placements", "own", hidden=True))

    assert shown.added == {key("own line")}
    assert not hidden.added
    assert not hidden.hidden


def test_a_moved_line_is_changed_and_a_note_changes_nothing():
    moved = change(BASE, "placements", FIRST, column=key("Network"))
    noted = change(BASE, "placements", FIRST, note="Ask Jo")

    assert copy_differences(BASE, moved).changed == {key("Join in")}
    assert copy_differences(BASE, noted).changed == set()
    assert copy_differences(BASE, noted).rows["placements"]


def test_stages_and_columns_are_counted_apart():
    family = StageFamily.EARLY_CAREER
    own = Stage(key("own"), "own", "Own", family.group, family)
    ours = replace(BASE, stages=(*(replace(one, hidden=True) for one in BASE.stages), own))

    told = copy_differences(BASE, ours)

    assert (told.hidden_stages, told.added_stages) == (len(BASE.stages), 1)
    assert (told.hidden_columns, told.added_columns) == (0, 0)
