"""Bundles, found like any other static file."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.management.commands.collectstatic import Command

from cpd_site.serving.bundles import BUNDLES, BundleFinder


@pytest.fixture
def finder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return BundleFinder()


def read(name: str) -> str:
    found = finders.find(name)
    assert found, name
    return Path(found).read_text("utf-8")


@pytest.mark.parametrize("bundle", BUNDLES)
def test_a_bundle_holds_all_its_sources_in_their_order(finder, bundle):
    content = Path(finder.find(bundle)).read_text("utf-8")

    at = -1
    for source in BUNDLES[bundle]:
        *_, last = filter(None, read(source).split("\n"))
        assert (at := content.find(last, at + 1)) >= 0, source


def ours(bundle: str) -> str:
    """The sources of a bundle that are written here."""
    return "\n".join(read(source) for source in BUNDLES[bundle] if source.startswith("css/"))


@pytest.mark.parametrize("bundle", [name for name in BUNDLES if name.endswith(".css")])
def test_a_style_sheet_leaves_its_comments_at_home_and_nothing_else(finder, bundle):
    content = Path(finder.find(bundle)).read_text("utf-8")
    sources = ours(bundle)

    assert "/*" not in content
    assert "/*" in sources
    assert content.count("{") == content.count("}")
    assert set(
        re.findall(r"\.cpd-[\w-]+(?=[^{}]*\{)", re.sub(r"/\*.*?\*/", "", sources, flags=re.S))
    ) == (set(re.findall(r"\.cpd-[\w-]+(?=[^{}]*\{)", content)))


def test_what_a_bundle_points_at_is_there(finder):
    content = Path(finder.find("css/site.css")).read_text("utf-8")
    addresses = [one for one in re.findall(r'url\("?([^")]+)', content) if ":" not in one]

    assert len(addresses) == 2
    for address in addresses:
        assert finders.find(address.removeprefix("../")), address


def test_a_bundle_is_made_anew_when_it_is_not_what_its_sources_say(finder):
    made = Path(finder.find("js/site.js"))
    content = made.read_text("utf-8")
    made.write_text("old", "utf-8")

    assert Path(finder.find("js/site.js")).read_text("utf-8") == content


def test_threads_can_make_a_bundle_at_the_same_time(finder):
    content = Path(finder.find("css/site.css")).read_text("utf-8")

    def make(_) -> None:
        Path(finder.find("css/site.css")).write_text("old", "utf-8")
        finder.find("css/site.css")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(make, range(64)))

    assert Path(finder.find("css/site.css")).read_text("utf-8") == content


def test_other_files_are_not_for_this_finder(finder):
    assert finder.find("css/base.css") == []
    assert {path for path, _ in finder.list([])} == set(BUNDLES)


def test_collectstatic_collects_the_bundles(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    command = Command()
    command.set_options(
        interactive=False,
        verbosity=0,
        link=False,
        clear=False,
        dry_run=True,
        ignore_patterns=[],
        use_default_ignore_patterns=True,
        post_process=False,
    )

    collected = command.collect()["modified"]

    assert set(BUNDLES) <= set(collected)


def test_two_things_do_not_share_a_class_by_accident():
    """What is at the top level of the sheet under one class alone is said in one place."""
    sheet = re.sub(r"/\*.*?\*/", "", ours("css/site.css"), flags=re.DOTALL)
    depth, outermost = 0, []
    for before, bracket in re.findall(r"([^{}]*)([{}])", sheet):
        if bracket == "{" and depth == 0:
            outermost.append(before.strip())
        depth += 1 if bracket == "{" else -1
    classes = [selector for selector in outermost if re.fullmatch(r"\.[\w-]+", selector)]

    assert [name for name in set(classes) - {".cpd"} if classes.count(name) > 1] == []
