"""What others wrote: each part has a version and a licence, and the bill names them all."""

import json
import runpy
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
AUDIT = runpy.run_path(str(ROOT / ".ci" / "audit.py"))


def test_every_package_names_its_licence():
    unsaid = [
        part.name for part in AUDIT["packages"]() if part.licence in ("", "not said", "UNKNOWN")
    ]

    assert unsaid == []


def test_everything_vendored_keeps_its_version_and_licence():
    folders = {path.parent for path in ROOT.glob("static/vendor/**/VERSION")}
    folders |= {path.parent for path in ROOT.glob("opportunities/**/VERSION")}

    assert {str(path.relative_to(ROOT)) for path in folders} == set(AUDIT["VENDORED"])
    for folder in folders:
        assert list(folder.glob("LICENSE*")) or list(folder.glob("OFL*"))


def test_the_bill_names_every_pin():
    parts = [*AUDIT["packages"](), *AUDIT["vendored"]()]
    lines = (ROOT / "requirements/base.txt").read_text("utf-8").splitlines()
    pins = sum("==" in line and line[0].isalnum() for line in lines)

    bill = AUDIT["bill"](parts)

    assert bill["bomFormat"] == "CycloneDX"
    assert len(bill["components"]) == len(parts) == pins + len(AUDIT["VENDORED"])


@pytest.mark.parametrize(
    ("looked", "status", "says"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "No vulnerability is known"),
        ([{"name": "a", "skip_reason": "not found"}], 2, "COULD NOT LOOK"),
        ([], 2, "COULD NOT LOOK"),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}],
            1,
            "a 1: CVE-1 (mended in 2)",
        ),
    ],
)
def test_what_is_said_of_vulnerabilities(tmp_path, capsys, looked, status, says):
    audited = tmp_path / "audited.json"
    audited.write_text(json.dumps({"dependencies": looked}), "utf-8")

    assert AUDIT["main"](audited, tmp_path / "bill.json") == status
    assert says in capsys.readouterr().out
