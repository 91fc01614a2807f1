"""What can wait is done by the worker: once, or again where it failed for a passing reason."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cpd_site.accounts.actions.forgetting import forget
from cpd_site.accounts.actions.invitations import invite
from cpd_site.models import Letter, Membership
from cpd_site.operating import checkup, tasks
from cpd_site.serving import sending
from cpd_site.serving.metrics import gauges
from cpd_site.serving.sending import send
from frameworks.actions import housekeeping
from frameworks.actions.link_checks import look_at_links_of_host
from tests.background import with_worker, work
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db

NO_SERVER = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
    }
}


@pytest.fixture(autouse=True)
def in_the_background(monkeypatch):
    monkeypatch.setattr(sending, "REST", 0.0)
    with with_worker():
        yield


def a_mail(to="ann@example.org"):
    return EmailMessage("News", "A new edition, told in words.", to=[to])


def later(**ago):
    """As if so much time had gone by since everything was enqueued, and all of it were due."""
    for row in DBTaskResult.objects.all():
        row.enqueued_at -= timedelta(**ago)
        row.run_after = timezone.now()
        row.save()


def the_task():
    return DBTaskResult.objects.get()


def test_a_mail_waits_and_is_gone_once_it_went():
    send(a_mail())
    assert mail.outbox == []
    (waiting,) = Letter.objects.all()

    work()

    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.to) == ("News", a_mail().body, ["ann@example.org"])
    assert sent.extra_headers["Message-ID"] == waiting.headers["Message-ID"]
    assert not Letter.objects.exists()
    assert the_task().status == TaskResultStatus.SUCCESSFUL


def test_what_is_undone_is_not_told():
    with transaction.atomic():
        send(a_mail())
        transaction.set_rollback(True)

    assert not Letter.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_mail_is_tried_again_after_growing_waits(settings):
    settings.MAILERS, mailers = NO_SERVER, settings.MAILERS
    send(a_mail())
    waits = []
    for _ in range(8):
        work()
        waiting = the_task()
        assert waiting.status == TaskResultStatus.READY
        waits.append(round((waiting.run_after - timezone.now()) / timedelta(minutes=1)))
        later()
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert Letter.objects.get().failed.startswith("ConnectionRefusedError")

    settings.MAILERS = mailers
    work()

    assert [sent.to for sent in mail.outbox] == [["ann@example.org"]]
    assert not Letter.objects.exists()


def test_a_mail_that_fails_for_days_is_given_up_and_can_be_tried_again(settings, client):
    settings.MAILERS, mailers = NO_SERVER, settings.MAILERS
    send(a_mail())
    later(days=3, minutes=1)
    work()
    assert the_task().status == TaskResultStatus.FAILED
    assert checkup.background().description == "1 given up"
    settings.MAILERS = mailers

    client.force_login(UserFactory.create(is_staff=True))
    chosen = {"action": "try_again", "_selected_action": str(the_task().pk)}
    client.post("/admin/cpd_site/waitingtask/", chosen)
    work()

    assert len(mail.outbox) == 1
    assert checkup.background().description == "none waits"


class Refuses(EmailBackend):
    """A mail server that has no such mailbox."""

    error: Exception = SMTPRecipientsRefused({"ann@example.org": (550, b"no such user")})

    def send_messages(self, messages):
        raise self.error


class RefusesForNow(Refuses):
    error = SMTPRecipientsRefused({"ann@example.org": (450, b"greylisted")})


class RefusesWords(Refuses):
    error = SMTPDataError(554, b"ann@example.org wants no such mail")


@pytest.mark.parametrize(
    ("backend", "status"),
    [
        (Refuses, TaskResultStatus.FAILED),
        (RefusesWords, TaskResultStatus.FAILED),
        (RefusesForNow, TaskResultStatus.READY),
    ],
)
def test_what_is_refused_for_good_is_not_tried_again(settings, backend, status):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.{backend.__name__}"}}
    school = OrganisationFactory.create()
    boss = member(school, Membership.Role.MANAGER)
    invitation = invite(
        organisation=school,
        email="ann@example.org",
        role=Membership.Role.READER,
        by=boss,
    )
    assert invitation.sent_at

    work()

    assert the_task().status == status
    invitation.refresh_from_db()
    assert bool(invitation.sent_at) == (status == TaskResultStatus.READY), "the list says so"
    kept = repr(DBTaskResult.objects.values())
    assert "ann@example.org" not in kept
    assert "Traceback" in kept


@task()
def write_and_fail():
    send(a_mail())
    raise LookupError("after it was written")


def test_a_task_that_only_writes_is_done_whole_or_not_at_all():
    write_and_fail.enqueue()

    work()

    assert the_task().status == TaskResultStatus.READY
    assert "after it was written" in the_task().traceback
    assert not Letter.objects.exists()


def test_a_worker_takes_up_what_it_left_and_what_was_left_long_ago():
    for name, started in (("me", 0), ("other", 0), ("gone", 61)):
        send(a_mail(f"{name}@example.org"))
        row = DBTaskResult.objects.filter(status=TaskResultStatus.READY).get()
        row.claim(name)
        row.started_at = timezone.now() - timedelta(minutes=started)
        row.save()
    assert checkup.background().description == "1 began more than an hour ago"

    work("me")

    assert sorted(sent.to[0] for sent in mail.outbox) == ["gone@example.org", "me@example.org"]


def test_doctor_and_metrics_say_how_long_tasks_wait(client):
    send(a_mail())
    assert checkup.background() == checkup.CheckResult("1 wait, the oldest for 0 minutes")
    send(a_mail())
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=7))

    assert checkup.background().description == "2 wait, the oldest for 7 minutes"
    assert checkup.background().remedy == "start the worker, or one more: manage.py worker"
    assert gauges["cpd_tasks_waiting"][1]() == 2
    assert gauges["cpd_tasks_oldest_seconds"][1]() >= 7 * 60
    response = client.get("/readyz")
    assert response.status_code == 200, "pages can be served"
    assert b"tasks: 2 wait, the oldest for 7 minutes (start the worker" in response.content


def test_what_is_done_at_leisure_keeps_nobody_waiting():
    look_at_links_of_host.enqueue(["https://elm.example"])
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=7))

    assert tasks.queue().waiting == 0
    assert not checkup.background().is_fault


def test_metrics_tell_of_mails_that_the_worker_sent_and_could_not(monkeypatch):
    for to in ("ann@example.org", "bob@example.org", "gone@example.org"):
        send(EmailMessage("News", "New", to=[to]))
    assert gauges["cpd_letters_waiting"][1]() == 3

    def sent(message):
        if message.to == ["gone@example.org"]:
            raise ConnectionRefusedError

    monkeypatch.setattr(sending, "send_now", sent)
    monkeypatch.setattr(sending, "_SERVER", sending._MailServer())
    work()

    names = ("sent_last_hour", "waiting", "failing")
    assert [gauges[f"cpd_letters_{name}"][1]() for name in names] == [2, 1, 1]
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(hours=2))
    assert tasks.mails_sent() == 0


def test_one_query_says_how_the_queue_stands(django_assert_num_queries):
    with django_assert_num_queries(1):
        tasks.queue()


def test_the_admin_shows_tasks_and_no_words(client):
    send(a_mail())
    client.force_login(UserFactory.create(is_staff=True))

    for path in (
        "waitingtask/",
        f"waitingtask/{the_task().pk}/change/",
        "letter/",
        f"letter/{Letter.objects.get().pk}/change/",
    ):
        page = client.get(f"/admin/cpd_site/{path}")
        assert page.status_code == 200
        assert b"told in words" not in page.content
        assert b" object (" not in page.content
    said = client.get("/admin/cpd_site/waitingtask/").text
    assert f">send letter {Letter.objects.get().pk}</a>" in said
    assert '<td class="field-due">at once</td>' in said
    DBTaskResult.objects.update(
        run_after=timezone.now(), worker_ids=["one", "two"], exception_class_path="a.module.NotSent"
    )
    due = client.get(f"/admin/cpd_site/waitingtask/{the_task().pk}/change/").text
    assert f">{timezone.localtime():%-d %b %Y}, " in due
    said = client.get("/admin/cpd_site/waitingtask/").text
    assert "at once" not in said
    assert '<td class="field-tries">2</td>' in said
    assert '<td class="field-failed_with">NotSent</td>' in said

    client.force_login(UserFactory.create())
    assert client.get("/admin/cpd_site/letter/").status_code == 302


def test_who_is_forgotten_gets_no_mail_and_is_named_in_none():
    person = UserFactory.create(name="Zebedee Quillfeather", email="zebedee@quill.example")
    send(a_mail(person.email.upper()))
    send(EmailMessage("From Zebedee Quillfeather", "Write to zebedee@quill.example", to=["a@b.uk"]))

    forget(person=person, by=None)
    work()

    (sent,) = mail.outbox
    assert (sent.subject, sent.body) == ("From a former member", "Write to a former member")


def test_housekeeping_lets_go_of_what_was_done():
    send(a_mail())
    work()
    send(a_mail())
    DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL).update(
        finished_at=timezone.now() - timedelta(days=2)
    )
    Letter.objects.update(written_at=timezone.now() - timedelta(days=31))
    assert tasks.done_long_ago().count() == 1
    assert housekeeping.failed_letters().count() == 1

    call_command("housekeeping", verbosity=0)

    assert the_task().status == TaskResultStatus.READY
    assert not Letter.objects.exists()


def test_what_waited_when_a_backup_was_made_is_not_done_once_more():
    """It was done after it: `manage.py restore` lets go of it."""
    send(a_mail("before@example.org"))
    work()
    mail.outbox.clear()
    send(a_mail())

    assert tasks.delete_pending() == 2
    work()

    assert mail.outbox == []
    assert the_task().status == TaskResultStatus.SUCCESSFUL
