"""A result goes on a list with the stage at which it was found, where that is one alone."""

import pytest

from opportunities.grid.short_keys import of_place
from opportunities.grid.vocabulary import ProviderTier, StageFamily
from tests.builders import grid, key, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "words", "found_at"),
    [
        ("q=kayaking", "Kayaking", "nqt"),
        ("q=sailing", "Sailing", ""),
        ("q=sailing&family=new-headteacher", "Sailing", "head"),
        ("q=sailing&tier=national", "Sailing", "nqt"),
        ("q=sailing&group=leaders&group=teachers", "Sailing", ""),
    ],
)
def test_a_result_is_put_on_a_list_with_the_stage_it_was_found_at(client, asked, words, found_at):
    two = grid(
        {
            ("NQT", "National"): ["Kayaking", "Sailing"],
            ("Head", "School"): ["Sailing"],
        },
        tiers={"National": ProviderTier.NATIONAL},
        families={"Head": StageFamily.NEW_HEADTEACHER},
    )
    published(two)
    stages = {stage.slug: stage.key for stage in two.stages}

    page = client.get(f"/opportunities/?{asked}").text

    assert f'?k={of_place(key(words), stages.get(found_at))}"' in page
    several = words == "Sailing" and found_at
    assert (f'/opportunities/{key(words)}/?stage={found_at}"' in page) == bool(several)
