"""Where a change shows: the boxes and the lines that a patch altered."""

from dataclasses import replace

import pytest

from opportunities.editing import lines, rows_and_columns
from opportunities.grid.patch import between
from opportunities.grid.snapshot import Wording
from opportunities.grid.touched import touched
from opportunities.grid.vocabulary import ContinuationWord
from tests.builders import grid, key

GRID = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("NQT", "Network"): ["Visit"],
        ("RQT", "School"): ["Join in"],
        ("RQT", "Network"): ["Lead"],
    }
)
NQT, RQT = (key("NQT"), key("School")), (key("RQT"), key("School"))
NETWORK = key("NQT"), key("Network")


def after(do):
    done = do(GRID).grid
    return touched(between(GRID, done), done)


def test_a_line_that_is_reworded_is_touched_wherever_it_stands_and_no_box_is():
    found = after(lambda grid: lines.reword(grid, key("Join in"), Wording("Take part")))

    assert found.boxes == frozenset()
    assert [line.place for line in found.lines] == [NQT, RQT]
    assert found.alone == list(found.lines)


def test_a_line_that_moves_touches_the_box_it_leaves_and_the_one_it_comes_to():
    read = key("NQT/School/1")
    found = after(lambda grid: lines.move_lines(grid, [read], NETWORK))

    assert found.boxes == {NQT, NETWORK}
    assert [line.key for line in found.lines] == [read]
    assert found.alone == []


def test_a_line_that_is_removed_touches_its_box_alone():
    found = after(lambda grid: lines.remove_lines(grid, [key("NQT/School/1")]))

    assert (found.boxes, found.lines) == ({NQT}, ())


def test_what_a_box_says_of_itself_touches_it():
    found = after(lambda grid: lines.set_marks(grid, RQT, word=ContinuationWord.PLUS, heading="We"))

    assert (found.boxes, found.lines) == ({RQT}, ())


@pytest.mark.parametrize(
    "done",
    [
        replace(GRID, stages=GRID.stages[::-1]),
        replace(GRID, stages=(replace(GRID.stages[0], name="New"), GRID.stages[1])),
        rows_and_columns.move_column(GRID, key=key("School"), direction="down").grid,
    ],
)
def test_other_stages_or_columns_show_all_over(done):
    assert touched(between(GRID, done), done) is None
