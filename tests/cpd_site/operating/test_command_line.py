"""`manage.py` in a process of its own: what an operator can mend is a sentence, not a traceback."""

import pytest
from django.db import IntegrityError, ProgrammingError

from cpd_site.operating.known_faults import known_fault
from tests.production import in_production
from tests.served import free_port

AWAY = "The database cannot be used: "
TO_DO = "To do: start the database, or mend DATABASE_URL, and try again.\n"

IN_A_TERMINAL = """
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn([sys.executable, "manage.py", "publish_due"])))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gone' / 'cpd.sqlite3'}"
    return f"postgres://cpd@127.0.0.1:{free_port()}/cpd"


@pytest.mark.parametrize("command", [["publish_due"], ["worker", "--batch"], ["migrate"]])
def test_a_command_without_its_database_says_so_and_logs_the_traceback(nowhere, command):
    done = in_production("manage.py", *command, DATABASE_URL=nowhere)

    logged, _, said = done.stderr.rstrip("\n").rpartition("\n")
    assert done.returncode == 1
    assert done.stdout == ""
    assert said.startswith(AWAY)
    assert f"{said}\n".endswith(TO_DO)
    assert f"manage.py {command[0]} ended\nTraceback (most recent call last):" in logged


def test_a_terminal_shows_the_sentence_alone(nowhere):
    done = in_production("-c", IN_A_TERMINAL, DATABASE_URL=nowhere)

    assert done.returncode == 1
    (said,) = done.stdout.splitlines()
    assert said.startswith(AWAY)


def test_the_traceback_is_shown_to_who_asks_for_it(nowhere):
    done = in_production("manage.py", "publish_due", "--traceback", DATABASE_URL=nowhere)

    assert done.returncode == 1
    assert "django.db.utils.OperationalError: " in done.stderr
    assert AWAY not in done.stderr


def test_a_database_without_tables_is_told_from_one_that_is_away(tmp_path):
    database = f"sqlite:///{tmp_path / 'new.sqlite3'}"

    done = in_production("manage.py", "publish_due", DATABASE_URL=database)

    assert done.returncode == 1
    assert "The database has not the tables of this release: no such table" in done.stderr
    assert "To do: run manage.py migrate" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CPD_ENV", "prod", "CPD_ENV is “local” or “production”"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is empty: name the host of the site"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name, value, said):
    done = in_production("manage.py", "migrate", **{name: value})

    assert done.returncode == 1
    assert done.stderr == f"The settings cannot be used: {said}. To do: see docs/settings.md.\n"


@pytest.mark.parametrize("error", [ValueError("x"), IntegrityError("x"), ProgrammingError("x")])
def test_a_fault_of_the_code_keeps_its_traceback(error):
    assert known_fault(error) is None
