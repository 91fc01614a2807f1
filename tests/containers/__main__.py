"""Dockerfile and compose.yaml, followed step by step on loopback without a container engine.

The image is a folder with an environment of its own, a container a process with the same command
and variables; PostgreSQL is that of `.ci/postgres`. What only an engine can do (users, read-only
file systems) is checked from outside: nothing may be written to the folder of the code.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.containers import recipe
from tests.mail_server import MailServer
from tests.operating.stack import HOST, Stack, until
from tests.operating.steps import ADMIN, come_in, step
from tests.served import free_port

VARIABLES = {
    "SECRET_KEY": "only-for-this-walk" * 4,
    "POSTGRES_PASSWORD": "only-for-this-walk",
    "ALLOWED_HOSTS": HOST,
    "SITE_ADDRESS": f"https://{HOST}",
}
NOT_HERE = ("apt-get", "useradd")
"""The beginnings of RUN commands that would change this machine."""

MAIL = f"""
from django.core.mail import EmailMessage
from cpd_site.serving.sending import send
send(EmailMessage("News", "A new edition.", to=["{ADMIN}"]))
"""
RAN = """
from cpd_site.models import CommandRun
print(sorted(CommandRun.objects.filter(ended_at__isnull=False).values_list("command", flat=True)))
"""


class Containers(Stack):
    """The services of compose.yaml as processes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.code = folder, folder / "site"
        self.image, self.services = recipe.image(), recipe.services(VARIABLES)
        self.mails, self.processes = MailServer(), {}
        names = ("web-1", "web-2", "valkey", "443", "80")
        self.ports = {name: free_port() for name in names}
        self.bin = folder / "venv" / "bin"
        for name in ("static", "files", "backups", "certificate", "tmp", "cache"):
            (folder / name).mkdir()

    def variables(self, name: str) -> dict[str, str]:
        """Return the environment of this container, with stand-ins for other containers."""
        said = self.services[name].get("environment", {})
        instead = {
            "/srv/cpd": str(self.folder),
            "valkey:6379": f"127.0.0.1:{self.ports['valkey']}",
            "smtp://mail:1025": self.mails.url,
        }
        environment = {"PATH": f"{self.bin}:/usr/sbin:{os.environ['PATH']}"}
        for key, value in (self.image.environment | said).items():
            for old, new in instead.items():
                value = value.replace(old, new)
            environment[key] = value
        return environment | {
            "DATABASE_URL": os.environ["DATABASE_URL"],
            "CERTIFICATE_DIR": str(self.folder / "certificate"),
            "TMPDIR": str(self.folder / "tmp"),
            "PORT": str(self.ports.get(name, 0)),
        }

    def manage(self, *arguments: object, well: bool = True, **environment: str) -> str:
        """Return the output of `manage.py` in the first application process."""
        return self.run("web-1", "python", "manage.py", *map(str, arguments))

    def run(self, name: str, *command: str) -> str:
        """Return the output of a command in this container; fail if the command fails."""
        done = subprocess.run(
            command,
            cwd=self.code,
            env=self.variables(name),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def start_service(self, name: str) -> None:
        """Start this container, with its own command or that of the image."""
        command = list(self.services[name].get("command", self.image.command))
        if "--port" in command:
            command[-1] = str(self.ports[name])
            command = [word.replace("0.0.0.0", "127.0.0.1") for word in command]
        self.start(name, command, self.variables(name))

    def is_well(self, name: str) -> bool:
        """Return the result of its health check."""
        asked = subprocess.run(
            self.image.healthcheck,
            cwd=self.code,
            env=self.variables(name),
            capture_output=True,
            check=False,
        )
        return asked.returncode == 0

    def written(self) -> dict[str, float]:
        """Return each file in the folder of the code, with its modification time."""
        files = (path for path in self.code.rglob("*") if path.is_file())
        return {str(path): path.stat().st_mtime for path in files}


def build(made: Containers) -> None:
    step("Dockerfile: each step, in a clean folder with an environment of its own")
    made.code.mkdir()
    subprocess.run([sys.executable, "-m", "venv", made.folder / "venv"], check=True)
    for name, said in made.image.steps:
        if name == "COPY" and said == ". .":
            recipe.copy_context(made.code)
        elif name == "COPY":
            source, target = said.split()
            (made.code / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(recipe.ROOT / source, made.code / target)
        elif name == "RUN" and said.startswith(NOT_HERE):
            print(f"   not here: {said[:60]} …")
        elif name == "RUN":
            environment = {
                "PATH": f"{made.bin}:{os.environ['PATH']}",
                "HOME": os.environ["HOME"],
                "PIP_QUIET": "1",
            }
            subprocess.run(["sh", "-c", said], cwd=made.code, env=environment, check=True)
    for left_out in (".git", ".env", "tests", "var/cpd.sqlite3"):
        assert not (made.code / left_out).exists(), f"{left_out} is in the image"


def up(made: Containers) -> None:
    step("compose.yaml: each service, after those that it waits for")
    for name in recipe.in_order(made.services):
        service = made.services[name]
        print(f"   {name}")
        if name == "valkey":
            start_valkey(made, service["command"])
        elif name == "setup":
            made.run(name, *service["command"])
        elif name == "nginx":
            start_nginx(made)
        elif "build" in service:
            if name == "timers":  # it serves no web
                made.run(name, "python", "manage.py", "check_links", "--most", "0")
            made.start_service(name)
        else:
            assert name in ("db", "mail"), f"nothing stands for {name} here"
        if name in ("web-1", "web-2"):
            until(partial(made.is_well, name), f"{name} is well")


def start_valkey(made: Containers, command: list[str]) -> None:
    """Start Redis instead, which takes the same options."""
    here = {"/etc/cpd": str(made.code / "deploy"), "*": "127.0.0.1"}
    options = [re.sub(r"^(/etc/cpd|\*)", lambda at: here[at[0]], word) for word in command[1:]]
    options += ["--port", str(made.ports["valkey"])]
    made.start("valkey", ["redis-server", *options], made.variables("valkey"))


def start_nginx(made: Containers) -> None:
    environment = made.variables("nginx") | {
        "CPD_DEPLOY": str(made.code / "deploy"),
        "CPD_WORK": str(made.folder / "tmp"),
        "CACHE_DIR": str(made.folder / "cache" / "cpd"),
        "WEB_1": f"127.0.0.1:{made.ports['web-1']}",
        "WEB_2": f"127.0.0.1:{made.ports['web-2']}",
        "HTTPS": f"127.0.0.1:{made.ports['443']}",
        "HTTP": f"127.0.0.1:{made.ports['80']}",
    }
    script = made.services["nginx"]["command"][1].replace("/etc/cpd", str(made.code / "deploy"))
    made.start("nginx", ["sh", script], environment)
    until(made.answers, "nginx answers")


def use(made: Containers) -> None:
    come_in(made)
    step("A mail goes by the worker to the mail catcher")
    made.manage("shell", "--verbosity", 0, "-c", MAIL)
    until(lambda: made.mails.taken_for == [ADMIN], "the mail is caught")
    step("Every command for cron has run; doctor finds no fault")
    shell = partial(made.manage, "shell", "--verbosity", 0, "-c", RAN)
    timers = {path.stem.partition("-")[2] for path in (recipe.ROOT / "deploy").rglob("*.timer")}
    until(lambda: set(re.findall(r"'(\w+)'", shell())) == timers, "all ran")
    print(made.manage("doctor"))
    step("One application process stops; the other answers")
    made.stop("web-1")
    assert made.get("/frameworks/lancashire/")[0] == 200
    made.start_service("web-1")
    step("A release: static files of the one before are still there")
    old = made.folder / "static" / "css" / "before.0123456789ab.css"
    old.write_text("p { color: red }", "utf-8")
    made.run("setup", *made.services["setup"]["command"])
    assert made.get(f"/static/css/{old.name}")[0] == 200


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cpd-containers-") as folder:
        Path(folder).chmod(0o755)
        made = Containers(Path(folder))
        try:
            build(made)
            before = made.written()
            up(made)
            use(made)
            step("Nothing was written into the folder of the code")
            now = made.written()
            assert now == before, sorted(now.items() ^ before.items())
        except BaseException:
            for log in sorted(made.folder.glob("*.log")):
                print(f"--- {log.name}\n{log.read_text('utf-8')[-3000:]}")
            raise
        finally:
            for name in list(made.processes):
                made.stop(name)
            made.mails.shutdown()
    step("All of it is true")


if __name__ == "__main__":
    main()
