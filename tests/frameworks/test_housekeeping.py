"""`manage.py housekeeping`: what is old goes, what is not stays, and a dry run only counts."""

import json
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone

from cpd_site.models import Invitation, Membership, OrganisationEvent
from frameworks.actions import drafts, editing, housekeeping
from frameworks.models import Edition, Event, Framework, Presence, Preview
from opportunities import store
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=400)


@pytest.fixture
def framework():
    return Framework.objects.get(slug="lancashire")


@pytest.fixture
def editor(framework):
    return member(framework.organisation, Membership.Role.EDITOR)


@pytest.fixture
def draft(framework, editor):
    return drafts.start(framework=framework, by=editor)


def deleted(capsys, *arguments):
    """What the command says, by what was counted."""
    call_command("housekeeping", *arguments)
    rows = capsys.readouterr().out.splitlines()[1:]
    return {what: int(count) for count, what in (row.split(maxsplit=1) for row in rows)}


def signed_in(client, person):
    client.force_login(person)
    session = Session.objects.get(pk=client.session.session_key)
    UserSession.objects.create(
        user=person, ip="192.0.2.7", user_agent="x", session_key=session.session_key
    )
    return session


def test_a_session_goes_with_its_address_when_it_has_ended(client, capsys):
    person = UserFactory()
    session = signed_in(client, person)
    assert deleted(capsys)["internet addresses of sessions that have ended"] == 0

    Session.objects.filter(pk=session.pk).update(expire_date=timezone.now() - timedelta(hours=1))

    done = deleted(capsys)
    assert done["sessions that have ended"] == 1
    assert done["internet addresses of sessions that have ended"] == 1
    assert not UserSession.objects.exists()


def test_links_go_90_days_after_they_ended(draft, editor, capsys, settings):
    for days in (89, 91):
        ended = timezone.now() - timedelta(days=days)
        Preview.objects.create(edition=draft, expires_at=ended)
        Invitation.objects.create(
            organisation=OrganisationFactory.create(), email=f"{days}@example.org", expires_at=ended
        )
    Invitation.objects.create(
        organisation=OrganisationFactory.create(),
        email="came@example.org",
        expires_at=timezone.now() - LONG_AGO,
        accepted_at=timezone.now() - LONG_AGO,
        accepted_by=editor,
    )

    done = deleted(capsys)

    assert done["preview links that have ended"] == 1
    assert done["invitations that ended without an answer"] == 1
    assert set(Invitation.objects.values_list("email", flat=True)) == {
        "89@example.org",
        "came@example.org",
    }
    settings.KEEP_ENDED_LINKS_FOR = 30
    assert deleted(capsys)["preview links that have ended"] == 1


def test_who_had_a_draft_open_is_forgotten_after_a_day(draft, editor, capsys):
    Presence.objects.create(edition=draft, user=editor, seen_at=timezone.now())
    Presence.objects.create(
        edition=draft, user=UserFactory.create(), seen_at=timezone.now() - timedelta(hours=25)
    )

    assert deleted(capsys)["notes of who had a draft open"] == 1
    assert Presence.objects.get().user == editor


def test_a_discarded_draft_goes_with_its_patches(draft, editor, capsys):
    reword_a_line(draft, editor)
    drafts.discard(edition=draft, by=editor)
    Edition.objects.filter(pk=draft.pk).update(discarded_at=timezone.now() - LONG_AGO)

    assert deleted(capsys)["discarded drafts, with their changes"] == 1

    kept = Event.objects.filter(framework=draft.framework).values_list("what", flat=True)
    assert "reworded" not in kept
    assert {"discarded", "cleared away"} <= set(kept)


def test_events_stay_for_good_unless_a_time_is_set(draft, editor, capsys):
    reword_a_line(draft, editor)
    Event.objects.update(at=timezone.now() - LONG_AGO)

    assert deleted(capsys)["events of frameworks"] == 0


def test_old_events_are_written_to_a_file_first(draft, editor, capsys, settings, tmp_path):
    settings.KEEP_EVENTS_FOR, settings.OLD_EVENTS_DIR = 365, tmp_path / "old"
    reword_a_line(draft, editor)
    Event.objects.create(by=editor, what=Event.Verb.SHARED_WORDING, framework=draft.framework)
    OrganisationEvent.objects.create(what=OrganisationEvent.Verb.IMPORTED_SCHOOLS)
    Event.objects.update(at=timezone.now() - LONG_AGO)
    OrganisationEvent.objects.update(at=timezone.now() - LONG_AGO)
    published = Event.objects.filter(what__in=housekeeping.KEPT_EVENTS).count()

    would, done = deleted(capsys, "--dry-run"), deleted(capsys)

    assert would == done
    assert done["events of frameworks"] == 1  # what was done to a draft that is one stays
    assert done["events of organisations"] == 1
    assert Event.objects.filter(what__in=housekeeping.KEPT_EVENTS).count() == published > 0
    assert Event.objects.filter(edition=draft, what=Event.Verb.REWORDED).exists()
    today = f"{timezone.localdate():%Y-%m-%d}"
    written = (tmp_path / "old" / f"event-{today}.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["what"] for line in written] == ["shared its wording with"]
    call_command("check_editions", verbosity=0)


def test_events_that_cannot_be_written_stay(framework, settings, tmp_path):
    settings.KEEP_EVENTS_FOR, settings.OLD_EVENTS_DIR = 365, tmp_path / "file"
    (tmp_path / "file").write_text("no folder")
    Event.objects.create(what=Event.Verb.SHARED_WORDING, framework=framework)
    Event.objects.update(at=timezone.now() - LONG_AGO)

    with pytest.raises(FileExistsError):
        call_command("housekeeping")

    assert Event.objects.filter(what=Event.Verb.SHARED_WORDING).exists()


def test_expired_rows_of_caches_go(capsys):
    caches["impact"].set("old", 1, timeout=-1)
    caches["impact"].set("older", 1, timeout=0.001)
    caches["impact"].set("new", 1, timeout=60)

    first = deleted(capsys)["expired rows of caches"]

    assert first <= 2
    assert caches["impact"].get("new") == 1


def test_a_dry_run_deletes_nothing(client, capsys):
    session = signed_in(client, UserFactory())
    Session.objects.filter(pk=session.pk).update(expire_date=timezone.now() - timedelta(hours=1))

    assert deleted(capsys, "--dry-run")["sessions that have ended"] == 1
    assert Session.objects.exists()
    assert UserSession.objects.exists()


def reword_a_line(draft, editor):
    line = store.read(draft.grid).opportunities[0]
    editing.change(
        edition=draft,
        by=editor,
        do=lambda before: lines.reword(before, line.key, Wording("Other words")),
    )
