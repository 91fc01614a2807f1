"""The walk of the operator. Each step says what it does; the first sentence that is not true ends
it with an error."""

import re
import shutil
import signal
import subprocess
import time

import psycopg

from tests.operating.stack import DEPLOY, Stack, stack, until
from tests.operating.steps import ADMIN, MATRIX, PUBLISH, come_in, install, step

MAIL = f"""
from django.core.mail import EmailMessage
from cpd_site.serving.sending import send
send(EmailMessage("News", "A new edition.", to=["{ADMIN}"]))
"""

IMPORT = f"""{PUBLISH}
from frameworks.actions import reading_files

framework, user = join("lancashire")
rows = "".join(f"Stage {{number % 16}},Opportunity {{number}}\\n" for number in range(10_000))
begun = reading_files.begin(
    f"Stage,In school\\n{{rows}}".encode(), "large.csv",
    organisation=framework.organisation, by=user, patience=0,
)
print(begun.contents is None)
"""
READ = "from frameworks.models import Import; print(Import.objects.get().contents is not None)"

EVERYWHERE = """
from django.apps import apps

for model in apps.get_models():
    for row in model._base_manager.values():
        assert "{word}" not in repr(row).lower(), model
"""

NAME = "Ann Quillfeather"
NAMED = f"""
from frameworks.actions import comments

framework, user = join("wigan")
user.name = "{NAME}"
user.save()
draft = drafts.start(framework=framework, by=user)
line = store.read(draft.grid).opportunities[0]
words = Wording("Led by {NAME}, {ADMIN}")
editing.change(edition=draft, by=user, do=lambda grid: lines.reword(grid, line.key, words))
comments.add(edition=draft, by=user, text="Is {NAME} right?")
"""

WHO = "from frameworks.models import Event; print({str(e.by) for e in Event.objects.all()})"


def start(site: Stack) -> None:
    step("Start two application processes and nginx")
    site.start_web("8001")
    site.start_web("8002")
    site.start_nginx()
    until(site.answers, "nginx answers")
    until(lambda: site.get("/readyz")[0] == 200, "the site is ready")


def mails(site: Stack) -> None:
    step("A mail waits for the worker, which is killed in the middle of it and starts again")
    site.mails.goes_on.clear()
    site.start_worker()
    site.manage("shell", "--verbosity", 0, "-c", MAIL)
    assert site.mails.waits.wait(60), "the worker sends"
    site.stop("worker", signal.SIGKILL)
    site.mails.goes_on.set()
    site.start_worker()
    until(lambda: site.mails.taken, "the mail is sent")
    assert site.mails.taken_for == [ADMIN]


def bring_in(site: Stack) -> None:
    step("A file that takes long is read by the worker")
    assert "True" in site.manage("shell", "--verbosity", 0, "-c", IMPORT)
    until(lambda: "True" in site.manage("shell", "--verbosity", 0, "-c", READ), "the file is read")


def timers(site: Stack) -> None:
    step("Each timer runs what it names; doctor finds no fault")
    for timer in sorted((DEPLOY / "systemd").glob("*.timer")):
        if "check_links" not in timer.name:  # it serves no web
            site.run_timer(timer)
    site.manage("check_links", "--most", 0)
    said = site.manage("doctor")
    assert "FAULT" not in said, said
    if not shutil.which("systemd-analyze"):
        step("The units are not checked: there is no systemd-analyze here")
        return
    units = [str(path) for path in (DEPLOY / "systemd").iterdir()]
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    # The program has another path here; any other complaint about our units is a fault.
    bad = [
        line
        for line in checked.stderr.splitlines()
        if "deploy/systemd" in line and "No such file" not in line
    ]
    assert not bad, bad


def nginx(site: Stack) -> None:
    step("nginx: HTTPS, static files, finished pages, limits")
    status, headers, _ = site.get(MATRIX, Accept_Encoding="gzip")
    assert status == 200, status
    assert headers["strict-transport-security"]
    stylesheet = re.findall(rb"/static/css/[^\"]+\.css", site.get(MATRIX)[2])[0].decode()
    status, headers, _ = site.get(stylesheet, Accept_Encoding="gzip")
    assert status == 200, stylesheet
    assert "immutable" in headers["cache-control"]
    assert headers["content-encoding"] == "gzip"
    site.get(MATRIX)
    assert site.get(MATRIX)[1]["x-cache"] in ("HIT", "REVALIDATED"), "finished pages are kept"
    assert site.get("/accounts/login/")[1].get("x-cache") is None
    asked = [site.get("/accounts/login/")[0] for _ in range(60)]
    assert 429 in asked, "signing in is limited"


def metrics(site: Stack) -> None:
    step("Counts for Prometheus are added up over the workers of a process")
    for _ in range(20):  # each of the two workers renders it once
        site.past_nginx("8001", MATRIX)
    counted = site.past_nginx("8001", "/metrics")[2]
    assert b"cpd_request_seconds_bucket" in counted
    assert b"cpd_publications" in counted
    hits = re.findall(rb"^cpd_page_cache_hits_total (\S+)", counted, re.MULTILINE)
    assert hits
    assert float(hits[0]) >= 18


def publish(site: Stack) -> None:
    step("What is published is read a second later")
    site.get(MATRIX)
    words = "Learn from one another, as published a moment ago"
    site.manage("shell", "--verbosity", 0, "-c", f'{PUBLISH}publish("{words}", "2027")')
    time.sleep(1.1)
    for _ in range(4):  # both processes
        assert words.encode() in site.get(MATRIX)[2], "an old page"


def send_too_much(site: Stack) -> None:
    step("What is larger than nginx takes is refused in our words")
    status, headers, page = site.get("/accounts/login/", method="POST", body="x" * 12_000_000)
    assert status == 413, status
    assert b"Too much at once" in page
    assert headers["content-security-policy"]
    assert site.get("/too-large")[0] == 404, "only for nginx"


def kill(site: Stack) -> None:
    step("One application process is killed; nobody notices")
    site.stop("8001", signal.SIGKILL)
    for _ in range(10):
        assert site.get(f"{MATRIX}?words=learn")[0] == 200
        assert site.get("/healthz")[0] == 200
    site.start_web("8001")


def rotate(site: Stack, session: str) -> None:
    step("The key is changed, one process after the other; who is signed in stays so")
    old = site.environment["SECRET_KEY"]
    site.environment |= {"SECRET_KEY": old[::-1], "SECRET_KEY_FALLBACKS": old}
    for port in ("8001", "8002"):
        site.stop(port)
        site.start_web(port)
        until(lambda: site.get("/readyz")[0] == 200, "the site is ready")
    assert site.get("/desk/", Cookie=session)[0] == 200


def back_up(site: Stack) -> None:
    step("A backup is restored into an empty database, and every edition verified")
    site.manage("backup", "--into", site.folder / "backups")
    (folder,) = (site.folder / "backups").iterdir()
    url = site.environment["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE DATABASE restored")
    said = site.manage("restore", folder, DATABASE_URL=f"{url.rpartition('/')[0]}/restored")
    assert "are as they were published" in said, said


def forget(site: Stack, session: str) -> None:
    step("A person is forgotten")
    site.manage("shell", "--verbosity", 0, "-c", f"{PUBLISH}{NAMED}")
    site.manage("export_person", ADMIN)
    site.manage("forget_person", ADMIN, "--yes")
    assert site.get("/desk/", Cookie=session)[0] == 302
    dumped = site.manage("shell", "--verbosity", 0, "-c", WHO)
    assert "a former member" in dumped
    assert ADMIN not in dumped
    for word in (ADMIN, NAME):
        site.manage("shell", "--verbosity", 0, "-c", EVERYWHERE.format(word=word.lower()))
    site.manage("check_editions")


def upgrade(site: Stack) -> None:
    step("An upgrade: static files of the release before are still there")
    old = next((site.folder / "static" / "css").glob("*.css"))
    kept = old.with_name("before.0123456789ab.css")
    kept.write_bytes(old.read_bytes())
    site.manage("migrate", "--verbosity", 0)
    site.manage("collectstatic", "--noinput", "--verbosity", 0)
    assert site.get(f"/static/css/{kept.name}")[0] == 200


def main() -> None:
    with stack(Stack) as site:
        install(site)
        start(site)
        session = come_in(site)
        mails(site)
        bring_in(site)
        timers(site)
        nginx(site)
        metrics(site)
        publish(site)
        send_too_much(site)
        kill(site)
        upgrade(site)
        rotate(site, session)
        back_up(site)
        forget(site, session)
    step("All of it is true")


main()
