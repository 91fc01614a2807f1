"""manage.py run_timers: start the timed commands where there is neither cron nor systemd."""

import logging
import signal
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from cpd_site.models import CommandRun
from cpd_site.operating.scheduled import name_of, scheduled

log = logging.getLogger(__name__)

LOOK_EVERY = 20.0
"""Seconds."""


class Command(BaseCommand):
    help = "Start each command for cron when it is due, each in a process of its own, for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="start what is due now, and end with it"
        )

    def handle(self, *, once: bool, **options: Any) -> None:
        stopped = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        running: dict[str, subprocess.Popen[bytes]] = {}
        while not stopped.is_set():
            running = {name: one for name, one in running.items() if one.poll() is None}
            for name in _due():
                if name not in running:
                    running[name] = _start(name)
            if once:
                break
            stopped.wait(LOOK_EVERY)
        for process in running.values():
            if not once:
                process.terminate()
            process.wait()


def _due() -> Iterator[str]:
    """Yield the commands whose last start is longer ago than their interval."""
    close_old_connections()
    try:
        began = dict(CommandRun.objects.values_list("command", "started_at"))
    except DatabaseError:
        log.exception("What is due cannot be read now")
        return
    for command in scheduled():
        last = began.get(name_of(command))
        if last is None or last + command.every <= timezone.now():
            yield name_of(command)


def _start(name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # one of our own commands
        [sys.executable, "manage.py", name], cwd=settings.BASE_DIR
    )
