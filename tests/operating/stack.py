"""The stack of `deploy/`, started for real on loopback: its own units and its own nginx.conf, with
other ports and folders."""

import os
import re
import secrets
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

from tests.mail_server import MailServer
from tests.served import AT_MOST, free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
HOST = "cpd.example.gov.uk"


class Stack:
    """One site: a folder, its environment, and the processes that were started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mails = MailServer()
        self.ports = {
            "8001": free_port(),
            "8002": free_port(),
            "80": free_port(),
            "443": free_port(),
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = _read(DEPLOY / "cpd.env") | {
            "SECRET_KEY": secrets.token_urlsafe(60),
            "DATABASE_URL": os.environ["DATABASE_URL"],
            "MAIL_URL": self.mails.url,
            "STATIC_ROOT": str(folder / "static"),
            "FILES_CACHE_DIR": str(folder / "files"),
            "METRICS_TOKEN": secrets.token_urlsafe(20),
        }
        for name in ("static", "files", "nginx"):
            (folder / name).mkdir()

    def manage(self, *arguments: object, well: bool = True, **environment: str) -> str:
        """What `manage.py` prints; fails where it ends otherwise than `well` says."""
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env=_inherited() | self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if (done.returncode == 0) is not well:
            raise AssertionError(
                f"manage.py {arguments[0]} ended with {done.returncode}:\n"
                f"{done.stdout}{done.stderr}"
            )
        return done.stdout + done.stderr

    def run_timer(self, timer: Path) -> None:
        """What this timer starts, by the line of its unit."""
        unit = _unit(timer)["Timer"]["Unit"]
        template, _, instance = unit.removesuffix(".service").partition("@")
        line = _unit(DEPLOY / "systemd" / f"{template}@.service")["Service"]["ExecStart"]
        self.manage(*shlex.split(line)[2:][:-1], instance)

    def start_web(self, port: str) -> None:
        """An application process, by the line of `cpd-web@.service`."""
        line = _unit(DEPLOY / "systemd" / "cpd-web@.service")["Service"]["ExecStart"]
        words = [word.replace("%i", str(self.ports[port])) for word in shlex.split(line)[1:]]
        self._start(port, [sys.executable, *words], _inherited() | self.environment)

    def start_worker(self) -> None:
        """Background work, by the line of `cpd-worker.service`."""
        line = _unit(DEPLOY / "systemd" / "cpd-worker.service")["Service"]["ExecStart"]
        words = shlex.split(line.replace("%H", "here"))[1:]
        self._start("worker", [sys.executable, *words], _inherited() | self.environment)

    def start_nginx(self) -> None:
        """nginx by `deploy/nginx.conf`, with a certificate that only we trust."""
        folder = self.folder / "nginx"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
             f"/CN={HOST}", "-keyout", folder / "key.pem", "-out", folder / "fullchain.pem"],
            capture_output=True, check=True,
        )  # fmt: skip
        config = (DEPLOY / "nginx.conf").read_text("utf-8")
        shutil.copy(DEPLOY / "cpd_proxy.conf", folder)
        for old, new in {
            "/etc/nginx/cpd_proxy.conf": str(folder / "cpd_proxy.conf"),
            "/etc/ssl/cpd": str(folder),
            "/srv/cpd/static": self.environment["STATIC_ROOT"],
            "/var/cache/nginx/cpd": str(folder / "cache"),
            "127.0.0.1:8001": f"127.0.0.1:{self.ports['8001']}",
            "127.0.0.1:8002": f"127.0.0.1:{self.ports['8002']}",
            "listen 80;": f"listen 127.0.0.1:{self.ports['80']};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.ports['443']} ssl;",
        }.items():
            assert old in config, f"{old} is not in deploy/nginx.conf"
            config = config.replace(old, new)
        main = (
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
            "events {}\nhttp { include /etc/nginx/mime.types; access_log off;\n"
            f"client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
            f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;\n"
            f"scgi_temp_path {folder}/s;\n"
            f"{config}}}\n"
        )
        (folder / "nginx.conf").write_text(main, "utf-8")
        folder.chmod(0o755)
        nginx = next(
            path for path in ("/usr/sbin/nginx", "nginx") if Path(path).exists() or path == "nginx"
        )
        self._start("nginx", [nginx, "-c", f"{folder}/nginx.conf"], _inherited())

    def stop(self, name: str, sent: signal.Signals = signal.SIGTERM) -> None:
        process = self.processes.pop(name)
        os.killpg(process.pid, sent) if sent == signal.SIGKILL else process.send_signal(sent)
        process.wait(timeout=AT_MOST)

    def get(
        self, path: str, *, method: str = "GET", body: str | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask nginx by HTTPS; return status, headers in small letters, and body."""
        context = ssl._create_unverified_context()  # our own certificate of a minute ago
        asked = HTTPSConnection("127.0.0.1", self.ports["443"], context=context, timeout=AT_MOST)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            asked.request(method, path, body=body, headers={"Host": HOST} | named)
            answer = asked.getresponse()
            said = {name.lower(): value for name, value in answer.getheaders()}
            said["set-cookie"] = "\n".join(answer.headers.get_all("Set-Cookie") or [])
            return answer.status, said, answer.read()
        finally:
            asked.close()

    def past_nginx(self, port: str, path: str) -> bytes:
        """What this application process answers, as nginx and Prometheus ask it."""
        asked = HTTPConnection("127.0.0.1", self.ports[port], timeout=AT_MOST)
        bearer = f"Bearer {self.environment['METRICS_TOKEN']}"
        named = {"Host": HOST, "X-Forwarded-Proto": "https", "Authorization": bearer}
        try:
            asked.request("GET", path, headers=named)
            return asked.getresponse().read()
        finally:
            asked.close()

    def answers(self, path: str = "/robots.txt") -> bool:
        try:
            return self.get(path)[0] == 200
        except OSError:
            return False

    def _start(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )


@contextmanager
def stack(folder: Path) -> Iterator[Stack]:
    """A stack whose processes are ended by their ids."""
    made = Stack(folder)
    try:
        yield made
    finally:
        for name in list(made.processes):
            made.stop(name)
        made.mails.shutdown()


def until(is_so: Callable[[], Any], what: str) -> None:
    """Wait for it, a minute at most."""
    for _ in range(300):
        if is_so():
            return
        time.sleep(0.2)
    raise AssertionError(f"{what}: not within a minute")


def cookie(headers: dict[str, str], name: str) -> str:
    found = re.search(rf"^{name}=([^;]*)", headers["set-cookie"], re.MULTILINE)
    assert found, f"no cookie {name}"
    return f"{name}={found[1]}"


def _unit(path: Path) -> ConfigParser:
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(path.read_text("utf-8"))
    return unit


def _read(path: Path) -> dict[str, str]:
    """The variables of a file as systemd's EnvironmentFile reads it."""
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
