"""The stack of `deploy/`, really started on loopback: with its units and its nginx.conf, but other
ports and folders.
"""

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
from tempfile import TemporaryDirectory
from typing import Any

from tests.mail_server import MailServer
from tests.served import AT_MOST, free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
HOST = "cpd.example.gov.uk"


type Answer = tuple[int, dict[str, str], bytes]
"""Status, headers in lower case, and body."""


class Stack:
    """One site: a folder, its environment, and the started processes."""

    applications: tuple[str, ...] = ("8001", "8002")
    """The application processes, by their ports in `deploy/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = ROOT
        self.mails = MailServer()
        self.ports = {name: free_port() for name in (*self.applications, "80", "443")}
        self.processes: dict[str, subprocess.Popen[Any]] = {}
        self.environment = read_environment(DEPLOY / "cpd.env") | {
            "SECRET_KEY": secrets.token_urlsafe(60),
            "DATABASE_URL": os.environ.get("DATABASE_URL", ""),
            "MAIL_URL": self.mails.url,
            "STATIC_ROOT": str(folder / "static"),
            "FILES_CACHE_DIR": str(folder / "files"),
            "OLD_EVENTS_DIR": str(folder / "old-events"),
            "METRICS_TOKEN": secrets.token_urlsafe(20),
        }
        for name in ("static", "files", "nginx"):
            (folder / name).mkdir()

    @property
    def whole_environment(self) -> dict[str, str]:
        return _inherited() | self.environment

    def manage(self, *arguments: object, well: bool = True, **environment: str) -> str:
        """Return the output of `manage.py`; fail if it does not end as `well` says."""
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=self.code,
            env=self.whole_environment | environment,
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
        """Run what this timer starts, by the line of its unit."""
        unit = _unit(timer)["Timer"]["Unit"]
        template, _, instance = unit.removesuffix(".service").partition("@")
        line = _unit(DEPLOY / "systemd" / f"{template}@.service")["Service"]["ExecStart"]
        self.manage(*shlex.split(line)[2:][:-1], instance)

    def start_web(self, port: str) -> None:
        """Start an application process, by the line of `cpd-web@.service`."""
        line = _unit(DEPLOY / "systemd" / "cpd-web@.service")["Service"]["ExecStart"]
        words = [word.replace("%i", str(self.ports[port])) for word in shlex.split(line)[1:]]
        self.start(port, [sys.executable, *words], self.whole_environment)

    def start_worker(self, host: str = "here") -> None:
        """Start background work on this host, by the line of `cpd-worker.service`."""
        line = _unit(DEPLOY / "systemd" / "cpd-worker.service")["Service"]["ExecStart"]
        words = shlex.split(line.replace("%H", host))[1:]
        name = "worker" if host == "here" else f"worker-{host}"
        self.start(name, [sys.executable, *words], self.whole_environment)

    def start_nginx(self, *replaced: tuple[str, str]) -> None:
        """Start nginx with `deploy/nginx.conf`, and a certificate that only we trust.

        `replaced`: words of the file and their replacements, besides the ports and folders.
        """
        folder = self.folder / "nginx"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
             f"/CN={HOST}", "-keyout", folder / "key.pem", "-out", folder / "fullchain.pem"],
            capture_output=True, check=True,
        )  # fmt: skip
        config = (DEPLOY / "nginx.conf").read_text("utf-8")
        shutil.copy(DEPLOY / "cpd_proxy.conf", folder)
        here = {
            "/etc/nginx/cpd_proxy.conf": str(folder / "cpd_proxy.conf"),
            "/etc/ssl/cpd": str(folder),
            "/srv/cpd/static": self.environment["STATIC_ROOT"],
            "/var/cache/nginx/cpd": str(folder / "cache"),
            "/var/log/nginx/cpd.log": str(folder / "access.log"),
            "listen 80;": f"listen 127.0.0.1:{self.ports['80']};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.ports['443']} ssl;",
        }
        for old, new in (*here.items(), *replaced):
            assert old in config, f"{old} is not in deploy/nginx.conf"
            config = config.replace(old, new)
        server = re.compile(r"(?: +server 127\.0\.0\.1:\d+ ([^\n]*)\n)+")
        ports = [self.ports[name] for name in self.applications]
        config = server.sub(
            lambda line: "".join(f"    server 127.0.0.1:{port} {line[1]}\n" for port in ports),
            config,
        )
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
        self.start("nginx", [nginx, "-c", f"{folder}/nginx.conf"], _inherited())

    def stop(self, name: str, sent: signal.Signals = signal.SIGTERM) -> None:
        process = self.processes.pop(name)
        os.killpg(process.pid, sent) if sent == signal.SIGKILL else process.send_signal(sent)
        process.wait(timeout=AT_MOST)

    def get(self, path: str, **asked: Any) -> Answer:
        """Request a page from nginx by HTTPS."""
        context = ssl._create_unverified_context()  # our own new certificate
        port = self.ports["443"]
        return _ask(
            HTTPSConnection("127.0.0.1", port, context=context, timeout=AT_MOST), path, **asked
        )

    def past_nginx(self, application: str, path: str, **asked: Any) -> Answer:
        """Request a page from this application process, as nginx and Prometheus do."""
        asked = {
            "X_Forwarded_Proto": "https",
            "Authorization": f"Bearer {self.environment['METRICS_TOKEN']}",
        } | asked
        port = self.ports[application]
        return _ask(HTTPConnection("127.0.0.1", port, timeout=AT_MOST), path, **asked)

    def answers(self, path: str = "/robots.txt") -> bool:
        try:
            return self.get(path)[0] == 200
        except OSError:
            return False

    def start(self, name: str, command: list[str], environment: dict[str, str], **how: Any) -> None:
        """Start a process under this name, with its log in the folder."""
        with (self.folder / f"{name}.log").open("ab") as log:
            options: dict[str, Any] = {"cwd": self.code, "start_new_session": True} | how
            self.processes[name] = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, **options
            )


@contextmanager
def stack[S: Stack](kind: Callable[[Path], S]) -> Iterator[S]:
    """Yield a stack in a folder of its own. Stop its processes by id, the last one first; after a
    failure, print their logs.
    """
    with TemporaryDirectory(prefix="cpd-operate-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = kind(folder)
        try:
            yield made
        except BaseException:
            for log in sorted(folder.glob("*.log")):
                print(f"--- {log.name}\n{log.read_text('utf-8')[-3000:]}")
            raise
        finally:
            for process in reversed(list(made.processes)):
                made.stop(process)
            made.mails.shutdown()


def _ask(
    connection: HTTPConnection,
    path: str,
    *,
    method: str = "GET",
    body: str | None = None,
    **headers: str,
) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, body=body, headers={"Host": HOST} | named)
        answer = connection.getresponse()
        said = {name.lower(): value for name, value in answer.getheaders()}
        said["set-cookie"] = "\n".join(answer.headers.get_all("Set-Cookie") or [])
        return answer.status, said, answer.read()
    finally:
        connection.close()


def until(is_so: Callable[[], Any], what: str) -> None:
    """Wait until this is so, a minute at most."""
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


def read_environment(path: Path) -> dict[str, str]:
    """Read the variables of a file like systemd's EnvironmentFile."""
    pairs = (each.partition("=") for each in shlex.split(path.read_text("utf-8"), comments=True))
    return {name: value for name, _, value in pairs}


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
