"""The server as `make run` starts it, on a separate port, while it is measured."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]


SECONDS = 3

IN_TURN = """
local paths, last = {{{paths}}}, 0
request = function()
  last = last % #paths + 1
  return wrk.format("GET", paths[last])
end
"""


@dataclass(frozen=True)
class Server:
    address: str
    process: int

    def ask_once(self, paths: Iterable[str], headers: Sequence[str] = ()) -> None:
        """Request these pages once, to fill the caches."""
        named = dict(header.split(": ", 1) for header in headers if "If-None-Match" not in header)
        for path in paths:
            urlopen(Request(self.address + path, headers=named)).close()

    def requests_per_second(self, *paths: str, headers: Sequence[str] = ()) -> float:
        """Return how often a page is answered, at 16 connections; several pages take turns."""
        command = ["wrk", "--threads", "1", "--connections", "16", "--duration", f"{SECONDS}s"]
        for header in headers:
            command += ["--header", header]
        with NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(IN_TURN.format(paths=", ".join(f'"{path}"' for path in paths)))
            script.flush()
            done = subprocess.run(
                [*command, "--script", script.name, self.address],
                capture_output=True,
                text=True,
                check=True,
            )
        if "Non-2xx" in done.stdout and not any("If-None-Match" in header for header in headers):
            raise RuntimeError(f"{paths[0]} is not answered well:\n{done.stdout}")
        return float(re.findall(r"Requests/sec:\s+([\d.]+)", done.stdout)[0])

    @property
    def memory(self) -> float:
        """Return the megabytes of the worker."""
        return self._worker()[0] / 1024

    @property
    def processor_seconds(self) -> float:
        """Return the seconds of the processor, user and system, that the worker has taken."""
        fields = Path(f"/proc/{self._worker()[1]}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def _worker(self) -> tuple[int, int]:
        """Return the kilobytes and the id of the server's largest process."""
        found = subprocess.run(
            ["ps", "-o", "rss=,pid=", "--ppid", str(self.process)],
            capture_output=True,
            text=True,
            check=True,
        )
        sizes = (line.split() for line in found.stdout.splitlines())
        return max((int(kilobytes), int(pid)) for kilobytes, pid in sizes)


SET_UP = """
import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("load_frameworks")
call_command("collectstatic", interactive=False, verbosity=0)
"""


@contextmanager
def running(
    *, application: str = "tests.benchmarks.wsgi:application", **settings: str
) -> Iterator[Server]:
    """Start the site with its data and these variables; end it by its id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cpd_site.settings",
        "GRANIAN_BLOCKING_THREADS": "1",
        **settings,
    }
    subprocess.run([sys.executable, "-c", SET_UP], cwd=ROOT, env=environment, check=True)
    granian = Path(sys.executable).with_name("granian")
    process = subprocess.Popen(
        [granian, "--interface", "wsgi", "--port", str(port), application],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str) -> None:
    for _ in range(600):  # tenths of a second
        try:
            urlopen(f"{address}/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not start.")
