"""Two people apply an update at the same moment: it is in once, and the other one is told."""

import pytest

from cpd_site.models import Membership
from frameworks.actions import updates
from frameworks.actions.updates import NothingPending
from frameworks.models import Edition, Event
from opportunities import store
from opportunities.merge import Answer
from opportunities.merge import Choice as Chosen
from tests.factories import member
from tests.frameworks.publishing.test_publishing_at_once import at_once
from tests.frameworks.updates.copies import QUESTION, WITHDRAWN, plan_of, with_update

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("look_first", [True, False])
def test_of_people_at_once_one_takes_it_in(look_first):
    draft = with_update()
    people = [member(draft.framework.organisation, Membership.Role.EDITOR) for _ in range(2)]
    plan = plan_of(draft)
    for decision, said in ((QUESTION, Answer.THEIRS), (WITHDRAWN, Answer.KEEP)):
        seen = next(one.fingerprint for one in plan.decisions if one.id == decision)
        updates.choose(
            draft=draft,
            by=people[0],
            decision_id=decision,
            seen_fingerprint=seen,
            choice=Chosen(said),
        )
    fingerprint = plan_of(draft).fingerprint if look_first else ""

    outcomes = at_once(
        lambda person: updates.apply(draft=draft, by=person, seen=fingerprint), people
    )

    assert {type(outcome) for outcome in outcomes} == {Event, NothingPending}
    assert draft.events.filter(what="took in").count() == 1
    stored = Edition.objects.select_related("grid", "based_on").get(pk=draft.pk)
    assert stored.based_on.label == "2026"
    assert len(store.read(stored.grid).placements) == 7


def test_of_people_at_once_who_begin_one_starts_the_draft():
    draft = with_update()
    people = [member(draft.framework.organisation, Membership.Role.EDITOR) for _ in range(3)]

    outcomes = at_once(lambda person: updates.begin(framework=draft.framework, by=person), people)

    assert outcomes == [draft] * 3
