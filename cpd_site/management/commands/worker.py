"""manage.py worker: do pending tasks in the background, mails above all."""

import logging
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS

from cpd_site.operating.tasks import Worker
from cpd_site.serving.background import has_worker


class Command(BaseCommand):
    help = (
        "Do what waits to be done, one task after the other. Told to stop, it finishes the task "
        "it has. Where several run, each needs a name of its own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--worker-id",
            default=socket.gethostname()[:64],
            help="its name, the same each time: what it left when it was killed it takes up again",
        )
        parser.add_argument(
            "--batch", action="store_true", help="end when nothing is left to be done"
        )

    def handle(self, *, worker_id: str, batch: bool, **options: Any) -> None:
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)  # it logs every signal
        if not has_worker():
            self.stderr.write("There is nothing to do: TASKS is “immediate”.")
            sys.exit(1)
        worker = Worker(
            queue_names=["*"],
            interval=1,
            batch=batch,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        worker.configure_signals()
        worker.run()
