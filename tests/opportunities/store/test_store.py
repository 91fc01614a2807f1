from dataclasses import replace
from uuid import uuid4

import pytest

from opportunities import store
from opportunities.grid.snapshot import BrokenGrid, PrintedHeading
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from opportunities.models import Stage
from tests.builders import grid, key, texts

pytestmark = pytest.mark.django_db

RICH = grid(
    {
        ("NQT", "School"): ["Join in", "Join in", "Read"],
        ("NQT", "Outside"): ["Visit"],
        ("RQT", "School"): ["Join in"],
    },
    details={"Read": ("E.g. the news", "https://example.org/")},
    continues={("RQT", "Outside"): ContinuationWord.AS_ABOVE},
    tiers={"Outside": None},
    sections=[("How to use it", "With *care*.")],
)
RICH = replace(
    RICH,
    headings=(PrintedHeading(key("RQT"), key("School"), "In school..."),),
    stages=(
        replace(RICH.stages[0], roles=("Tutor", "Mentor"), standards=("Core",)),
        RICH.stages[1],
    ),
    opportunities=(replace(RICH.opportunities[0], derived_from=uuid4()), *RICH.opportunities[1:]),
    placements=(replace(RICH.placements[0], note="Ask Ann", hidden=True), *RICH.placements[1:]),
)


def test_what_was_written_is_read_back_the_same():
    assert store.read(store.write(RICH)) == RICH


def test_writing_takes_a_fixed_number_of_queries(django_assert_num_queries):
    larger = grid({(f"Stage {n}", "School"): [f"Line {n}.{m}" for m in range(9)] for n in range(9)})
    with django_assert_num_queries(11):
        store.write(grid({("NQT", "School"): ["Join in"]}))
    with django_assert_num_queries(11):
        store.write(larger)


def test_reading_takes_a_fixed_number_of_queries(django_assert_num_queries):
    written = store.write(RICH)

    with django_assert_num_queries(7):
        store.read(written)


def test_a_line_break_inside_a_sub_point_is_refused():
    broken = replace(RICH.opportunities[-1], details=("one\ntwo",))

    with pytest.raises(BrokenGrid, match="one line of text"):
        store.write(replace(RICH, opportunities=(*RICH.opportunities[:-1], broken)))


def test_a_tier_is_read_as_a_tier():
    snapshot = store.read(store.write(RICH))

    assert snapshot.placements[0].tier is ProviderTier.SCHOOL
    assert snapshot.columns[1].tier is None


def test_an_excerpt_holds_what_stands_at_the_stages_wanted_and_what_carries_on_to_them():
    snapshot = grid(
        {
            ("NQT", "Own"): ["Start"],
            ("NQT", "School"): ["Join in"],
            ("RQT", "Own"): ["Go on"],
            ("RQT", "School"): ["Lead"],
            ("Leader", "School"): ["Join in"],
        },
        continues={("RQT", "Own"): ContinuationWord.PLUS},
    )
    written = store.write(snapshot)
    stage = Stage.objects.get(grid=written, name="RQT")

    excerpt = store.read_excerpts({written.pk: [stage.pk]})[written.pk]

    assert (excerpt.stages, excerpt.columns) == (snapshot.stages, snapshot.columns)
    assert excerpt.continuations == snapshot.continuations
    assert [line.text for line in excerpt.opportunities] == ["Start", "Go on", "Lead"]
    assert texts(excerpt, excerpt.placements) == ["Start", "Go on", "Lead"]


def test_excerpts_take_as_many_queries_for_many_grids_as_for_one(django_assert_num_queries):
    grids = [store.write(RICH) for _ in range(3)]
    wanted = {written.pk: [Stage.objects.get(grid=written, name="RQT").pk] for written in grids}

    with django_assert_num_queries(5):
        store.read_excerpts({grids[0].pk: wanted[grids[0].pk]})
    with django_assert_num_queries(5):
        assert len(store.read_excerpts(wanted)) == 3


def test_no_excerpts_are_wanted_without_stages():
    assert store.read_excerpts({}) == {}
