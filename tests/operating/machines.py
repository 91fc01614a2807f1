"""Ten application processes on one PostgreSQL primary with a replica, behind PgBouncer, Valkey and
nginx, by the files of `deploy/`. Each step says what it does; the first sentence that is not true
ends it with an error. `make machines` runs it.
"""

import re
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.operating.cluster import Machines, caught_up, post
from tests.operating.databases import program, start_valkey
from tests.operating.failing import fail_over, rebuild
from tests.operating.publishing import Publisher, published_while_read
from tests.operating.rolling import roll
from tests.operating.stack import cookie, stack, until
from tests.operating.steps import MATRIX, PUBLISH, come_in, install, step

LONG = """
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from opportunities.models import Placement


def read(_):
    rows = len([*Placement.objects.iterator(chunk_size=50)])
    connections.close_all()
    return rows == Placement.objects.count()


with ThreadPoolExecutor(10) as pool:
    print(all(pool.map(read, range(10))))
"""
"""Without DISABLE_SERVER_SIDE_CURSORS it fails: the next rows are fetched on a connection without
the cursor.
"""

MAILS = """
from django.core.mail import EmailMessage
from cpd_site.serving.sending import send

for number in range(50):
    send(EmailMessage(f"News {number}", "A new edition.", to=["ann@example.org"]))
"""
WAITING = "from cpd_site.models import Letter; print(Letter.objects.count())"

NEEDED = ("postgres", "pg_basebackup", "pgbouncer", "nginx")


def databases(site: Machines) -> None:
    step("A primary, a streaming replica, PgBouncer by transactions, Valkey")
    site.primary.create()
    site.primary.start()
    site.primary.ask("ALTER SYSTEM SET synchronous_standby_names = ''")  # there is no replica yet
    site.primary.ask("SELECT pg_reload_conf()")
    site.primary.ask("CREATE DATABASE cpd")
    site.replica.follow(site.primary)
    site.replica.start()
    site.primary.ask("ALTER SYSTEM RESET synchronous_standby_names")
    site.primary.ask("SELECT pg_reload_conf()")
    site.pooler.lead_to(site.primary, site.replica)
    start_valkey(site)


def start(site: Machines) -> None:
    step("Start ten application processes and nginx")
    for application in site.applications:
        site.start_web(application)
    site.start_nginx()
    until(site.are_ready, "all are ready")
    until(site.answers, "nginx answers")


def readers(site: Machines) -> None:
    step("Pages for readers are drawn from the replica, whatever the page")
    caught_up(site)
    addresses = re.findall(rb"<loc>https://[^/]+([^<]+)</loc>", site.get("/sitemap.xml")[2])
    before = site.pooler.transactions("cpd_replica")
    paths = [path.decode() for path in addresses[:60]] + [
        f"{MATRIX}?q=coach",
        "/opportunities/?q=coach",
    ]
    for number, path in enumerate(paths):
        application = site.applications[number % len(site.applications)]
        status, _, _ = site.past_nginx(application, path)
        assert status in (200, 301, 302), (path, status)
    drawn = site.pooler.transactions("cpd_replica") - before
    assert drawn >= len(paths) * 0.8, f"{drawn} of {len(paths)} pages were read from the replica"
    for log in site.folder.glob("80*.log"):
        assert "The replica failed" not in log.read_text("utf-8"), log


def late_replica(site: Machines) -> None:
    step("The replica stands still: nobody reads an older edition")
    site.replica.ask("SELECT pg_wal_replay_pause()")
    until(lambda: site.replica.ask("SELECT pg_get_wal_replay_pause_state() = 'paused'"), "paused")
    with Publisher(site) as publisher:
        for _ in range(2):
            words = publisher.publish()
            for _, _, page in site.everywhere(MATRIX):
                assert words.encode() in page, "an old page"
    step("… and who writes reads what they wrote, on every machine")
    session = come_in(site)
    site.manage("shell", "--verbosity", 0, "-c", f'{PUBLISH}join("wigan")')
    path = "/desk/wigan/draft/start/"
    form = site.past_nginx("8002", path, Cookie=session)[2].decode()
    edition = re.findall(r'(?s)name="edition".*?value="(\d+)"', form)[0]
    status, _, page = post(site, "8001", path, session, edition=edition)
    assert status == 302, (status, page)
    for status, _, page in site.everywhere("/desk/wigan/draft/", Cookie=session):
        assert status == 200, page
    site.replica.ask("SELECT pg_wal_replay_resume()")
    caught_up(site)
    readers(site)
    step("The replica is two seconds late, and readers never go back while editions come out")
    site.replica.ask("ALTER SYSTEM SET recovery_min_apply_delay = '2s'")
    site.replica.ask("SELECT pg_reload_conf()")
    published_while_read(site)
    site.replica.ask("ALTER SYSTEM RESET recovery_min_apply_delay")
    site.replica.ask("SELECT pg_reload_conf()")


def cursors(site: Machines, session: str) -> None:
    step("Ten processes read long lists at once through a pool of five: no cursor is lost")

    def read(application: str) -> None:
        for _ in range(3):
            path = "/desk/lancashire/history.csv"
            status, _, rows = site.past_nginx(application, path, Cookie=session)
            assert status == 200, rows
            assert rows.count(b"published") >= 3, rows

    with ThreadPoolExecutor(11) as pool:
        checked = pool.submit(site.manage, "check_editions")
        list(pool.map(read, site.applications))
        checked.result()
    assert "True" in site.manage("shell", "--verbosity", 0, "-c", LONG)


def worker(site: Machines) -> None:
    step("The worker does its tasks through PgBouncer; told to stop, it finishes what it has")
    site.start_worker()
    before = len(site.mails.taken)
    site.manage("shell", "--verbosity", 0, "-c", MAILS)
    until(lambda: len(site.mails.taken) > before, "the worker sends")
    site.stop("worker")
    gone = len(site.mails.taken) - before
    waits = int(site.manage("shell", "--verbosity", 0, "-c", WAITING).split()[-1])
    assert gone + waits == 50, f"{gone} mails went, {waits} wait"
    site.start_worker()
    site.start_worker("there")
    until(lambda: len(site.mails.taken) == before + 50, "two workers send the rest")
    site.stop("worker")
    site.stop("worker-there")
    assert site.manage("shell", "--verbosity", 0, "-c", WAITING).split()[-1] == "0"
    assert len(site.mails.taken) == before + 50, "a mail went twice"


def limits(site: Machines) -> None:
    step("Five wrong passwords at five machines: the sixth refuses, by Valkey")
    said = []
    for application in site.applications[:7]:
        _, headers, page = site.past_nginx(application, "/accounts/login/")
        token = re.findall(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0].decode()
        answer = site.past_nginx(
            application,
            "/accounts/login/",
            method="POST",
            body=f"csrfmiddlewaretoken={token}&login=bob%40example.org&password=wrong",
            Cookie=cookie(headers, "csrftoken"),
            Referer="https://cpd.example.gov.uk/accounts/login/",
            Content_Type="application/x-www-form-urlencoded",
        )
        said.append(b"Too many" in answer[2])
    assert said == [False] * 5 + [True] * 2, said


def without_valkey(site: Machines) -> None:
    step("Without Valkey people read on; who signs in is asked to wait, and may when it is back")
    site.stop("valkey")
    assert {status for status, _, _ in site.everywhere(f"{MATRIX}?tier=school")} == {200}
    path = "/accounts/login/"
    assert post(site, "8001", path, login="ann@example.org")[0] == 503
    start_valkey(site)
    until(site.are_ready, "all are ready")
    assert post(site, "8001", path, login="ann@example.org")[0] == 200


def finished_pages(site: Machines, session: str) -> None:
    step("nginx keeps finished pages, and none of somebody who has signed in")

    def until_kept() -> bool:
        return site.get(MATRIX)[1]["x-cache"] in ("HIT", "REVALIDATED")

    until(until_kept, "nginx keeps the matrix")
    until(lambda: site.get(MATRIX)[1]["x-cache"] == "REVALIDATED", "nginx asks by the ETag")
    for _ in range(3):
        status, headers, page = site.get(MATRIX, Cookie=session)
        assert (status, headers["x-cache"]) == (200, "BYPASS")
        assert b"Your account" in page
        assert b"Your account" not in site.get(MATRIX)[2], "a page of somebody who has signed in"
    assert site.get("/desk/", Cookie=session)[0] == 200
    assert site.get("/desk/")[0] == 302


def main() -> None:
    if missing := [name for name in NEEDED if not program(name)]:
        sys.exit(f"Not tried: {', '.join(missing)} is not on this machine.")
    if not (program("valkey-server") or program("redis-server")):
        sys.exit("Not tried: neither Valkey nor Redis is on this machine.")
    with stack(Machines) as site:
        databases(site)
        install(site)
        start(site)
        session = come_in(site)
        readers(site)
        late_replica(site)
        cursors(site, session)
        worker(site)
        limits(site)
        without_valkey(site)
        finished_pages(site, session)
        fail_over(site, session)
        rebuild(site)
        readers(site)
        roll(site)
    step("All of it is true")


if __name__ == "__main__":
    main()
