from dataclasses import replace

import pytest

from opportunities.comparing.chosen_lines import ChosenLine, StandingLine, news_of
from opportunities.grid.snapshot import GridSnapshot, Opportunity
from tests.builders import grid, key

CELLS = {("NQT", "School"): ["Join in"], ("NQT", "Nation"): ["Read"], ("RQT", "School"): ["Read"]}
BEFORE = grid(CELLS)
CHOSEN = ChosenLine(key("Join in"), (key("NQT"), key("School")), "Join in")


def standing(snapshot: GridSnapshot) -> list[StandingLine]:
    return [
        StandingLine(
            snapshot.opportunity_by_key[placement.opportunity],
            placement,
            snapshot.stage_by_key[placement.stage],
        )
        for placement in snapshot.placements
    ]


def moved(snapshot: GridSnapshot, line: str, *stages: str) -> GridSnapshot:
    """With the line at these stages only, under the column where it stood."""
    its = next(each for each in snapshot.placements if each.opportunity == key(line))
    rest = tuple(each for each in snapshot.placements if each.opportunity != key(line))
    new = tuple(replace(its, key=key(f"at {name}"), stage=key(name)) for name in stages)
    return replace(snapshot, placements=(*rest, *new))


def reworded(snapshot: GridSnapshot, line: str, **words: object) -> GridSnapshot:
    lines = tuple(
        replace(each, **words) if each.key == key(line) else each  # type: ignore[arg-type]
        for each in snapshot.opportunities
    )
    return replace(snapshot, opportunities=lines)


def test_a_line_that_is_as_it_was_is_no_news():
    assert not news_of(CHOSEN, standing(BEFORE))


@pytest.mark.parametrize(
    "words", [{"text": "Join In"}, {"details": ("On Fridays",)}, {"link": "https://elm.example/"}]
)
def test_words_sub_points_and_link_count(words):
    news = news_of(CHOSEN, standing(reworded(BEFORE, "Join in", **words)))

    assert news.is_reworded
    assert not news.is_moved
    assert news.new_link == words.get("link")
    assert news.fingerprint != news_of(CHOSEN, standing(BEFORE)).fingerprint


def test_the_words_are_compared_one_by_one():
    news = news_of(CHOSEN, standing(reworded(BEFORE, "Join in", text="Join us in class")))

    (runs,) = news.runs
    assert "".join(run.kept + run.added for run in runs) == "Join us in class"
    assert "".join(run.kept + run.removed for run in runs) == "Join in"


def test_a_line_is_withdrawn_when_no_place_is_left():
    news = news_of(CHOSEN, standing(moved(BEFORE, "Join in")))

    assert news.is_withdrawn
    assert not news.is_reworded


def test_a_line_moves_to_another_stage():
    news = news_of(CHOSEN, standing(moved(BEFORE, "Join in", "RQT")))

    assert [stage.name for stage in news.stages] == ["RQT"]
    assert news.new_place == (key("RQT"), key("School"))


def test_a_line_that_also_stands_where_it_was_has_not_moved():
    assert not news_of(CHOSEN, standing(moved(BEFORE, "Join in", "NQT", "RQT")))


def test_of_several_stages_none_is_the_new_one():
    three = grid({**CELLS, ("Leader", "School"): ["Lead"]})

    news = news_of(CHOSEN, standing(moved(three, "Join in", "RQT", "Leader")))

    assert [stage.name for stage in news.stages] == ["RQT", "Leader"]
    assert news.new_place is None


def test_a_line_that_has_its_own_words_in_the_box_is_known_by_what_it_derives_from():
    here = Opportunity(key("ours"), "Join us", derived_from=key("Join in"))
    (its,) = (each for each in BEFORE.placements if each.opportunity == key("Join in"))
    elsewhere = replace(its, key=key("elsewhere"), column=key("Nation"))
    after = replace(
        BEFORE,
        opportunities=(*BEFORE.opportunities, here),
        placements=(
            *(each for each in BEFORE.placements if each != its),
            elsewhere,
            replace(its, opportunity=here.key),
        ),
    )

    news = news_of(CHOSEN, standing(after))

    assert news.now
    assert news.now.opportunity.text == "Join us"
    assert not news.is_moved
