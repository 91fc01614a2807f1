"""Which accepted suggestions a later edition dropped, over many frameworks."""

from functools import partial

import pytest

from cpd_site.models import Membership
from frameworks.actions import copies, editing, suggestions
from frameworks.models import Suggestion
from frameworks.queries.accepted_suggestions import dropped
from opportunities.editing import lines
from tests.builders import published
from tests.factories import member
from tests.frameworks.drafts.conftest import GRID
from tests.frameworks.suggestions import offers

pytestmark = pytest.mark.django_db


def taken_and_dropped(number: int) -> Suggestion:
    """Return a suggestion to an authority of its own, which dropped its line from the draft."""
    framework = published(GRID, slug=f"shire-{number}").framework
    editor = member(framework.organisation, Membership.Role.PUBLISHER)
    school = offers.school_called(f"elm-{number}")
    leader = member(school, Membership.Role.PUBLISHER)
    copy = copies.make(framework=framework, organisation=school, by=leader)
    offers.add(copy, leader, "Shadow the SENDCo")
    offered = offers.offer(copy, leader, "Shadow the SENDCo")
    suggestions.take(suggestion=offered, by=editor)
    draft = offers.draft_at(framework)
    gone = partial(lines.remove_lines, keys=[offers.placed(draft, "Shadow the SENDCo").key])
    editing.change(edition=draft, by=editor, do=gone)
    return offered


@pytest.mark.parametrize("count", [1, 3])
def test_many_frameworks_take_as_many_queries_as_one(count, django_assert_num_queries):
    offered = [taken_and_dropped(number) for number in range(count)]
    listed = list(Suggestion.objects.listed())

    with django_assert_num_queries(8):
        found = dropped(listed)

    assert found.keys() == {one.pk for one in offered}
    assert len(set(found.values())) == count
