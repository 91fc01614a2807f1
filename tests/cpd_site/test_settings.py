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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOG_FORMAT", "xml", "LOG_FORMAT is “text” or “json”."),
        ("LOG_FORMAT", "", "LOG_FORMAT is “text” or “json”."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is “DEBUG” or “INFO” or"),
        ("CPD_ENV", "prod", "CPD_ENV is “local” or “production”."),
        ("CPD_ENV", "Production", "CPD_ENV is “local” or “production”."),
        ("SESSIONS", "redis", "SESSIONS is “db” or “cached_db”."),
        ("TASKS", "later", "TASKS is “worker” or “immediate”."),
        ("PROXIES", "-1", "PROXIES is 0, 1, 2 …, not -1."),
        ("PROXIES", "one", "PROXIES cannot be read: invalid literal"),
        ("KEEP_ENDED_LINKS_FOR", "-90", "KEEP_ENDED_LINKS_FOR is 0, 1, 2 …, not -90."),
        ("KEEP_EVENTS_FOR", "-1", "KEEP_EVENTS_FOR is 0, 1, 2 …, not -1."),
        ("SECRET_KEY", "", "SECRET_KEY is empty."),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is empty"),
        ("ALLOWED_HOSTS", "*", "SITE_ADDRESS has to be set"),
    ],
)
def test_what_a_setting_cannot_be_is_said(name, value, said):
    done = in_production("-c", "from cpd_site import settings", **{name: value})

    assert done.returncode
    assert f"ImproperlyConfigured: {said}" in done.stderr


def test_a_site_of_any_host_says_its_address():
    address = "https://cpd.example.org"

    assert settings_of("SITE_ADDRESS", ALLOWED_HOSTS="*", SITE_ADDRESS=address) == [address]
    assert settings_of("SITE_ADDRESS", ALLOWED_HOSTS=".cpd.example.org") == [address]
