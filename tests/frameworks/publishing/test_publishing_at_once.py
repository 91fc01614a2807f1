"""Publishers at once, and a process that dies in the middle: real threads and processes."""

from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connections

from cpd_site.models import Membership
from cpd_site.serving import site_version
from frameworks.actions import editing
from frameworks.actions.drafts import DraftRefused
from frameworks.actions.locks import NoDraft
from frameworks.actions.publishing import publish
from frameworks.actions.withdrawing import NothingToWithdraw, withdraw
from frameworks.models import Edition
from frameworks.queries import verification
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from opportunities.search import index
from tests.builders import draft_of, grid, key, published
from tests.factories import member
from tests.killing import kill_in_the_middle

pytestmark = pytest.mark.django_db(transaction=True)

OLD = grid({("NQT", "School"): ["Join in"]})
NEW = grid({("NQT", "School"): ["Join in", "Lead on"]})

PUBLISHERS = 4


@pytest.fixture
def draft():
    return draft_of(published(OLD), NEW)


def at_once(action, people):
    """What becomes of the action of each of these people, begun at the same moment."""
    start = Barrier(len(people))
    outcomes = []

    def act(person):
        start.wait()
        try:
            outcomes.append(action(person))
        except Exception as refusal:
            outcomes.append(refusal)
        finally:
            connections.close_all()

    threads = [Thread(target=act, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def publishers(edition):
    organisation = edition.framework.organisation
    return [member(organisation, Membership.Role.PUBLISHER) for _ in range(PUBLISHERS)]


def test_of_publishers_at_once_one_publishes_and_the_others_are_told(draft):
    people = publishers(draft)

    outcomes = at_once(
        lambda person: publish(edition=draft, by=person, label=f"2027 {person.pk}"), people
    )

    done = [outcome for outcome in outcomes if isinstance(outcome, Edition)]
    told = [outcome for outcome in outcomes if isinstance(outcome, NoDraft)]
    assert (len(done), len(told)) == (1, PUBLISHERS - 1)
    edition = Edition.objects.get(pk=draft.pk)
    assert edition.is_current
    assert edition.label == done[0].label
    assert all(edition.label in str(refusal) for refusal in told)
    assert draft.events.filter(what="published").count() == 1
    assert draft.events.filter(what="was refused to publish").count() == PUBLISHERS - 1


def test_of_two_who_withdraw_at_once_one_does(draft):
    edition = draft.framework.current_edition

    outcomes = at_once(
        lambda person: withdraw(edition=edition, by=person, reason="Wrong"), publishers(draft)
    )

    assert sum(isinstance(outcome, NothingToWithdraw) for outcome in outcomes) == PUBLISHERS - 1
    assert edition.events.filter(what="withdrew").count() == 1


def test_who_edits_while_it_is_published_is_in_the_edition_or_is_told(draft):
    editors = publishers(draft)
    publisher, *editors = editors

    def act(person):
        if person == publisher:
            return publish(edition=draft, by=person, label="2027")
        line = partial(lines.reword, key=key("Lead on"), wording=Wording(f"By {person.pk}"))
        return editing.change(edition=draft, by=person, do=line)

    outcomes = at_once(act, [*editors, publisher])

    edition = Edition.objects.select_related("grid", "framework").get(pk=draft.pk)
    assert edition.is_current
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(refusal, DraftRefused) for refusal in refused)
    assert list(verification.faults(edition)) == []
    assert draft.events.filter(what="reworded").count() == len(editors) - len(refused)


PUBLISH = """
from cpd_site.models import User
from frameworks.actions import current_edition, publishing
from frameworks.models import Edition
from opportunities.search import index

step, edition, person = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
homes = {
    "lock": current_edition,
    "set_current_edition": current_edition,
    "put": index,
    "_event": publishing,
}
kill_after(homes[step], step)
publishing.publish(
    edition=Edition.objects.get(pk=edition), by=User.objects.get(pk=person), label="2027"
)
"""


@pytest.mark.parametrize("step", ["lock", "set_current_edition", "put", "_event"])
def test_a_process_killed_while_it_publishes_leaves_the_old_edition_whole(draft, step):
    publisher = publishers(draft)[0]
    stamp = site_version.current()

    kill_in_the_middle(PUBLISH, step, draft.pk, publisher.pk)

    now = Edition.objects.select_related("grid", "framework__current_edition__grid").get(
        pk=draft.pk
    )
    assert now.status == Edition.Status.DRAFT
    assert not now.grid.is_locked
    assert now.framework.current_edition.label == "2026"
    assert index.is_in(now.framework.current_edition.grid)
    assert not index.is_in(now.grid)
    assert site_version.current() == stamp
    assert not draft.events.exists()
    publish(edition=draft, by=publisher, label="2027")
    assert Edition.objects.get(pk=draft.pk).is_current
