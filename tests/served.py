"""The site as `manage.py serve` starts it, for tests that request it over its own port."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
from django.conf import settings

AT_MOST = 120
"""Seconds until a test gives up: far more than anything takes on a busy machine."""


class Served:
    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.port = process, port

    def get(self, path: str = "/robots.txt", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body. Raises OSError if nobody answers."""
        asked = HTTPConnection("127.0.0.1", self.port, timeout=AT_MOST)
        try:
            asked.request("GET", path, headers=headers)
            answer = asked.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            asked.close()

    def answers(self) -> bool:
        try:
            return self.get()[0] == 200
        except OSError:
            return False

    def workers(self) -> set[int]:
        """Return the process ids of the workers. Skips the test where there is no `ps`."""
        if not shutil.which("ps"):
            pytest.skip("ps is not installed: it is in the package procps")
        children = ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)]
        found = subprocess.run(children, capture_output=True, text=True, check=False).stdout
        return {int(line.split()[0]) for line in found.splitlines() if "granian" in line}


@contextmanager
def started(**environment: str) -> Iterator[Served]:
    """Start the server with these variables, without waiting for it; end it by its id."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Served(process, port)
    finally:
        process.terminate()
        process.communicate(timeout=AT_MOST)


@contextmanager
def serving(**environment: str) -> Iterator[Served]:
    """Start the server and wait until it answers."""
    with started(**environment) as site:
        until(site.answers)
        yield site


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def until(is_so: Callable[[], Any]) -> None:
    """Wait until this is so. Fails only after far longer than it ever takes."""
    give_up = time.monotonic() + AT_MOST
    while not is_so():
        if time.monotonic() > give_up:
            raise AssertionError(f"This did not come true: {is_so}")
        time.sleep(0.05)
