"""Third-party parts of the site: licences, a bill of materials, vulnerabilities.

The bill is CycloneDX 1.6. Packages are those of requirements/base.txt as installed in .venv;
vendored parts have their version and licence beside them.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENDORED = {
    "static/vendor/govuk-frontend": ("govuk-frontend", "MIT"),
    "static/vendor/source-sans-3": ("source-sans-3", "OFL-1.1"),
    "opportunities/exchange/writing/pdf/fonts": ("source-sans-3 (for PDF)", "OFL-1.1"),
}
"""By folder; each has a file VERSION and its licence."""

PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    name: str
    version: str
    licence: str
    purl: str = ""


def packages() -> Iterator[Part]:
    """Yield the packages pinned for the site itself, with the licence that each states."""
    pinned = (ROOT / "requirements/base.txt").read_text("utf-8")
    for name, version in PINNED.findall(pinned):
        yield Part(name, version, _licence(name), f"pkg:pypi/{name.lower()}@{version}")


def vendored() -> Iterator[Part]:
    for folder, (name, licence) in VENDORED.items():
        version = (ROOT / folder / "VERSION").read_text("utf-8").split()[-1]
        yield Part(name, version, licence)


def bill(parts: list[Part]) -> dict[str, Any]:
    """Return the bill of materials in CycloneDX's format."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "cpd-frameworks"}},
        "components": [
            {
                "type": "library",
                "name": part.name,
                "version": part.version,
                "licenses": [{"license": {"name": part.licence}}],
            }
            | ({"purl": part.purl} if part.purl else {})
            for part in parts
        ],
    }


def _licence(name: str) -> str:
    """Return the licence that a package states, in a word or two; the first line of a full text."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return "not installed on this system"
    classified = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier", [])
        if line.startswith("License ::")
    ]
    whole = (said.get("License-Expression") or said.get("License") or "").strip()
    if whole and len(whole) <= 60:
        return whole
    return ", ".join(classified) or whole.split("\n")[0] or "not said"


def _tell_vulnerabilities(path: Path) -> int:
    """Print known vulnerabilities of the pins; return the exit status."""
    try:
        looked = json.loads(path.read_text("utf-8"))["dependencies"]
    except (ValueError, KeyError):
        looked = []
    unknown = [each["name"] for each in looked if "skip_reason" in each]
    bad = [each for each in looked if each.get("vulns")]
    for each in bad:
        known = ", ".join(
            f"{found['id']} (mended in {' or '.join(found['fix_versions']) or 'no release yet'})"
            for found in each["vulns"]
        )
        print(f"  {each['name']} {each['version']}: {known}")
    if not looked or unknown:
        print(
            f"COULD NOT LOOK: of {len(unknown) or 'all'} packages nothing is known, since no data "
            "base of vulnerabilities can be reached from here. Run this where one can."
        )
    elif not bad:
        print(f"No vulnerability is known of {len(looked)} packages.")
    return 1 if bad else 2 if unknown or not looked else 0


def main(audited: Path, to: Path) -> int:
    parts = [*packages(), *vendored()]
    print("Licences:")
    for part in parts:
        print(f"  {part.name} {part.version}: {part.licence}")
    to.write_text(json.dumps(bill(parts), indent=1) + "\n", "utf-8")
    print(f"Bill of materials: {to}\nVulnerabilities:")
    return _tell_vulnerabilities(audited)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
