"""The files of `deploy/` name what there is; `make operate` starts them for real."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from cpd_site.operating.scheduled import name_of, scheduled
from tests.addresses import SAMPLES, addresses
from tests.operating.stack import read_environment
from tests.production import in_production

DEPLOY = Path(settings.BASE_DIR) / "deploy"
COMMANDS = [name_of(command) for command in scheduled()]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_for_cron_has_a_timer(command):
    timer = (DEPLOY / "systemd" / f"cpd-{command}.timer").read_text("utf-8")

    assert f"Unit=cpd-run@{command}.service" in timer


def test_each_timer_has_a_command():
    timers = {path.stem.removeprefix("cpd-") for path in (DEPLOY / "systemd").glob("*.timer")}

    assert timers == set(COMMANDS)


def test_each_variable_is_a_setting():
    documented = (Path(settings.BASE_DIR) / "docs" / "settings.md").read_text("utf-8")
    names = list(read_environment(DEPLOY / "cpd.env"))

    assert names
    assert [name for name in names if f"`{name}`" not in documented] == []


def test_a_shell_reads_the_settings_as_systemd_does(tmp_path):
    """`deploy/cpd-manage` reads them, and hands its words to manage.py."""
    site = tmp_path / "site"
    (site / ".venv" / "bin").mkdir(parents=True)
    python = site / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\nfor each; do echo "word: $each"; done\nenv\n')
    python.chmod(0o755)
    script = (DEPLOY / "cpd-manage").read_text("utf-8")
    for old, new in (
        ("/srv/cpd/site", str(site)),
        ("/etc/cpd/cpd.env", str(DEPLOY / "cpd.env")),
        ("runuser -u cpd -- ", ""),
    ):
        assert old in script
        script = script.replace(old, new)

    done = subprocess.run(
        ["sh", "-c", script, "cpd-manage", "backup", "--into", "/srv/a b"],
        env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stderr == ""
    words = [line for line in done.stdout.splitlines() if line.startswith("word: ")]
    assert words == [f"word: {each}" for each in ("manage.py", "backup", "--into", "/srv/a b")]
    said = dict(line.partition("=")[::2] for line in done.stdout.splitlines() if "=" in line)
    wanted = read_environment(DEPLOY / "cpd.env")
    assert wanted["MAIL_FROM"] == "CPD Frameworks <cpd@example.gov.uk>"
    assert said.items() >= wanted.items()


def test_the_settings_have_no_key_that_everybody_knows():
    done = in_production("manage.py", "check", **read_environment(DEPLOY / "cpd.env"))

    assert done.returncode == 1
    assert "SECRET_KEY is empty" in done.stderr


@pytest.mark.parametrize("unit", sorted((DEPLOY / "systemd").glob("*.service"), key=str))
def test_a_unit_may_write_where_its_settings_say(unit):
    """What a unit may write has to be there before it starts: docs/operating.md makes it."""
    (paths,) = re.findall(r"^ReadWritePaths=(.*)$", unit.read_text("utf-8"), re.MULTILINE)
    settings_of_it = read_environment(DEPLOY / "cpd.env")
    operating = (Path(settings.BASE_DIR) / "docs" / "operating.md").read_text("utf-8")
    (made,) = re.findall(r"install -d -o cpd (.*)$", operating, re.MULTILINE)

    assert settings_of_it["FILES_CACHE_DIR"] in paths.split()
    assert set(paths.split()) <= set(made.split())
    if "run@" in unit.name:
        assert settings_of_it["OLD_EVENTS_DIR"] in paths.split()


def test_the_log_of_nginx_leaves_out_the_tokens_of_links():
    config = (DEPLOY / "nginx.conf").read_text("utf-8")
    (pattern,) = re.findall(r'"~(\^\(\?<cpd_link>[^"]*)"', config)
    links = re.compile(pattern.replace("?<", "?P<"))
    with_token = [each for each in addresses() if "token" in {name for _, name in each.gaps}]

    assert "access_log /var/log/nginx/cpd.log cpd;" in config
    assert with_token
    for address in with_token:
        kept = links.match(address.filled([SAMPLES.get(kind, name) for kind, name in address.gaps]))
        assert kept, f"{address.pattern}: name it in deploy/nginx.conf"
        assert "token" not in kept["cpd_link"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["alerts.yml", "dashboard.json"])
def test_what_is_watched_is_counted(client, settings, name):
    settings.METRICS_TOKEN = "only-for-this-test"
    client.get("/accounts/login/")
    bearer = {"Authorization": "Bearer only-for-this-test"}
    counted = client.get("/metrics", headers=bearer).content.decode()
    watched = set(re.findall(r"\bcpd_[a-z_]+", (DEPLOY / "prometheus" / name).read_text("utf-8")))

    assert watched
    assert [each for each in watched if each not in counted] == []
