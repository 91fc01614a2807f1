"""What ends a date set for publishing, and who is told of it."""

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django.asserts import assertContains

from frameworks.actions import copies, drafts, editing, publishing, updates
from frameworks.models import Edition
from frameworks.queries import changes
from tests.factories import member
from tests.frameworks.publishing.due.dates import (
    LAPSED,
    PUBLISH,
    Role,
    reword,
    said,
    set_for,
    stored,
)
from tests.frameworks.suggestions import offers
from tests.frameworks.updates.answers import decide_all
from tests.frameworks.updates.copies import with_update

pytestmark = pytest.mark.django_db


def by_an_edit(draft, by):
    reword(draft, by)


def by_the_front_page(draft, by):
    editing.change_front_page(edition=draft, by=by, seen=draft.front_page, title="Another")


def by_undo(draft, by):
    editing.undo(edition=draft, by=by)


def by_redo(draft, by):
    editing.redo(edition=draft, by=by)


@pytest.mark.parametrize("change", [by_an_edit, by_the_front_page, by_undo, by_redo])
def test_every_kind_of_change_ends_it(draft, publisher, editor, at, change):
    reword(draft, editor, "Join up")
    reword(draft, editor, "Join on")
    editing.undo(edition=draft, by=editor)
    set_for(draft, publisher, at)

    change(draft, editor)

    now = stored(draft)
    assert not now.date_holds
    assert (now.due_at, now.due_by, now.due_lapsed_by) == (at, publisher, editor)
    assert publishing.publish_due(now=at)[0][1] == (
        "Ed Editor changed the draft after the date was set."
    )


def test_an_update_that_is_taken_in_ends_it(at):
    copy = with_update()
    by = member(copy.framework.organisation, Role.PUBLISHER)
    set_for(copy, by, at)
    decide_all(copy, by)
    assert stored(copy).date_holds  # nothing is written before it is applied

    updates.apply(draft=copy, by=by)

    assert not stored(copy).date_holds


def test_a_line_of_a_school_that_is_taken_ends_it(client, scheduled, publisher):
    leader = member(offers.school_called("elm"), Role.EDITOR)
    copy = copies.make(
        framework=scheduled.framework, organisation=leader.memberships.get().organisation, by=leader
    )
    offers.add(copy, leader, "Shadow the SENDCo")
    offered = offers.offer(copy, leader, "Shadow the SENDCo")
    client.force_login(publisher)

    response = client.post(f"/desk/thornshire/suggestions/{offered.pk}/take/", follow=True)

    assert not stored(scheduled).date_holds
    assertContains(response, LAPSED)


def test_what_changes_nothing_leaves_it(scheduled, editor):
    assert reword(scheduled, editor, "Join in") is None

    assert stored(scheduled).date_holds


def test_a_change_that_is_taken_back_does_not_bring_it_back(edited, editor, at):
    """What was said is said: the person who set it was told that it no longer holds."""
    editing.undo(edition=edited, by=editor)

    assert changes.fingerprint(stored(edited)) == stored(edited).due_fingerprint
    ((_, reason),) = publishing.publish_due(now=at)
    assert reason == "Ed Editor changed the draft after the date was set."
    assert stored(edited).is_draft


def test_it_leaves_an_event(edited, editor, at):
    event = edited.events.get(what="cancelled, by a change, the publication of")

    assert (event.by, event.about) == (editor, "2027 edition")
    assert event.before == {"at": at.isoformat()}
    assert edited.events.first().what == "reworded"


def test_only_a_date_that_is_set_can_lapse(draft):
    with pytest.raises(IntegrityError, match="edition_date_lapses_where_one_is_set"):
        Edition.objects.filter(pk=draft.pk).update(due_lapsed_at=timezone.now())


# --- Who is told ---


def test_who_set_it_gets_a_mail_at_once_and_only_one(
    scheduled, editor, at, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        reword(scheduled, editor)
    with django_capture_on_commit_callbacks(execute=True):
        reword(scheduled, editor, "Take part gladly")

    (letter,) = mailoutbox
    assert letter.to == ["pia@thorn.example"]
    assert "The date no longer holds" in letter.subject
    assert f"was to be published on {said(at)}" in letter.body
    assert "Ed Editor has changed it since" in letter.body
    assert f"{PUBLISH}\n" in letter.body


def test_a_mail_that_cannot_be_sent_undoes_nothing(
    scheduled, editor, settings, caplog, django_capture_on_commit_callbacks
):
    settings.MAILERS = {"default": {"BACKEND": "tests.frameworks.updates.test_telling.Down"}}
    with django_capture_on_commit_callbacks(execute=True):
        reword(scheduled, editor)

    assert "Take part" in {one.text for one in scheduled.grid.opportunity_set.all()}
    assert "could not be told of the date" in caplog.text


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (drafts.discard, "Paul Other discarded the draft."),
        (publishing.unschedule, "Paul Other took the date away."),
    ],
)
def test_who_set_it_is_told_when_somebody_else_ends_it(
    scheduled, mailoutbox, django_capture_on_commit_callbacks, end, reason
):
    other = member(scheduled.framework.organisation, Role.PUBLISHER, name="Paul Other")

    with django_capture_on_commit_callbacks(execute=True):
        end(edition=scheduled, by=other)

    (letter,) = mailoutbox
    assert letter.to == ["pia@thorn.example"]
    assert reason in letter.body


def test_who_ends_it_themselves_is_not_written_to(
    scheduled, publisher, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publishing.unschedule(edition=scheduled, by=publisher)

    assert mailoutbox == []
