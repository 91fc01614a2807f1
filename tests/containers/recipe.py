"""Dockerfile and compose.yaml, parsed like a container engine does, as far as we use them."""

import fnmatch
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Image:
    """The image of the Dockerfile: its steps in order, and its settings for containers."""

    steps: tuple[tuple[str, str], ...]

    def all(self, instruction: str) -> list[str]:
        return [said for name, said in self.steps if name == instruction]

    @property
    def environment(self) -> dict[str, str]:
        return dict(said.split("=", 1) for said in self.all("ENV"))

    @property
    def user(self) -> str:
        return self.all("USER")[-1]

    @property
    def command(self) -> list[str]:
        found: list[str] = json.loads(self.all("CMD")[-1])
        return found

    @property
    def healthcheck(self) -> list[str]:
        found: list[str] = json.loads(self.all("HEALTHCHECK")[-1].partition("CMD ")[2])
        return found


def image() -> Image:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    joined = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    steps = (line.partition(" ") for line in joined.split("\n"))
    return Image(tuple((name, said.strip()) for name, _, said in steps))


def services(variables: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the services of compose.yaml by name, with these variables of `.env`."""
    text = (ROOT / "compose.yaml").read_text("utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(_filled_in(text, variables))["services"]
    return found


def _filled_in(text: str, variables: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name, kind, other = match["name"], match["kind"], match["other"]
        if variables.get(name):
            return variables[name]
        if kind == ":-":
            return other
        raise LookupError(f"{name}: {other}")

    return re.sub(r"\$\{(?P<name>\w+)(?P<kind>:[-?])(?P<other>[^}]*)\}", value, text)


def in_order(services: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return their names, each after those that it depends on."""
    ordered: list[str] = []
    while len(ordered) < len(services):
        ready = [
            name
            for name, service in services.items()
            if name not in ordered and set(service.get("depends_on", {})) <= set(ordered)
        ]
        assert ready, "compose.yaml: services wait for each other, or for one that is not there"
        ordered += ready
    return ordered


def copy_context(into: Path) -> None:
    """Copy what `COPY . .` copies: everything that .dockerignore does not name."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    ignored = [line for line in lines if line and not line.startswith("#")]

    def left_out(folder: str, names: list[str]) -> set[str]:
        at = Path(folder).relative_to(ROOT)
        return {name for name in names if any(_is(at / name, pattern) for pattern in ignored)}

    shutil.copytree(ROOT, into, ignore=left_out, dirs_exist_ok=True)


def _is(path: Path, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return path.name == pattern.removeprefix("**/")
    return fnmatch.fnmatch(str(path), pattern) and "/" not in str(path)
