"""The release is named in two places."""

import tomllib

from django.conf import settings

from cpd_site.operating import VERSION


def test_the_project_names_the_same_release():
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))

    assert project["project"]["version"] == VERSION
