"""How wide columns are on paper."""

import pytest

from opportunities.layout.shares import LEAST, WHOLE, shares


@pytest.mark.parametrize(
    ("weights", "parts"),
    [
        ([8600, 2600, 4800, 3900], (8, 3, 5, 4)),
        ([1, 1], (10, 10)),
        ([700], (20,)),
        ([0, 0, 0, 0], (5, 5, 5, 5)),
        ([], ()),
    ],
)
def test_a_column_is_as_wide_as_what_stands_in_it_asks_for(weights, parts):
    assert shares(weights) == parts


@pytest.mark.parametrize("columns", [1, 2, 6, 7, 20])
def test_no_column_is_too_narrow_and_nothing_of_the_width_is_left(columns):
    parts = shares([10_000, *[1] * (columns - 1)])

    assert sum(parts) == WHOLE
    assert min(parts) >= min(LEAST, WHOLE // columns)
    assert parts[0] == max(parts)
