"""In a copy, what is of the framework that it follows is hidden, never taken away (note 5)."""

from dataclasses import replace

from opportunities.merge.hiding import with_lost_rows_hidden
from tests.builders import grid, key
from tests.opportunities.merge.laws import law, same
from tests.strategies import any_grid, edit

FOLLOWED = grid({("NQT", "School"): ["Join in", "Read"], ("Head", "School"): ["Lead"]})


def test_a_line_that_is_not_there_any_more_is_hidden_in_its_place():
    first, *others = FOLLOWED.placements
    result = replace(FOLLOWED, placements=tuple(others))

    found = with_lost_rows_hidden(FOLLOWED, result, FOLLOWED)

    assert found.placements == (replace(first, hidden=True), *others)


def test_a_stage_comes_back_hidden_with_its_lines_as_they_were():
    left = grid({("NQT", "School"): ["Join in", "Read"]})

    found = with_lost_rows_hidden(FOLLOWED, left, FOLLOWED)

    assert [(row.name, row.hidden) for row in found.stages] == [("NQT", False), ("Head", True)]
    assert found.placements == FOLLOWED.placements
    assert found.opportunity_by_key.keys() == FOLLOWED.opportunity_by_key.keys()


def test_a_line_of_our_own_goes():
    ours = grid({("NQT", "School"): ["Join in", "Read", "Tea on Friday"]})
    result = replace(ours, placements=ours.placements[:2], opportunities=ours.opportunities[:2])

    assert with_lost_rows_hidden(ours, result, FOLLOWED) == result


@law
def test_nothing_of_theirs_is_gone_and_nothing_else_is_another(dice):
    ours = any_grid(dice)
    result = edit(dice, ours, name="file")

    found = with_lost_rows_hidden(ours, result, ours)

    assert found.stage_by_key.keys() >= ours.stage_by_key.keys()
    assert found.column_by_key.keys() >= ours.column_by_key.keys()
    there = {row.key: row for row in found.placements}
    assert there.keys() >= {row.key for row in ours.placements}
    assert all(there[row.key] == row for row in result.placements)
    assert same(with_lost_rows_hidden(ours, ours, ours), ours)


def test_the_order_of_the_others_is_kept():
    first, second, third = FOLLOWED.placements
    result = replace(FOLLOWED, placements=(third, first))

    found = with_lost_rows_hidden(FOLLOWED, result, FOLLOWED)

    assert [row.key for row in found.placements] == [first.key, second.key, third.key]
    assert found.column_by_key[key("School")] == FOLLOWED.columns[0]
