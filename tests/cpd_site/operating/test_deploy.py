"""The files of `deploy/` name what there is; `make operate` starts them for real."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from cpd_site.operating.scheduled import name_of, scheduled

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
    lines = (DEPLOY / "cpd.env").read_text("utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]

    assert names
    assert [name for name in names if f"`{name}`" not in documented] == []


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
