"""Our own files find their way home: written, read, and a grid again, nothing is lost."""

from hypothesis import given

from opportunities.exchange.writing import grid_csv, grid_json, grid_xlsx
from tests.builders import document
from tests.opportunities.exchange.reading.way_home import (
    as_csv_holds,
    as_files_hold,
    read_back,
    with_carried_keys,
)
from tests.strategies import any_grid, dices


@given(dices())
def test_a_law_json_comes_home_with_every_key_and_field(dice):
    grid = any_grid(dice, hides=False)
    home = with_carried_keys(read_back(grid_json.write(document(grid))))
    assert as_files_hold(home) == as_files_hold(grid)


@given(dices())
def test_a_law_excel_comes_home_with_every_key_and_field(dice):
    grid = any_grid(dice, hides=False)
    home = with_carried_keys(read_back(grid_xlsx.write(document(grid))))
    assert as_files_hold(home) == as_files_hold(grid)


@given(dices())
def test_a_law_csv_comes_home_with_every_key_and_field(dice):
    grid = any_grid(dice, hides=False)
    home = with_carried_keys(read_back(grid_csv.write(document(grid))))
    assert as_files_hold(home) == as_csv_holds(grid)
