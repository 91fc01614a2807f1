"""A withdrawn edition leaves lists and search; its words stay, under a notice."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from cpd_site.models import Membership
from cpd_site.serving import site_version
from frameworks import rules
from frameworks.actions.publishing import publish
from frameworks.actions.withdrawing import NoGoodReason, NothingToWithdraw, withdraw
from frameworks.models import Edition, EditionLocked
from opportunities.search import index
from tests.builders import draft_of, grid, published
from tests.factories import UserFactory, member

pytestmark = pytest.mark.django_db

OLD = grid({("NQT", "School"): ["Join in"]})
NEW = grid({("NQT", "School"): ["Join in", "Lead on"]})


@pytest.fixture
def old():
    return published(OLD)


@pytest.fixture
def publisher(old):
    return member(old.framework.organisation, Membership.Role.PUBLISHER, name="P. Ashworth")


@pytest.fixture
def new(old, publisher):
    return publish(edition=draft_of(old, NEW), by=publisher, label="2027")


def stored(edition: Edition) -> Edition:
    return Edition.objects.select_related("grid", "framework__current_edition__grid").get(
        pk=edition.pk
    )


def test_the_edition_before_is_read_again(old, new, publisher):
    stamp = site_version.current()

    withdraw(edition=new, by=publisher, reason=" Wrong numbers \n")

    edition = stored(new)
    assert edition.status == "withdrawn"
    assert edition.withdrawn_because == "Wrong numbers"
    assert edition.withdrawn_by == publisher
    assert edition.framework.current_edition == old
    assert index.is_in(stored(old).grid)
    assert not index.is_in(edition.grid)
    assert site_version.current() != stamp
    event = edition.events.get(what="withdrew")
    assert event.after == {"reason": "Wrong numbers", "shown_now": "2026"}


def test_an_earlier_edition_goes_and_the_newest_stays(old, new, publisher):
    withdraw(edition=old, by=publisher, reason="Misprints")

    assert stored(old).is_withdrawn
    assert stored(new).is_current


def test_the_one_published_before_is_not_the_one_imported_last(old, new, publisher):
    Edition.objects.filter(pk=old.pk).mark_withdrawn(by=None, reason="In the way")
    imported_late = published(grid({("NQT", "School"): ["Old words"]}), label="2009")
    assert imported_late.number > new.number

    withdraw(edition=new, by=publisher, reason="Wrong")

    assert stored(new).framework.current_edition == imported_late


def test_the_only_edition_leaves_nothing_to_read(old, publisher):
    withdraw(edition=old, by=publisher, reason="All of it is wrong")

    assert stored(old).framework.current_edition is None


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 1001])
def test_without_a_good_reason_it_is_refused(old, publisher, reason):
    with pytest.raises(NoGoodReason):
        withdraw(edition=old, by=publisher, reason=reason)

    assert stored(old).is_current


@pytest.mark.parametrize("role", ["reader", "editor", None])
def test_who_may_not_is_refused_and_an_event_says_so(old, role):
    somebody = member(old.framework.organisation, role) if role else UserFactory.create()

    with pytest.raises(rules.Refused):
        withdraw(edition=old, by=somebody, reason="Because")

    assert stored(old).is_current
    assert old.events.filter(what="was refused to withdraw", by=somebody).exists()


def test_the_second_to_withdraw_is_told_who_was_first(old, publisher):
    withdraw(edition=old, by=publisher, reason="Because")

    with pytest.raises(NothingToWithdraw, match=r"withdrawn already, on .* by P\. Ashworth"):
        withdraw(edition=old, by=publisher, reason="Twice")

    assert stored(old).withdrawn_because == "Because"


def test_the_day_in_the_refusal_is_that_of_the_site(old, publisher, monkeypatch):
    a_late_evening_elsewhere = datetime(2026, 7, 2, 23, 30, tzinfo=UTC)
    with monkeypatch.context() as at_that_time:
        at_that_time.setattr(timezone, "now", lambda: a_late_evening_elsewhere)
        withdraw(edition=old, by=publisher, reason="Because")

    with pytest.raises(NothingToWithdraw, match="on 3 July 2026 by"):
        withdraw(edition=old, by=publisher, reason="Twice")


def test_a_draft_cannot_be_withdrawn(old, publisher):
    draft = draft_of(old, NEW)

    with pytest.raises(NothingToWithdraw, match="Only a published edition"):
        withdraw(edition=draft, by=publisher, reason="Because")

    assert stored(draft).status == Edition.Status.DRAFT


def test_a_withdrawn_edition_is_locked_as_before(old, publisher):
    edition = withdraw(edition=old, by=publisher, reason="Because")
    edition.withdrawn_because = "Another reason"

    with pytest.raises(EditionLocked):
        edition.save()
    with pytest.raises(EditionLocked):
        Edition.objects.filter(pk=edition.pk).update(status="published")
    with pytest.raises(EditionLocked):
        edition.delete()


def test_only_published_editions_are_marked(old, publisher):
    draft = draft_of(old, NEW)

    marked = Edition.objects.filter(framework=old.framework).mark_withdrawn(by=None, reason="x")

    assert marked == 1
    assert stored(draft).status == Edition.Status.DRAFT


def test_its_label_is_not_given_again(old, new, publisher):
    withdraw(edition=new, by=publisher, reason="Wrong")
    again = draft_of(old, NEW)

    with pytest.raises(Exception, match="already"):
        publish(edition=again, by=publisher, label="2027")

    edition = publish(edition=again, by=publisher, label="2027, corrected")
    assert edition.get_absolute_url().endswith("/editions/2027-corrected/")
