"""What `make release` says of a changelog, and of the migrations that tests begin from."""

import runpy

import pytest
from django.conf import settings

RELEASE = runpy.run_path(str(settings.BASE_DIR / ".ci" / "release.py"))
READY = """# Changelog

## Unreleased

## 1.2.0 - 2027-03-01

### Upgrading

1. `manage.py migrate`.
2. **Going back:** yes, after `manage.py migrate frameworks 0031`.

### Added

- Something.

## 1.1.0 - 2027-01-01
"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("", ""), []),
        (("## 1.2.0 - 2027-03-01", "## 1.2.0"), ["begins with “1.2.0”"]),
        (("## Unreleased\n", "## Unreleased\n\n- More.\n"), ["begins with “Unreleased”"]),
        (("## 1.2.0 -", "## 1.1.9 -"), ["begins with 1.1.9, and this is 1.2.0"]),
        (("**Going back:**", "Going back:"), ["whether the release before can be run again"]),
        (("manage.py migrate", "manage.py start"), ["says nothing of 1 new migrations"]),
        (("### Upgrading", "### Changed"), ["no “### Upgrading”", "run again", "1 new migrations"]),
        ((READY, "# Changelog\n"), ["begins with “nothing”"]),
    ],
)
def test_a_changelog_that_is_not_ready(change, said):
    faults = RELEASE["faults_of_changelog"](
        READY.replace(*change), "1.2.0", ["frameworks/migrations/0032_more.py"]
    )

    for fault, words in zip(faults, said, strict=True):
        assert words in fault


def test_tests_of_migrations_begin_from_the_release_before():
    had = [f"frameworks/migrations/{name}.py" for name in ("0001_initial", "0031_that", "__init__")]
    faults = RELEASE["faults_of_released"]

    assert list(faults('[("frameworks", "0031_that")]', had)) == []
    assert list(faults('[("frameworks", "0001_initial")]', had)) == [
        "tests/released.py: the release before had frameworks 0031_that; name it there."
    ]
