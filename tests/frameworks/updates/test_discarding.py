"""What people answered to an update outlives the draft in which they did."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cpd_site.models import Membership
from frameworks.actions import drafts, publishing, updates
from frameworks.models import Choice, Edition, Framework
from frameworks.queries.updates import pending_updates, plan_updates
from opportunities.merge import Answer
from opportunities.merge import Choice as Chosen
from tests.builders import published
from tests.factories import member
from tests.frameworks.updates.answers import choose
from tests.frameworks.updates.copies import (
    BASE,
    QUESTION,
    THEIRS,
    copied,
    plan_of,
    reword,
    reworded,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db):
    """The next draft of a copy that is published, for which an update waits."""
    first = copied(published(BASE, label="2025"))
    by = member(first.framework.organisation, Membership.Role.PUBLISHER)
    reword(first, by, "Join in with Ms Hill")
    publishing.publish(edition=first, by=by, label="2025")
    published(THEIRS, label="2026")
    return drafts.start(framework=framework(first), by=by)


@pytest.fixture
def editor(draft):
    return draft.created_by


@pytest.fixture
def answered(draft, editor):
    choose(draft, editor, QUESTION, "theirs", reason="It is shorter.")
    return draft


def framework(draft):
    return Framework.objects.get(pk=draft.framework.pk)


def test_the_answers_are_there_after_the_draft_that_took_it_in_is_discarded(answered, editor):
    updates.apply(draft=answered, by=editor)
    drafts.discard(edition=answered, by=editor)

    before = plan_of(answered)
    draft = updates.begin(framework=framework(answered), by=editor)

    assert not before.pending.has_draft
    for plan in (before, plan_of(draft)):
        assert plan.choices == {QUESTION: Chosen(Answer.THEIRS)}
        assert (plan.chosen[QUESTION].by, plan.chosen[QUESTION].reason) == (
            editor,
            "It is shorter.",
        )
        assert plan.undecided == ()
    assert updates.apply(draft=draft, by=editor).what == "took in"


def test_the_desk_counts_them_too(answered, editor):
    drafts.discard(edition=answered, by=editor)
    waits = [*pending_updates([framework(answered)]).values()]

    plan = plan_updates(waits)[answered.framework.pk]

    assert plan.undecided == ()


def test_what_they_answer_next_goes_on_from_there(answered, editor):
    drafts.discard(edition=answered, by=editor)
    draft = updates.begin(framework=framework(answered), by=editor)

    choose(draft, editor, QUESTION, "ours", seen_version=1)

    assert Choice.objects.get().version == 2
    assert plan_of(draft).choices == {QUESTION: Chosen(Answer.OURS)}


def test_they_outlive_the_clearing_away_of_the_draft(answered, editor):
    drafts.discard(edition=answered, by=editor)
    draft = drafts.start(framework=framework(answered), by=editor)
    Edition.objects.filter(pk=answered.pk).update(
        discarded_at=timezone.now() - drafts.KEPT_FOR - timedelta(days=1)
    )

    drafts.purge(drafts.discarded_long_ago())

    assert not Edition.objects.filter(pk=answered.pk).exists()
    assert plan_of(draft).choices == {QUESTION: Chosen(Answer.THEIRS)}


def test_a_draft_that_is_restored_has_the_latest(answered, editor):
    drafts.discard(edition=answered, by=editor)
    draft = drafts.start(framework=framework(answered), by=editor)
    choose(draft, editor, QUESTION, "ours")
    drafts.discard(edition=draft, by=editor)

    drafts.restore(edition=answered, by=editor)

    assert plan_of(answered).choices == {QUESTION: Chosen(Answer.OURS)}


def test_what_says_something_else_now_is_asked_again(answered, editor):
    drafts.discard(edition=answered, by=editor)
    published(reworded(THEIRS, Join_in="Take part gladly"), label="2027")

    plan = plan_of(answered)

    assert [one.id for one in plan.undecided] == [QUESTION]


def test_what_was_answered_before_the_current_edition_is_not_dug_up(answered, editor):
    drafts.discard(edition=answered, by=editor)
    Choice.objects.update(at=timezone.now() - timedelta(days=1))
    draft = drafts.start(framework=framework(answered), by=editor)
    assert plan_of(draft).chosen == {}


def test_another_copy_has_none_of_it(answered, editor):
    other = copied(Edition.objects.get(framework__slug="thornshire", label="2026"), slug="fern")
    published(reworded(THEIRS, Join_in="Take part gladly"), label="2027")
    drafts.discard(edition=answered, by=editor)

    assert plan_of(other).chosen == {}
