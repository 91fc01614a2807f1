"""Our own files, brought in as they were written, are nothing to do."""

import pytest
from hypothesis import given

from opportunities.exchange.reading import files
from opportunities.exchange.reading.against.comparison import compare_with_edition
from opportunities.exchange.reading.against.printed import prints_of
from opportunities.exchange.writing import grid_csv, grid_json, grid_xlsx
from opportunities.grid.visible import as_followers_see
from tests.builders import document
from tests.opportunities.exchange.reading.way_home import grid_from
from tests.strategies import any_grid, dices


@pytest.mark.parametrize("write", [grid_csv.write, grid_json.write, grid_xlsx.write])
@given(dices())
def test_a_law_a_file_that_nobody_changed_is_nothing_to_do(write, dice):
    grid = any_grid(dice)
    seen = as_followers_see(grid)
    part = dice.pick(
        (
            {},
            {"written_out": True},
            {"lines_left": frozenset(dice.some([row.key for row in seen.placements]))},
            *({"stage": stage} for stage in seen.stages[:1]),
        )
    )
    contents = files.read(write(document(seen, **part)), "file")
    if not seen.stages:
        return  # a CSV of nothing is a row of headings
    assert contents.scope
    comparison = compare_with_edition(grid, grid_from(contents), prints_of(contents.scope))
    assert comparison.changes_nothing, comparison.counts
