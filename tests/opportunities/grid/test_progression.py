from dataclasses import replace

import pytest

from opportunities.grid.progression import carried_on, families_beside, neighbours
from opportunities.grid.vocabulary import ROLES, ContinuationWord, Group, StageFamily
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

    found = {stage.name: neighbours(snapshot, stage)[0] for stage in snapshot.stages}

    assert {name: before and before.name for name, before in found.items()} == expected


def test_a_stage_of_another_kind_of_staff_does_not_turn_the_ladder():
    snapshot = grid(
        {("New", "School"): ["x"], ("Head", "School"): ["x"], ("Odd", "School"): ["x"]},
        families={
            "New": StageFamily.EARLY_CAREER,
            "Head": StageFamily.NEW_HEADTEACHER,
            "Odd": StageFamily.SITE,
        },
    )
    first, head, odd = snapshot.stages
    odd = replace(odd, group=Group.TEACHERS)
    snapshot = replace(snapshot, stages=(odd, first, head))

    assert neighbours(snapshot, first) == (odd, head)


ROLE_STAGES = {family.value: family for family in ROLES}


def test_of_support_staff_only_a_teaching_assistant_goes_on_to_another_stage():
    snapshot = grid({(name, "School"): ["x"] for name in ROLE_STAGES}, families=ROLE_STAGES)
    by_family = {stage.family: stage for stage in snapshot.stages}
    assistant = by_family[StageFamily.TEACHING_ASSISTANT]
    higher = by_family[StageFamily.HIGHER_LEVEL_ASSISTANT]

    found = {stage: neighbours(snapshot, stage) for stage in snapshot.stages}

    assert found.pop(assistant) == (None, higher)
    assert found.pop(higher) == (assistant, None)
    assert set(found.values()) == {(None, None)}


def test_the_step_of_teaching_assistants_leads_nowhere_where_there_is_no_higher_level():
    families = {name: ROLE_STAGES[name] for name in ("teaching-assistant", "site")}
    snapshot = grid({(name, "School"): ["x"] for name in families}, families=families)

    assert [neighbours(snapshot, stage) for stage in snapshot.stages] == [(None, None)] * 2


def test_families_follow_each_other_up_to_the_last_rung():
    assert families_beside(StageFamily.EARLY_CAREER) == (None, StageFamily.RECENTLY_QUALIFIED)
    assert families_beside(StageFamily.EXECUTIVE_LEADER) == (
        StageFamily.EXPERIENCED_HEADTEACHER,
        None,
    )
    assert families_beside(StageFamily.SUPPORT_STAFF) == (None, None)
