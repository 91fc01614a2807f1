"""Run two releases at once, on half of the processes each: every page finds its style sheets."""

import re
import shutil
from pathlib import Path

from tests.operating.cluster import Machines
from tests.operating.stack import ROOT, until
from tests.operating.steps import MATRIX, step

CODE = ("cpd_site", "frameworks", "opportunities", "templates", "static", "fixtures")
ASSET = re.compile(rb"/static/[^\"\s]+\.[0-9a-f]{12}\.(?:css|js)")


def roll(site: Machines) -> None:
    step("A release with other style sheets is rolled out, five processes first")
    former = assets(site)
    old, new = site.applications[:5], site.applications[5:]
    site.code = next_release(site)
    site.manage("collectstatic", "--noinput", "--verbosity", 0)
    start_anew(site, new)
    both = assets(site)
    assert former < both, "the releases have the same style sheets"
    site.code = ROOT
    start_anew(site, old[:1])  # as after a fault, halfway through
    assert assets(site) <= both
    step("… and the others")
    site.code = site.folder / "next"
    start_anew(site, old)
    latter = assets(site)
    assert latter < both
    serves(site, former)  # pages that are still open


def start_anew(site: Machines, applications: tuple[str, ...]) -> None:
    for application in applications:
        site.stop(application)
        site.start_web(application)
    until(site.are_ready, "all are ready")


def assets(site: Machines) -> set[bytes]:
    """Return the style sheets and scripts that any process names; nginx has each of them."""
    pages = [page for path in (MATRIX, "/") for _, _, page in site.everywhere(path)]
    pages += [site.get(path)[2] for path in (MATRIX, "/")]
    named = {address for page in pages for address in ASSET.findall(page)}
    assert named
    serves(site, named)
    return named


def serves(site: Machines, addresses: set[bytes]) -> None:
    for address in addresses:
        status, headers, _ = site.get(address.decode())
        assert status == 200, address
        assert "immutable" in headers["cache-control"], address


def next_release(site: Machines) -> Path:
    """Copy the code, with a further rule in each style sheet."""
    copy = site.folder / "next"
    copy.mkdir()
    shutil.copy(ROOT / "manage.py", copy)
    for name in CODE:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for sheet in (copy / "static" / "css").glob("*.css"):
        sheet.write_text(f"{sheet.read_text('utf-8')}\n.cpd-next {{ color: inherit; }}\n", "utf-8")
    return copy
