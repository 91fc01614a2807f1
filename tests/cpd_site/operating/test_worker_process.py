"""The real worker, stopped and killed in the middle of a mail: each mail comes once."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cpd_site.models import Letter
from cpd_site.serving.sending import send
from tests.background import with_worker
from tests.killing import database_url
from tests.mail_server import MailServer
from tests.production import NEEDED
from tests.served import AT_MOST

PEOPLE = ["ann@example.org", "bob@example.org", "cat@example.org"]


@pytest.fixture
def mail_server():
    server = MailServer()
    yield server
    server.goes_on.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def three_mails(committed):
    with with_worker():
        for address in PEOPLE:
            send(EmailMessage("News", "A new edition.", to=[address]))


def worker(server, *options):
    """`manage.py worker` as in production, on the database of this test."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--worker-id", "one", *options],
        cwd=settings.BASE_DIR,
        env=known | NEEDED | {"DATABASE_URL": database_url(), "MAIL_URL": server.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def in_the_middle_of_a_mail(server):
    server.goes_on.clear()
    running = worker(server)
    assert server.waits.wait(timeout=AT_MOST)
    return running


def ended(process):
    """Its exit code, once it has ended; what it said is empty."""
    out, err = process.communicate(timeout=AT_MOST)
    assert out + err == ""
    return process.returncode


def test_killed_it_takes_up_what_it_left_when_it_starts_again(three_mails, mail_server):
    killed = in_the_middle_of_a_mail(mail_server)
    killed.send_signal(signal.SIGKILL)
    assert ended(killed) == -signal.SIGKILL
    assert DBTaskResult.objects.get(status=TaskResultStatus.RUNNING)
    mail_server.goes_on.set()

    assert ended(worker(mail_server, "--batch")) == 0

    assert mail_server.taken_for == PEOPLE
    assert not Letter.objects.exists()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_told_to_stop_it_finishes_what_it_has_and_begins_nothing(three_mails, mail_server):
    stopped = in_the_middle_of_a_mail(mail_server)
    stopped.send_signal(signal.SIGTERM)
    mail_server.goes_on.set()

    assert ended(stopped) == 0

    assert len(mail_server.taken) == 1
    assert Letter.objects.count() == 2
    assert not DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).exists()
    assert ended(worker(mail_server, "--batch")) == 0
    assert mail_server.taken_for == PEOPLE


def test_two_workers_share_the_mails(three_mails, mail_server):
    first = in_the_middle_of_a_mail(mail_server)

    second = worker(mail_server, "--batch", "--worker-id", "two")
    mail_server.goes_on.set()
    assert ended(second) == 0
    first.send_signal(signal.SIGTERM)
    assert ended(first) == 0

    assert mail_server.taken_for == PEOPLE
