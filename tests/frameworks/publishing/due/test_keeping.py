"""A date that no longer holds is kept with the changes, by one press."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from frameworks import rules
from frameworks.actions import drafts, publishing
from frameworks.actions.publishing import DraftChanged, NoDate, NotInTheFuture
from frameworks.models import Edition
from frameworks.queries import changes
from tests.factories import member
from tests.frameworks.publishing.due.dates import (
    DRAFT,
    LAPSED,
    PUBLISH,
    Role,
    reword,
    said,
    set_for,
    stored,
)
from tests.posts import POSTS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", [DRAFT, PUBLISH])
def test_one_press_keeps_the_date_with_the_changes(client, edited, publisher, at, page):
    client.force_login(publisher)
    html = client.get(page).content.decode().split("/keep-date/")[1]
    seen = html.split('name="seen" value="')[1].split('"')[0]
    came_from = html.split('name="from" value="')[1].split('"')[0]

    response = client.post(f"{PUBLISH}keep-date/", {"seen": seen, "from": came_from}, follow=True)

    assertRedirects(response, page)
    assertContains(response, f"The date is kept: “2027” will be published on {said(at)}")
    assertNotContains(response, LAPSED)
    now = stored(edited)
    assert now.date_holds
    assert (now.due_at, now.label, now.note) == (at, "2027", "Hello")
    event = edited.events.first()
    assert (event.what, event.by) == ("kept the date to publish", publisher)
    assert [reason for _, reason in publishing.publish_due(now=at)] == [""]
    assert "Take part" in client.get("/frameworks/thornshire/").content.decode()


def test_whoever_keeps_it_publishes_it(edited):
    other = member(edited.framework.organisation, Role.PUBLISHER)

    publishing.keep_date(edition=edited, by=other)

    assert stored(edited).due_by == other


def test_an_editor_may_not_keep_it(edited, editor):
    with pytest.raises(rules.Refused):
        publishing.keep_date(edition=edited, by=editor)

    assert not stored(edited).date_holds
    assert edited.events.first().what == "was refused to keep the date to publish"


def test_what_changed_since_it_was_looked_at_is_not_kept_unseen(client, edited, publisher, editor):
    seen = changes.fingerprint(stored(edited))
    reword(edited, editor, "Once more")

    with pytest.raises(DraftChanged):
        publishing.keep_date(edition=edited, by=publisher, seen=seen)
    client.force_login(publisher)
    response = client.post(f"{PUBLISH}keep-date/", {"seen": seen}, follow=True)

    assertContains(response, "The draft has changed since you looked at it.")
    assert not stored(edited).date_holds


def test_a_date_that_was_taken_away_cannot_be_kept(edited, publisher):
    publishing.unschedule(edition=edited, by=publisher)

    with pytest.raises(NoDate):
        publishing.keep_date(edition=edited, by=publisher)


def test_a_date_that_has_passed_cannot_be_kept(client, edited, publisher):
    Edition.objects.filter(pk=edited.pk).update(due_at=timezone.now())
    client.force_login(publisher)

    with pytest.raises(NotInTheFuture):
        publishing.keep_date(edition=edited, by=publisher)
    response = client.get(PUBLISH)

    assertContains(response, "The date has passed.")
    assertNotContains(response, "Keep the date, with the changes")


def test_a_new_date_holds(edited, publisher, at):
    set_for(edited, publisher, at + timedelta(days=1))

    assert stored(edited).date_holds


def test_a_draft_that_is_gone_keeps_no_date(client, edited, publisher):
    drafts.discard(edition=edited, by=publisher)
    client.force_login(publisher)

    response = client.post(f"{PUBLISH}keep-date/")

    assertContains(response, "You discarded the draft on", status_code=404)
    assert stored(edited).due_lapsed_at is None


def test_it_is_among_the_addresses_that_everybody_is_tried_on():
    assert POSTS["draft_keep_date"].least == Role.PUBLISHER
