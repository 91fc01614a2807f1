"""Every setting of the environment is in docs/settings.md, and nothing else is."""

import re

import pytest
from django.conf import settings

from tests.production import in_production, settings_of

READ = re.compile(r"""\benv(?:\.\w+)?\(\s*f?["']([A-Z_]+)["']""")
DOCUMENTED = re.compile(r"`([A-Z][A-Z_]{2,})[`=]")
ELSEWHERE = {"PYTHON", "CHROMIUM", "GRANIAN_WORKERS", "GRANIAN_WORKERS_KILL_TIMEOUT"}
OF_PROVIDERS = {
    f"{each}_CLIENT_{what}" for each in ("MICROSOFT", "GOOGLE") for what in ("ID", "SECRET")
}


def text_of(path):
    return (settings.BASE_DIR / path).read_text("utf-8")


def rows():
    """The rows of the table of settings."""
    table = text_of("docs/settings.md").partition("\n## ")[0]
    return [line for line in table.splitlines() if line.startswith("| `")]


def test_the_docs_name_what_the_code_reads():
    read = set(READ.findall(text_of("cpd_site/settings.py"))) | OF_PROVIDERS
    documented = {name for row in rows() for name in DOCUMENTED.findall(row.split("|")[1])}
    mentioned = {name for row in rows() for name in DOCUMENTED.findall(row)}

    assert read - mentioned == set(), "say in docs/settings.md what it does"
    assert documented - read - ELSEWHERE == set(), "nothing reads these"


def test_where_sessions_are_read_from():
    backends = "django.contrib.sessions.backends"
    assert settings_of("SESSION_ENGINE") == [f"{backends}.db"]
    assert settings_of("SESSION_ENGINE", SESSIONS="cached_db") == [f"{backends}.cached_db"]


def test_old_keys_are_taken():
    assert settings_of("SECRET_KEY_FALLBACKS", SECRET_KEY_FALLBACKS="a,b") == ["['a', 'b']"]


@pytest.mark.parametrize("format", ["xml", ""])
def test_a_format_of_logs_that_there_is_not(format):
    done = in_production("-c", "from cpd_site import settings", LOG_FORMAT=format)

    assert "LOG_FORMAT is “text” or “json”." in done.stderr
