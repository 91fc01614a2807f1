"""What the site tells browsers, and what it lets others on its machine read."""

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from cpd_site.serving.private_sqlite import PrivateConnection
from tests.production import in_production, settings_of

HSTS = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/frameworks/lancashire/", "/accounts/login/", "/nothing/", "/search/%00"]
)
def test_every_page_says_what_browsers_need_not_offer(address):
    policy = Client().get(address)["Permissions-Policy"]

    assert {"camera=()", "geolocation=()", "microphone=()", "payment=()"} <= set(policy.split(", "))
    assert "publickey-credentials-get=(self)" in policy


@pytest.mark.parametrize("host", ["cpd.example.org", "evil.example"])
def test_a_redirect_and_a_refusal_say_it_too(settings, host):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["cpd.example.org"]

    response = Client().get("/", headers={"host": host})

    assert response.status_code in (301, 400)
    assert "camera=()" in response["Permissions-Policy"]


def test_https_is_promised_for_this_host_alone():
    assert settings_of(*HSTS) == ["31536000", "False", "False"]


def test_https_is_promised_for_more_where_it_is_asked_for():
    asked = {"SECURE_HSTS_INCLUDE_SUBDOMAINS": "true", "SECURE_HSTS_PRELOAD": "true"}

    assert settings_of(*HSTS, **asked) == ["31536000", "True", "True"]


@pytest.mark.parametrize("more", [{}, {"PROXIES": "2"}, {"SECURE_HSTS_PRELOAD": "true"}])
def test_django_has_nothing_to_say_against_the_settings_of_production(more):
    command = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    done = in_production(*command, **more)

    assert (done.returncode, done.stderr) == (0, "")


def test_no_other_advice_is_silenced():
    assert settings_of("SILENCED_SYSTEM_CHECKS") == ["['security.W005', 'security.W021']"]


@pytest.fixture
def as_on_most_machines():
    """New files are for all to read, unless somebody says otherwise."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def rights(folder: Path) -> dict[str, str]:
    return {each.name: oct(stat.S_IMODE(each.stat().st_mode)) for each in folder.iterdir()}


PRIVATE = {"cpd.sqlite3": "0o600", "cpd.sqlite3-wal": "0o600", "cpd.sqlite3-shm": "0o600"}

IN_USE = """
import os, time
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("createcachetable")
print(sorted(os.listdir(os.environ["FOLDER"])))
for name in os.listdir(os.environ["FOLDER"]):
    print(oct(os.stat(os.path.join(os.environ["FOLDER"], name)).st_mode & 0o777))
"""


def test_the_file_of_the_site_is_for_nobody_else(tmp_path, as_on_most_machines):
    done = in_production(
        "-c",
        IN_USE,
        DJANGO_SETTINGS_MODULE="cpd_site.settings",
        DATABASE_URL=f"sqlite:///{tmp_path / 'cpd.sqlite3'}",
        FOLDER=str(tmp_path),
    )

    assert done.stderr == ""
    names, *modes = done.stdout.splitlines()
    assert names == str(sorted(PRIVATE))
    assert modes == ["0o600"] * 3


def test_a_file_that_others_can_read_is_closed_to_them(tmp_path, as_on_most_machines):
    path = tmp_path / "cpd.sqlite3"
    before = sqlite3.connect(path)
    before.execute("PRAGMA journal_mode=WAL")
    before.execute("CREATE TABLE lines (words text)")
    assert rights(tmp_path) == dict.fromkeys(PRIVATE, "0o644")

    after = PrivateConnection(path)

    assert rights(tmp_path) == PRIVATE
    assert after.execute("SELECT count(*) FROM lines").fetchone() == (0,)
    before.close()
    after.close()


def test_another_connection_leaves_the_locks_of_the_first(tmp_path):
    path = tmp_path / "cpd.sqlite3"
    first = PrivateConnection(path, isolation_level=None)
    first.execute("CREATE TABLE lines (words text)")
    first.execute("BEGIN IMMEDIATE")

    PrivateConnection(path).close()

    elsewhere = "import sqlite3, sys; sqlite3.connect(sys.argv[1], 0).execute('BEGIN IMMEDIATE')"
    done = subprocess.run(
        [sys.executable, "-c", elsewhere, str(path)], capture_output=True, text=True, check=False
    )
    assert "database is locked" in done.stderr
    first.close()


def test_a_database_in_memory_makes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (":memory:", "file:x?mode=memory&cache=shared", ""):
        PrivateConnection(name, uri=True).close()

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_made_is_told_by_sqlite(tmp_path):
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        PrivateConnection(tmp_path / "no" / "folder" / "cpd.sqlite3")
