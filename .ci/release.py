"""Check whether this checkout can be released, before `make release` runs the tests.

Each fault is a line that says what to do. Parts without git are functions of text, so that tests
can call them (tests/test_release.py).
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
DATED = re.compile(r"(\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d")
TAG = re.compile(r"v\d+\.\d+\.\d+")
MIGRATION = re.compile(r"(?:.+/)?(cpd_site|frameworks|opportunities)/migrations/(\d{4}_\w+)\.py")


def sections(changelog: str) -> list[tuple[str, str]]:
    """Return the second-level headings of a changelog with their content, newest first."""
    parts = HEADING.split(changelog)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def parsed(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def faults_of_changelog(changelog: str, version: str, migrations: list[str]) -> Iterator[str]:
    """Yield what the changelog lacks for this release, which brings these migrations."""
    told = [one for one in sections(changelog) if one[1].strip() or one[0] != "Unreleased"]
    if not told or not (dated := DATED.fullmatch(told[0][0])):
        newest = told[0][0] if told else "nothing"
        yield f"CHANGELOG.md begins with “{newest}”: make that “## {version} - YYYY-MM-DD”."
        return
    if dated[1] != version:
        yield f"CHANGELOG.md begins with {dated[1]}, and this is {version}: write what is new."
        return
    upgrading = told[0][1].partition("### Upgrading")[2].partition("\n### ")[0]
    if not upgrading.strip():
        yield "CHANGELOG.md: this release has no “### Upgrading” with the steps of an operator."
    if "**Going back:**" not in upgrading:
        yield (
            "CHANGELOG.md: “Upgrading” does not say whether the release before can be run again"
            " (“**Going back:** …”)."
        )
    if migrations and "manage.py migrate" not in upgrading:
        yield f"CHANGELOG.md: “Upgrading” says nothing of {len(migrations)} new migrations."


def faults_of_released(released: str, at_tag: list[str]) -> Iterator[str]:
    """Yield a fault if tests/released.py does not name the last release's newest migrations."""
    newest: dict[str, str] = {}
    for path in sorted(at_tag):
        if found := MIGRATION.fullmatch(path):
            newest[found[1]] = found[2]
    for app, name in newest.items():
        if f'("{app}", "{name}")' not in released:
            yield f"tests/released.py: the release before had {app} {name}; name it there."


def git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def faults() -> Iterator[str]:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if git("status", "--porcelain"):
        yield "There are changes that are not committed: commit them, or take them back."
    tags = [tag for tag in git("tag", "--list").split() if TAG.fullmatch(tag)]
    before = max(tags, key=lambda tag: parsed(tag[1:]), default=None)
    new = git("ls-files", "*/migrations/*.py").split()
    if before:
        if parsed(version) <= parsed(before[1:]):
            yield (
                f"{version} is not later than {before}: raise `version` in pyproject.toml and"
                " VERSION in cpd_site/operating/__init__.py."
            )
        had = git("ls-tree", "-r", "--name-only", before).split()
        yield from faults_of_released((ROOT / "tests/released.py").read_text("utf-8"), had)
        new = [path for path in new if path not in had]
        for path in git(
            "diff", "--name-only", "--diff-filter=MDR", before, "--", "*/migrations/*.py"
        ).split():
            yield f"{path} was released with {before} and has changed since: add a new one instead."
    migrations = [path for path in new if MIGRATION.fullmatch(path)]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    yield from faults_of_changelog(changelog, version, migrations)


if __name__ == "__main__":
    found = list(faults())
    print(*found, sep="\n", file=sys.stderr)
    sys.exit(1 if found else 0)
