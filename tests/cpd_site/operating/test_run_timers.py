"""Where there is neither cron nor systemd, `manage.py run_timers` starts what is due."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from cpd_site.models import CommandRun
from cpd_site.operating.scheduled import name_of, scheduled
from tests.killing import database_url
from tests.production import NEEDED


@pytest.fixture
def ran_a_moment_ago(committed):
    for command in scheduled():
        CommandRun.objects.create(command=name_of(command), started_at=timezone.now())


def run_timers():
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "run_timers", "--once"],
        cwd=settings.BASE_DIR,
        env=known | NEEDED | {"DATABASE_URL": database_url()},
        capture_output=True,
        text=True,
        check=True,
    )


def test_it_starts_what_is_due_and_nothing_else(ran_a_moment_ago):
    late = CommandRun.objects.get(command="publish_due")
    late.started_at -= timedelta(minutes=5)
    late.save()
    CommandRun.objects.get(command="check_editions").delete()  # never ran

    run_timers()

    ended = CommandRun.objects.filter(ended_at__isnull=False, failed="")
    assert set(ended.values_list("command", flat=True)) == {"publish_due", "check_editions"}
    late.refresh_from_db()
    assert late.started_at > timezone.now() - timedelta(minutes=5)
