"""manage.py serve: the web server, with the options that the site needs. `make run` uses it too."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cpd_site.serving.ports import PortTaken, demand_free

OPTIONS = {
    # Rendering is bound by the processor: threads of one worker would only wait for each other (one
    # thread answers twice as often as four), so we run more workers. docs/performance.md has what
    # the other options gave.
    "GRANIAN_WORKERS": "2",
    "GRANIAN_BLOCKING_THREADS": "1",
    # Otherwise the whole server ends with the first worker that is killed, for instance for its
    # memory.
    "GRANIAN_RESPAWN_FAILED_WORKERS": "true",
    # A worker that is still starting ignores signals: kill it after so many seconds.
    "GRANIAN_WORKERS_KILL_TIMEOUT": "10",
}
"""Options of Granian, which the environment overrides."""


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Serve the site. Any option of Granian can be set in the environment, as GRANIAN_*."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        """Replace this process by the server, so that its starter can end it by the same id."""
        try:
            demand_free(host, port)
        except PortTaken as taken:
            raise CommandError(str(taken)) from None
        granian = Path(sys.executable).with_name("granian")
        command = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
        environment = {"GRANIAN_LOG_LEVEL": "warning", **OPTIONS, **os.environ}
        if settings.METRICS_TOKEN:
            environment["PROMETHEUS_MULTIPROC_DIR"] = mkdtemp(prefix="cpd-metrics-")
        os.execve(granian, [*command, "cpd_site.wsgi:application"], environment)  # noqa: S606
