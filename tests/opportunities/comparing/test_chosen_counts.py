from dataclasses import replace

import pytest

from opportunities.comparing.chosen_counts import ChosenCounts, count
from opportunities.grid.vocabulary import ActivityKind
from tests.builders import grid, key

GRID = grid({("NQT", "School"): ["Join in", "Read"], ("Leader", "School"): ["Lead"]})
KINDS = {"Join in": (ActivityKind.COURSE,), "Read": (ActivityKind.COURSE, ActivityKind.READING)}
GRID = replace(
    GRID,
    opportunities=tuple(
        replace(line, kinds=KINDS.get(line.text, ())) for line in GRID.opportunities
    ),
)


def chosen(line: str, people: int, stage: str = "NQT", first: int = 0):
    return [(first + number, key(line), key(stage)) for number in range(people)]


def told(counts: ChosenCounts) -> dict[str, int]:
    return {line.line.text: line.people for line in counts.lines}


@pytest.mark.parametrize(
    ("people", "said"), [(4, {}), (5, {"Join in": 5}), (9, {"Join in": 5}), (10, {"Join in": 10})]
)
def test_a_number_is_told_from_five_up_in_steps_of_five(people, said):
    assert told(count(chosen("Join in", people), 10, GRID)) == said


@pytest.mark.parametrize(("planners", "is_told"), [(9, False), (10, True)])
def test_nothing_is_told_where_fewer_than_ten_keep_a_plan(planners, is_told):
    assert bool(count(chosen("Join in", 9), planners, GRID)) == is_told


def test_a_person_counts_once_for_a_line_a_stage_and_a_kind():
    twice = chosen("Join in", 4) * 2 + chosen("Join in", 4, stage="Leader")

    assert not count(twice, 10, GRID)


def test_stages_and_kinds_are_counted_by_people():
    counts = count(chosen("Join in", 5) + chosen("Read", 5, first=5), 10, GRID)

    assert [(stage.name, people) for stage, people in counts.stages] == [("NQT", 10)]
    assert dict(counts.kinds) == {ActivityKind.COURSE: 10, ActivityKind.READING: 5}


def test_what_is_not_in_the_grid_is_not_counted():
    assert not count(chosen("Elsewhere", 9), 10, GRID)


def test_what_says_whom_to_ask_when_or_where_is_arranged():
    choices = chosen("Join in", 5) + chosen("Read", 5) + chosen("Lead", 5, "Leader")
    (first, *rest) = GRID.placements
    noted = replace(GRID, placements=(replace(first, note="Ask Ann"), *rest))
    lines = [
        replace(line, when="In May") if line.text == "Read" else line
        for line in noted.opportunities
    ]

    counts = count(choices, 10, replace(noted, opportunities=tuple(lines)))

    assert [line.line.text for line in counts.not_arranged] == ["Lead"]


def test_a_line_that_rewords_another_stands_for_it():
    ours = replace(GRID.opportunities[0], key=key("ours"), derived_from=key("theirs"))

    counts = count(chosen("theirs", 5), 10, replace(
        GRID,
        opportunities=(ours, *GRID.opportunities[1:]),
        placements=tuple(
            replace(each, opportunity=key("ours")) if each.opportunity == key("Join in") else each
            for each in GRID.placements
        ),
    ))  # fmt: skip

    assert told(counts) == {"Join in": 5}
