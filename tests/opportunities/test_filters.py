"""The filters of a grid: its index in memory leaves what the database would, for any choice."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.db.models import Q
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opportunities import store
from opportunities.filters import GridFilterSet
from opportunities.grid.vocabulary import (
    FATES_TO_CHOOSE,
    KINDS_TO_CHOOSE,
    WITHOUT_TO_CHOOSE,
    Group,
    ProviderTier,
    StageFamily,
)
from opportunities.layout.grid_index import GridIndex
from opportunities.models import Placement
from tests.builders import grid
from tests.laws import times
from tests.opportunities.in_the_database import left_by
from tests.opportunities.random_grids import grids

CHOICES: dict[str, Sequence[str]] = {
    "stage": [f"stage-{number}" for number in range(4)],
    "family": list(StageFamily)[:3],
    "group": list(Group),
    "tier": list(ProviderTier),
    "kind": list(KINDS_TO_CHOOSE),
    "ended": list(FATES_TO_CHOOSE),
    "without": list(WITHOUT_TO_CHOOSE),
    "q": ["Join", "READ", "read widely", "e.g.", "clu", "one", "in", "zebra", "", "a\0b"],
}
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(values), max_size=1 if name == "q" else 3)
        for name, values in CHOICES.items()
    },
)


ONE_CHOICE = [{name: [value]} for name, values in CHOICES.items() for value in values]


@pytest.mark.django_db
@settings(times(0.6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grids(), QUERIES)
def test_memory_and_database_leave_the_same_lines(snapshot, several):
    index, written = GridIndex(snapshot), store.write(snapshot)
    placements = Placement.objects.filter(stage__grid=written)
    for asked in (several, *ONE_CHOICE):
        data = QueryDict(mutable=True)
        for name, values in asked.items():
            data.setlist(name, values)
        filters = GridFilterSet(data, index)

        in_memory = index.keys(filters.qs)
        stages, lines = filters.stages_left(), filters.lines_left()

        kept = placements
        for word in filters.cleaned.get("q", "").split():
            in_details = Q(opportunity__details__icontains=word)
            kept = kept.filter(Q(opportunity__text__icontains=word) | in_details)
        assert in_memory == {one.key for one in left_by(filters.cleaned, kept)}
        assert in_memory == {
            row.key
            for row in snapshot.placements
            if (stages is None or row.stage in stages) and (lines is None or row.key in lines)
        }


def test_an_unknown_value_is_an_error_and_the_other_fields_still_filter():
    index = GridIndex(grid({("NQT", "School"): ["Join in"]}))
    filters = GridFilterSet(QueryDict("stage=king&tier=school&famly=x"), index)

    assert set(filters.errors_by_name) == {"stage", "famly"}
    assert filters.cleaned == {"tier": ["school"]}
    assert [(chip.label, chip.url) for chip in filters.chips] == [("Your school", "?")]


@pytest.mark.parametrize(
    ("asked", "families"),
    [
        ("family=support-staff", ["teaching-assistant", "site"]),
        (
            "family=early-career&family=support-staff",
            ["early-career", "teaching-assistant", "site"],
        ),
        ("family=site", ["site"]),
    ],
)
def test_an_old_address_of_all_support_staff_leads_to_their_roles(asked, families):
    snapshot = grid({(name, "School"): ["Join in"] for name in ("NQT", "TA", "Site")})
    of = (
        StageFamily.EARLY_CAREER,
        StageFamily.TEACHING_ASSISTANT,
        StageFamily.SITE,
    )
    stages = tuple(
        replace(stage, family=family) for stage, family in zip(snapshot.stages, of, strict=True)
    )
    filters = GridFilterSet(QueryDict(asked), GridIndex(replace(snapshot, stages=stages)))

    assert filters.errors_by_name == {}
    assert filters.cleaned["family"] == families
    assert filters.qs.bit_count() == len(families)
