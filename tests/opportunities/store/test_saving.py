"""What a patch changes of a grid, in its rows."""

from dataclasses import replace

import pytest

from opportunities import models, store
from opportunities.grid.patch import between
from opportunities.grid.snapshot import Stage
from tests.builders import grid, key
from tests.opportunities.grid.test_patch import AFTERS, BEFORE, reworded

pytestmark = pytest.mark.django_db

SAME_ADDRESS = replace(
    BEFORE,
    stages=(
        Stage(key("Other"), "nqt", "Other", BEFORE.stages[0].group, BEFORE.stages[0].family),
        BEFORE.stages[1],
    ),
    placements=tuple(
        replace(line, stage=key("Other")) if line.stage == key("NQT") else line
        for line in BEFORE.placements
    ),
)
"""A stage takes the place, the lines and the address of one that goes."""


@pytest.mark.parametrize("after", [*AFTERS.values(), SAME_ADDRESS], ids=[*AFTERS, "same address"])
def test_rows_are_afterwards_as_the_patch_says_and_taken_back_as_before(after):
    written = store.write(BEFORE)

    store.save(written, between(BEFORE, after))
    assert store.read(written).fingerprint == after.fingerprint

    store.save(written, between(after, BEFORE))
    assert store.read(written).fingerprint == BEFORE.fingerprint


def test_only_rows_whose_content_changes_get_a_new_version():
    written = store.write(BEFORE)

    store.save(written, between(BEFORE, AFTERS["reworded"]))
    store.save(written, between(AFTERS["reworded"], AFTERS["lines in another order"]))

    lines = models.Opportunity.objects.filter(grid=written)
    versions = dict(lines.values_list("text", "version"))
    assert versions == {"Join in": 3, "Read": 1, "Visit": 1}
    assert not models.Placement.objects.filter(grid=written).exclude(version=1)


def test_saving_takes_as_many_queries_for_many_lines_as_for_few(django_assert_num_queries):
    def reworded_all(before):
        return replace(
            before,
            opportunities=tuple(replace(one, text=f"{one.text}!") for one in before.opportunities),
        )

    few = grid({("NQT", "School"): ["Join in"]})
    many = grid({(f"Stage {n}", "School"): [f"Line {n}.{m}" for m in range(9)] for n in range(9)})
    for before in (few, many):
        written = store.write(before)
        patch = between(before, reworded_all(before))
        with django_assert_num_queries(6):
            store.save(written, patch)


def test_a_locked_grid_is_not_saved():
    written = store.write(BEFORE)
    models.Grid.objects.filter(pk=written.pk).update(
        locked_at="2026-01-01T00:00Z", fingerprint=BEFORE.fingerprint
    )

    with pytest.raises(models.GridLocked):
        store.save(written, between(BEFORE, AFTERS["reworded"]))
    assert store.read(written) == BEFORE


def test_versions_are_those_of_what_can_be_edited():
    written = store.write(BEFORE)
    store.save(written, between(BEFORE, replace(BEFORE, opportunities=reworded(key("Read"), "R"))))

    versions = store.versions(written)

    assert versions[key("Read")] == 2
    assert versions[key("NQT")] == versions[key("School")] == 1
