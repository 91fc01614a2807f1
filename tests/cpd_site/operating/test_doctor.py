"""`manage.py doctor` and `/readyz`: each thing broken for real, and what is said of it."""

import re
import socket
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from cpd_site.models import CommandRun
from cpd_site.operating import checkup
from cpd_site.operating.scheduled import name_of, scheduled
from opportunities.models import SearchEntry
from tests.mail_server import MailServer
from tests.outages import database_away

pytestmark = pytest.mark.django_db

MANIFEST = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"


@pytest.fixture(autouse=True)
def a_folder_for_static_files(settings, tmp_path):
    """Not that of the sources, as in other tests: Django warns of it."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()


@pytest.fixture
def in_production(settings):
    settings.IN_PRODUCTION = True


def ran(command, ago=timedelta(), **fields):
    at = timezone.now() - ago
    CommandRun.objects.update_or_create(
        command=command, defaults={"started_at": at, "ended_at": at} | fields
    )


def all_ran():
    for command in scheduled():
        ran(name_of(command))


def test_a_site_that_is_well_is_ready(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.content == b"database: ok\nmigrations: ok\ncaches: ok\ntasks: ok\n"
    assert "no-store" in response["Cache-Control"]


def test_a_site_whose_tables_are_of_an_earlier_release_is_not_ready(client):
    MigrationRecorder(connection).record_unapplied("cpd_site", "0001_initial")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "migrations: 1 not applied, cpd_site.0001_initial first" in response.content.decode()
    assert "run manage.py migrate" in response.content.decode()


def test_a_site_whose_tables_are_of_a_later_release_is_not_ready(client):
    MigrationRecorder(connection).record_applied("cpd_site", "9999_of_next_year")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "of a later release: it has cpd_site.9999_of_next_year" in response.content.decode()


def test_how_many_queries_it_takes_to_be_ready(client, django_assert_num_queries):
    client.get("/readyz")

    with django_assert_num_queries(3):  # migrations: whether the table is there, and the rows
        client.get("/readyz")


def test_who_is_ready_tells_strangers_no_version(client):
    assert connection.display_name not in client.get("/readyz").content.decode()


@pytest.mark.usefixtures("committed")
def test_strangers_are_not_told_where_a_database_is_that_is_away(client):
    with database_away():
        response = client.get("/readyz")

    said = response.content.decode()
    assert response.status_code == 503
    assert "database: OperationalError (manage.py doctor says more)" in said
    assert not re.search(r"unable to open|127\.0\.0\.1|port", said)


@pytest.mark.usefixtures("committed")
def test_doctor_says_what_to_do_where_the_database_is_away(capsys):
    with database_away(), pytest.raises(SystemExit):
        call_command("doctor")

    said = capsys.readouterr().out
    assert "FAULT database: The database cannot be used: " in said
    assert said.count("To do: start the database, or mend DATABASE_URL, and try again.") >= 4
    assert "nothing more is known" not in said
    assert "CACHE_URL" not in said


def test_doctor_has_a_line_for_each_thing(capsys):
    call_command("doctor")

    lines = capsys.readouterr().out.splitlines()
    assert [line.removeprefix("ok    ").split(":")[0] for line in lines] == [
        *checkup.ALL,
        "search index",
    ]


def test_doctor_ends_with_1_and_says_what_to_do(capsys):
    SearchEntry.objects.all().delete()

    with pytest.raises(SystemExit, match="1"):
        call_command("doctor")

    said = capsys.readouterr()
    assert "FAULT search index: 5 current editions are not found by search." in said.out
    assert "To do: run manage.py index_search." in said.out
    assert said.err == "1 fault.\n"


def test_doctor_goes_on_where_a_check_breaks(capsys, settings):
    settings.CACHES = settings.CACHES | {"files": {}}

    with pytest.raises(SystemExit):
        call_command("doctor")

    said = capsys.readouterr().out
    assert "FAULT disk: KeyError: 'LOCATION'." in said
    assert "ok    search index" in said


def test_settings_that_django_warns_of(in_production, settings):
    settings.SECRET_KEY = "short"

    found = checkup.site_settings()

    assert found.is_fault
    assert "security.W009" in found.description


def test_a_mail_server_that_is_away(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
        }
    }

    found = checkup.mail()

    assert found.description.startswith(f"127.0.0.1:{port} does not accept us: ")
    assert "MAIL_URL" in found.remedy


def test_mails_without_a_sender(settings):
    server = MailServer()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": server.server_address[1], "timeout": 5},
        }
    }

    found = [checkup.mail()]
    settings.DEFAULT_FROM_EMAIL = "CPD Frameworks <cpd@cpd.example.org>"
    found.append(checkup.mail())

    server.shutdown()
    server.server_close()
    assert [each.remedy for each in found] == ["set MAIL_FROM", ""]


def test_static_files_that_were_not_collected(settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": MANIFEST}}

    found = checkup.static_files()

    assert "not collected" in found.description
    assert found.remedy == "run manage.py collectstatic --noinput"


def test_static_files_that_were_collected_and_deleted(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": MANIFEST}}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert not checkup.static_files().is_fault

    for path in tmp_path.glob("static/js/*.js"):
        path.unlink()

    assert "deleted since they were collected" in checkup.static_files().description


def test_a_disk_that_is_full(monkeypatch):
    monkeypatch.setattr(checkup, "LEAST_FREE", 10**18)

    assert "make room" in checkup.disk().remedy


def test_timers_that_ran_in_time(in_production):
    all_ran()

    assert checkup.timers() == checkup.CheckResult("every command ran when it should have")


def test_a_timer_that_never_ran(in_production):
    all_ran()
    CommandRun.objects.get(command="publish_due").delete()

    assert checkup.timers().description == "publish_due never ran"


def test_a_timer_that_is_late(in_production):
    all_ran()
    ran("publish_due", ago=timedelta(minutes=10))  # one run was missed
    assert not checkup.timers().is_fault

    ran("publish_due", ago=timedelta(minutes=12))

    assert checkup.timers().description == "publish_due last ran 12\xa0minutes ago"


def test_a_timer_that_failed(in_production):
    all_ran()
    ran("housekeeping", failed="OSError: no room")

    assert checkup.timers().description == "housekeeping ended with OSError: no room"


def test_a_command_notes_when_it_ran():
    call_command("publish_due")

    run = CommandRun.objects.get(command="publish_due")
    assert run.ended_at is not None
    assert run.ended_at >= run.started_at
    assert run.failed == ""


def test_a_command_that_fails_notes_why():
    with pytest.raises(TypeError):
        call_command("check_links", most=object())

    run = CommandRun.objects.get(command="check_links")
    assert run.failed.startswith("TypeError: ")
    assert run.ended_at


def test_every_timer_of_the_docs_notes_when_it_ran(settings):
    said = (settings.BASE_DIR / "docs" / "operating.md").read_text("utf-8")
    table = said.partition("## Timers")[2].partition("\n## ")[0]

    for command in scheduled():
        assert f"`manage.py {name_of(command)}`" in table
