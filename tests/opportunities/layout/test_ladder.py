from opportunities.grid.snapshot import GridSnapshot
from opportunities.grid.vocabulary import ProviderTier, StageFamily
from opportunities.layout.ladder import MOST, ROOM, TALLEST, lay_out
from tests.builders import grid

SCHOOL, NATIONAL = ProviderTier.SCHOOL, ProviderTier.NATIONAL

FAMILIES = {
    "Head": StageFamily.NEW_HEADTEACHER,
    "Leader": StageFamily.MIDDLE_LEADER,
    "New leader": StageFamily.MIDDLE_LEADER,
    "NQT": StageFamily.EARLY_CAREER,
    "Caretaker": StageFamily.SITE,
}

TOP_DOWN = grid(
    {
        ("Head", "School"): ["a", "b", "c", "d"],
        ("Head", "Outside"): ["e"],
        ("Leader", "School"): ["f"],
        ("New leader", "School"): ["g"],
        ("NQT", "School"): ["h", "i"],
        ("Caretaker", "School"): ["j"],
    },
    tiers={"School": SCHOOL, "Outside": NATIONAL},
    families=FAMILIES,
)


def names(flight):
    return [
        (step.family, [standing.stage.name for standing in step.stages]) for step in flight.steps
    ]


def test_steps_lead_up_from_the_first_stage_also_where_print_begins_at_the_top():
    rise, level = lay_out(TOP_DOWN).flights

    assert names(rise) == [
        (StageFamily.EARLY_CAREER, ["NQT"]),
        (StageFamily.MIDDLE_LEADER, ["New leader", "Leader"]),
        (StageFamily.NEW_HEADTEACHER, ["Head"]),
    ]
    assert (rise.rises, rise.stages, rise.fits) == (True, 4, True)
    assert names(level) == [(StageFamily.SITE, ["Caretaker"])]
    assert not level.rises
    assert not level.has_step


def test_the_one_step_between_roles_is_said():
    families = {
        "TA": StageFamily.TEACHING_ASSISTANT,
        "HLTA": StageFamily.HIGHER_LEVEL_ASSISTANT,
        "Caretaker": StageFamily.SITE,
    }
    snapshot = grid({(name, "School"): ["a"] for name in families}, families=families)

    (level,) = lay_out(snapshot).flights

    assert (level.rises, level.has_step) == (False, True)


def test_bars_are_the_tiers_that_provide_anything_on_one_scale():
    ladder = lay_out(TOP_DOWN)
    first, *_, last = (standing for step in ladder.flights[0].steps for standing in step.stages)

    assert ladder.tiers == (SCHOOL, NATIONAL)
    assert [(bar.tier, bar.count, bar.height) for bar in last.bars] == [
        (SCHOOL, 4, TALLEST),
        (NATIONAL, 1, TALLEST / 4),
    ]
    assert [(bar.count, bar.height) for bar in first.bars] == [(2, TALLEST / 2), (0, 0)]
    assert (first.total, last.total) == (2, 5)


def test_what_two_provide_has_a_bar_of_each_and_counts_once():
    cells = {("NQT", "School"): ["Visit", "Join in"], ("NQT", "Outside"): ["Visit"]}
    tiers = {"School": SCHOOL, "Outside": NATIONAL}

    ((step,),) = (flight.steps for flight in lay_out(grid(cells, tiers=tiers)).flights)

    (standing,) = step.stages
    assert ([bar.count for bar in standing.bars], standing.total) == ([2, 1], 2)


def test_bars_stand_on_the_ground_beside_each_other_inside_the_picture():
    ladder = lay_out(TOP_DOWN)
    bars = [
        bar
        for flight in ladder.flights
        for step in flight.steps
        for standing in step.stages
        for bar in standing.bars
    ]

    assert {bar.y + bar.height for bar in bars} == {ladder.height} == {TALLEST + ROOM}
    assert min(bar.above for bar in bars) > 0
    assert {bar.x for bar in bars} == {0, 21}
    assert ladder.width == 21 + 17


def test_a_grid_without_support_staff_has_one_flight_and_an_empty_one_none():
    assert [flight.rises for flight in lay_out(grid({("NQT", "School"): ["a"]})).flights] == [True]
    assert lay_out(GridSnapshot()).flights == ()


def test_more_stages_than_fit_side_by_side_are_a_list():
    many = {(f"Stage {number}", "School"): ["a"] for number in range(MOST + 1)}

    assert not lay_out(grid(many)).flights[0].fits
