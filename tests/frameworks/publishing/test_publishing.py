"""A draft becomes the edition that readers see, whole or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cpd_site.models import Membership
from cpd_site.serving import site_version
from frameworks import rules
from frameworks.actions import publishing
from frameworks.actions.locks import NoDraft
from frameworks.actions.publishing import Blocked, DraftChanged, NoteTooLong, NotInTheFuture
from frameworks.models import Edition
from frameworks.queries import changes
from opportunities import store
from opportunities.comparing.diff import diff
from opportunities.models import GridLocked, Opportunity
from opportunities.search import index
from tests.builders import draft_of, grid, key, published
from tests.factories import UserFactory, member

pytestmark = pytest.mark.django_db

PUBLISHER = Membership.Role.PUBLISHER
OLD = grid({("NQT", "School"): ["Join in"]})
NEW = grid({("NQT", "School"): ["Join in", "Lead on"]})


@pytest.fixture
def draft():
    return draft_of(published(OLD), NEW)


@pytest.fixture
def publisher(draft):
    return member(draft.framework.organisation, PUBLISHER, name="P. Ashworth")


def stored(edition: Edition) -> Edition:
    return Edition.objects.select_related("grid", "framework__current_edition").get(pk=edition.pk)


def assert_nothing_happened(draft: Edition) -> None:
    now = stored(draft)
    assert now.status == Edition.Status.DRAFT
    assert not now.grid.is_locked
    assert now.framework.current_edition.label == "2026"
    assert index.is_in(now.framework.current_edition.grid)


def test_a_published_draft_is_what_readers_see(draft, publisher):
    stamp = site_version.current()

    publishing.publish(
        edition=draft, by=publisher, label=" 2027 ", note="New:\r\none line", corrects_only=True
    )

    edition = stored(draft)
    assert edition.is_current
    assert (edition.status, edition.label, edition.slug) == ("published", "2027", "2027")
    assert (edition.note, edition.corrects_only) == ("New:\none line", True)
    assert edition.changed == diff(OLD, NEW).summary
    assert edition.published_by == publisher
    assert edition.grid.fingerprint == NEW.fingerprint
    assert site_version.current() != stamp
    assert index.is_in(edition.grid)
    assert not index.is_in(published(OLD).grid)
    with pytest.raises(GridLocked):
        Opportunity.objects.filter(grid=edition.grid).update(text="Another")


def test_publishing_leaves_an_event_that_says_what(draft, publisher):
    publishing.publish(edition=draft, by=publisher, label="2027", note="Read it")

    event = draft.events.get()
    assert (event.what, event.by, event.about) == ("published", publisher, "2027 edition")
    assert event.before == {"label": "2026"}
    assert event.after["label"] == "2027"
    assert event.after["fingerprint"] == NEW.fingerprint


def test_the_first_edition_of_a_framework_can_be_published(draft, publisher):
    first = draft_of(published(OLD, slug="other"), NEW)
    framework = first.framework
    framework.current_edition = None
    framework.save()
    someone = member(framework.organisation, PUBLISHER)

    publishing.publish(edition=first, by=someone, label="2027")

    assert stored(first).is_current
    assert stored(first).changed == ""


def test_another_title_is_a_change(draft, publisher):
    same = published(OLD, slug="other")
    renamed = draft_of(same, OLD, title="Growing")
    someone = member(same.framework.organisation, PUBLISHER)

    publishing.publish(edition=renamed, by=someone, label="2027")

    assert stored(renamed).changed == "another title"


def test_an_edition_imported_meanwhile_keeps_its_number(draft, publisher):
    imported = published(OLD, label="2025")
    Edition.objects.filter(pk=draft.pk).update(number=0)

    publishing.publish(edition=draft, by=publisher, label="2027")

    assert stored(draft).number > imported.number


@pytest.mark.parametrize(
    ("label", "code"),
    [("2026", "label"), ("", "label"), ("🎉", "label"), ("x" * 300, "label"), ("2026 !", "label")],
)
def test_a_label_that_is_none_is_refused(draft, publisher, label, code):
    with pytest.raises(Blocked) as refusal:
        publishing.publish(edition=draft, by=publisher, label=label)

    assert [finding.code for finding in refusal.value.findings] == [code]
    assert_nothing_happened(draft)


@pytest.mark.parametrize(
    ("label", "slug"), [("2026/27", "2026-27"), ("2027 🎉", "2027"), ("Été <b>", "ete-b")]
)
def test_a_label_may_hold_what_people_type(draft, publisher, label, slug):
    publishing.publish(edition=draft, by=publisher, label=label)

    assert (stored(draft).label, stored(draft).slug) == (label, slug)


def test_a_draft_that_changes_nothing_is_refused(publisher, draft):
    same = published(OLD, slug="other")
    someone = member(same.framework.organisation, PUBLISHER)

    with pytest.raises(Blocked, match="Nothing has changed"):
        publishing.publish(edition=draft_of(same, OLD), by=someone, label="2027")


def test_a_stage_without_a_name_stops_it(publisher, draft):
    Edition.objects.filter(pk=draft.pk).delete()
    nameless = replace(NEW, stages=(replace(NEW.stages[0], name=""),))
    draft = draft_of(published(OLD), nameless)

    with pytest.raises(Blocked, match="Stage 1 has no name"):
        publishing.publish(edition=draft, by=publisher, label="2027")

    assert_nothing_happened(draft)


def test_a_note_as_long_as_a_chapter_is_refused(draft, publisher):
    with pytest.raises(NoteTooLong, match="2,001 characters"):
        publishing.publish(edition=draft, by=publisher, label="2027", note="x" * 2001)

    assert_nothing_happened(draft)


@pytest.mark.parametrize("role", ["reader", "editor", None])
def test_who_may_not_publish_is_refused_and_an_event_says_so(draft, role):
    somebody = member(draft.framework.organisation, role) if role else UserFactory.create()

    with pytest.raises(rules.Refused):
        publishing.publish(edition=draft, by=somebody, label="2027")

    assert_nothing_happened(draft)
    event = draft.events.get()
    assert (event.what, event.by) == ("was refused to publish", somebody)
    assert event.after["reason"]


def test_a_publisher_removed_meanwhile_is_refused_and_the_draft_kept(draft, publisher):
    publisher.memberships.all().delete()

    with pytest.raises(rules.Refused):
        publishing.publish(edition=draft, by=publisher, label="2027")

    assert_nothing_happened(draft)
    assert store.read(stored(draft).grid) == NEW


def test_a_manager_may_publish_too(draft):
    manager = member(draft.framework.organisation, Membership.Role.MANAGER)

    publishing.publish(edition=draft, by=manager, label="2027")

    assert stored(draft).is_current


def test_the_second_publisher_is_told_who_was_first(draft, publisher):
    other = member(draft.framework.organisation, PUBLISHER)
    publishing.publish(edition=draft, by=publisher, label="2027")

    with pytest.raises(NoDraft, match=r"published already: 2027 edition, on .* by P\. Ashworth"):
        publishing.publish(edition=draft, by=other, label="2028")

    assert stored(draft).label == "2027"
    assert draft.events.filter(what="was refused to publish", by=other).exists()


def test_a_draft_that_changed_while_it_was_looked_at_is_refused(draft, publisher):
    seen = changes.fingerprint(draft)
    Opportunity.objects.filter(grid=draft.grid, key=key("Lead on")).update(text="Lead off")

    with pytest.raises(DraftChanged):
        publishing.publish(edition=draft, by=publisher, label="2027", seen=seen)

    assert_nothing_happened(draft)
    publishing.publish(edition=draft, by=publisher, label="2027", seen=changes.fingerprint(draft))


def test_a_failure_at_the_very_end_leaves_the_old_edition(draft, publisher, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(index, "put", broken)

    with pytest.raises(OSError, match="disk full"):
        publishing.publish(edition=draft, by=publisher, label="2027")

    assert_nothing_happened(draft)
    assert not draft.events.exists()


def test_a_thousand_placements_take_as_many_queries_as_ten(nothing_remembered):
    counts = []
    for number in (10, 1000):
        lines = [f"Line number {line} about word{line}" for line in range(number)]
        edition = published(OLD, slug=f"size-{number}")
        big = draft_of(edition, grid({("NQT", "School"): lines}))
        someone = member(edition.framework.organisation, PUBLISHER)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            publishing.publish(edition=big, by=someone, label="2027")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] < 45


# --- At a later time ---


@pytest.fixture
def scheduled(draft, publisher):
    at = timezone.now() + timedelta(days=2)
    return publishing.schedule(edition=draft, by=publisher, at=at, label="2027", note="Hello")


LATER = timedelta(days=3)


def test_a_scheduled_draft_is_published_when_it_is_due(scheduled, publisher):
    assert publishing.publish_due() == []
    assert_nothing_happened(scheduled)

    done = publishing.publish_due(now=timezone.now() + LATER)

    assert [(edition.pk, refused) for edition, refused in done] == [(scheduled.pk, "")]
    edition = stored(scheduled)
    assert edition.is_current
    assert (edition.label, edition.note, edition.published_by) == ("2027", "Hello", publisher)
    assert edition.due_at is None
    assert publishing.publish_due(now=timezone.now() + LATER) == []


def test_a_time_that_has_passed_is_refused(draft, publisher):
    with pytest.raises(NotInTheFuture):
        publishing.schedule(edition=draft, by=publisher, at=timezone.now(), label="2027")

    assert stored(draft).due_at is None


def test_a_date_for_a_blocked_draft_is_refused(draft, publisher):
    with pytest.raises(Blocked):
        publishing.schedule(edition=draft, by=publisher, at=timezone.now() + LATER, label="2026")


def test_a_date_can_be_called_off(scheduled, publisher):
    publishing.unschedule(edition=scheduled, by=publisher)

    assert stored(scheduled).due_at is None
    assert publishing.publish_due(now=timezone.now() + LATER) == []
    assert scheduled.events.first().what == "called off the publication of"


def test_an_editor_may_set_no_date_and_call_none_off(scheduled):
    editor = member(scheduled.framework.organisation, Membership.Role.EDITOR)

    with pytest.raises(rules.Refused):
        publishing.unschedule(edition=scheduled, by=editor)
    with pytest.raises(rules.Refused):
        publishing.schedule(edition=scheduled, by=editor, at=timezone.now() + LATER, label="2028")

    assert stored(scheduled).label == "2027"


def spoil_by_editing(draft):
    Opportunity.objects.filter(grid=draft.grid).update(text="Something else")


def spoil_by_removing_the_publisher(draft):
    draft.due_by.memberships.all().delete()


def spoil_by_taking_the_label(draft):
    published(OLD, label="2027")


@pytest.mark.parametrize(
    "spoil", [spoil_by_editing, spoil_by_removing_the_publisher, spoil_by_taking_the_label]
)
def test_a_due_draft_that_may_not_be_published_is_kept_and_its_person_told(
    scheduled, publisher, spoil, mailoutbox, django_capture_on_commit_callbacks
):
    spoil(scheduled)

    with django_capture_on_commit_callbacks(execute=True):
        ((_, reason),) = publishing.publish_due(now=timezone.now() + LATER)

    draft = stored(scheduled)
    assert draft.status == Edition.Status.DRAFT
    assert draft.due_at is None
    event = draft.events.first()
    assert event.what.startswith("was refused to publish, as set for")
    assert event.after == {"reason": reason}
    (letter,) = mailoutbox
    assert letter.to == [publisher.email]
    assert reason in letter.body


def test_one_draft_that_breaks_does_not_stop_the_others(scheduled, monkeypatch, caplog):
    other = draft_of(published(OLD, slug="other"), NEW)
    someone = member(other.framework.organisation, PUBLISHER)
    publishing.schedule(edition=other, by=someone, at=timezone.now() + LATER, label="2027")
    publish = publishing._publish
    monkeypatch.setattr(
        publishing,
        "_publish",
        lambda draft, *rest: 1 / 0 if draft.pk == scheduled.pk else publish(draft, *rest),
    )

    publishing.publish_due(now=timezone.now() + LATER * 2)

    assert stored(other).is_current
    assert stored(scheduled).due_at
    assert "could not be published" in caplog.text


def test_the_command_says_what_it_published(scheduled, capsys):
    Edition.objects.filter(pk=scheduled.pk).update(due_at=timezone.now())

    call_command("publish_due")

    assert capsys.readouterr().out == "thornshire: published 2027.\n"
    assert stored(scheduled).is_current
