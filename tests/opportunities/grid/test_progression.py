import pytest

from opportunities.grid.progression import carried_on, stage_before
from opportunities.grid.vocabulary import ContinuationWord, StageFamily
from tests.builders import grid, texts

PLUS, AS_ABOVE = ContinuationWord.PLUS, ContinuationWord.AS_ABOVE


def carried(snapshot, stage_number):
    stage = snapshot.stages[stage_number]
    return [
        (above.name, texts(snapshot, lines))
        for above, lines in carried_on(snapshot, stage, snapshot.columns[0])
    ]


def test_plus_goes_back_as_far_as_each_cell_above_goes_on():
    snapshot = grid(
        {("A", "Own"): ["a"], ("B", "Own"): ["b"], ("C", "Own"): ["c"]},
        continues={("B", "Own"): PLUS, ("C", "Own"): PLUS},
    )

    assert carried(snapshot, 2) == [("B", ["b"]), ("A", ["a"])]


def test_what_stands_above_is_the_nearest_cell_with_something_printed():
    snapshot = grid(
        {("A", "Own"): ["a"], ("B", "Own"): [], ("C", "Own"): ["c"]},
        continues={("C", "Own"): PLUS},
    )

    assert carried(snapshot, 2) == [("A", ["a"])]


def test_it_ends_at_a_cell_that_does_not_go_on():
    snapshot = grid(
        {("A", "Own"): ["a"], ("B", "Own"): ["b"], ("C", "Own"): []},
        continues={("C", "Own"): AS_ABOVE},
    )

    assert carried(snapshot, 2) == [("B", ["b"])]


def test_as_above_over_as_above_carries_the_same_lines():
    snapshot = grid(
        {("A", "Own"): ["a"], ("B", "Own"): [], ("C", "Own"): []},
        continues={("B", "Own"): AS_ABOVE, ("C", "Own"): AS_ABOVE},
    )

    assert carried(snapshot, 2) == carried(snapshot, 1) == [("A", ["a"])]


def test_a_cell_that_does_not_go_on_carries_nothing():
    assert carried(grid({("A", "Own"): ["a"], ("B", "Own"): ["b"]}), 1) == []


def test_the_first_stage_has_nothing_above():
    assert carried(grid({("A", "Own"): ["a"]}, continues={("A", "Own"): PLUS}), 0) == []


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["New", "Some years", "Head"], {"New": None, "Some years": "New", "Head": "Some years"}),
        (["Head", "Some years", "New"], {"New": None, "Some years": "New", "Head": "Some years"}),
        (["New", "Helper", "Head"], {"New": None, "Helper": None, "Head": "New"}),
    ],
)
def test_the_stage_before_is_the_lower_rung_whichever_way_the_ladder_is_printed(names, expected):
    families = {
        "New": StageFamily.EARLY_CAREER,
        "Some years": StageFamily.RECENTLY_QUALIFIED,
        "Head": StageFamily.NEW_HEADTEACHER,
        "Helper": StageFamily.SUPPORT_STAFF,
    }
    snapshot = grid({(name, "School"): ["x"] for name in names}, families=families)

    found = {stage.name: stage_before(snapshot, stage) for stage in snapshot.stages}

    assert {name: before and before.name for name, before in found.items()} == expected
