"""Our own Word file of any grid, brought in as it was written, is nothing to do."""

from dataclasses import replace

import pytest
from hypothesis import given

from opportunities.exchange.writing import grid_docx
from opportunities.grid.visible import as_followers_see
from tests.builders import document
from tests.laws import times
from tests.opportunities.exchange.reading.against.test_against_laws import without_twins
from tests.opportunities.exchange.reading.against.test_word_home import home, without_keys
from tests.opportunities.exchange.reading.files_of_grids import any_edition
from tests.opportunities.exchange.reading.formats.test_word_own import without_bookmarks
from tests.strategies import dices


@pytest.mark.parametrize("saved", [bytes, without_bookmarks, without_keys])
@times(0.6)
@given(dices())
def test_a_law_a_word_file_that_nobody_changed_is_nothing_to_do(saved, dice):
    """Word knows a column by its heading alone, so no box prints another one."""
    grid = without_twins(replace(any_edition(dice), headings=()))
    seen = as_followers_see(grid)
    if bool(seen.stages) is not bool(seen.columns):
        return  # no table is written
    found = home(saved(grid_docx.write(document(seen))), grid)
    assert found.changes_nothing, found.counts
    assert not found.questions
