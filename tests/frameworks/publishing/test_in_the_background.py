"""With a worker, whoever publishes waits for no mail and no file: both wait in the database."""

import pytest
from django.db import transaction
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cpd_site.models import Letter, Membership
from frameworks.actions import following, notify_followers
from frameworks.actions.publishing import publish
from frameworks.actions.write_files import write_slow_files_of
from frameworks.mails import texts
from opportunities.exchange.writing.formats import formats
from tests.background import with_worker, work
from tests.builders import draft_of, grid, published
from tests.factories import member

pytestmark = pytest.mark.django_db

OLD = grid({("NQT", "School"): ["Join in"]})
NEW = grid({("NQT", "School"): ["Join in", "Lead on"]})
SLOW = sum(form.is_slow for form in formats().values())
FOLLOWERS = [f"ann{number}@example.org" for number in range(notify_followers.FEW + 5)]


@pytest.fixture
def publishing():
    """The function that publishes the next edition of a framework which many follow."""
    edition = published(OLD)
    framework = edition.framework
    for address in FOLLOWERS:
        following.confirm(token=texts.follow_token(framework, address))
    draft = draft_of(edition, NEW)
    publisher = member(framework.organisation, Membership.Role.PUBLISHER)
    with with_worker():
        yield lambda: publish(edition=draft, by=publisher, label="2027")


def waiting():
    return sorted(
        row.task_name for row in DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    )


def test_followers_get_one_mail_and_files_are_there(publishing, mailoutbox, settings, tmp_path):
    files = settings.CACHES["files"] | {"LOCATION": str(tmp_path)}
    settings.CACHES = settings.CACHES | {"files": files}
    edition = publishing()
    assert waiting() == ["tell_followers", "write_slow_files_of"]
    assert mailoutbox == []

    work()

    assert len([*tmp_path.iterdir()]) == SLOW > 0
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(FOLLOWERS)
    assert edition.events.get(what="mailed the followers of").after == {"mails": len(FOLLOWERS)}
    assert waiting() == []
    assert notify_followers.catch_up() == 0


def test_a_publication_that_is_undone_tells_nobody(publishing, mailoutbox):
    with transaction.atomic():
        publishing()
        transaction.set_rollback(True)

    work()

    assert waiting() == []
    assert mailoutbox == []


def test_telling_followers_leaves_no_half_behind(publishing, mailoutbox, monkeypatch):
    """Who is marked as told has a mail that waits, whatever stops the task between two of them."""
    publishing()
    write, written = texts.edition_published, []

    def stopped_at_the_third(*args):
        written.append(args)
        if len(written) == 3:
            raise KeyboardInterrupt  # as the second signal ends it
        return write(*args)

    monkeypatch.setattr(texts, "edition_published", stopped_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        work()
    monkeypatch.undo()
    assert not Letter.objects.exists()

    work()

    assert len(mailoutbox) == len(FOLLOWERS)


def test_the_file_of_an_edition_that_is_current_no_more_is_not_written(publishing):
    edition = publishing()
    edition.framework.current_edition = None
    edition.framework.save()

    assert write_slow_files_of.call(edition.pk) is None
