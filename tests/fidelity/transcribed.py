"""A fixture as a grid of printed cells, read with nothing but PyYAML."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .printed import Cell, Grid

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def load(framework: str) -> dict[str, Any]:
    return yaml.safe_load((FIXTURES / f"{framework}.yaml").read_text(encoding="utf-8"))


def grid(framework: str) -> Grid:
    file = load(framework)
    ours = file["edition"]["columns_are_ours"]
    return [
        [
            stage_cell(stage),
            *(
                _cell(
                    stage["cells"][column["id"]],
                    "" if ours else stage.get("headings", {}).get(column["id"], column["heading"]),
                )
                for column in file["columns"]
            ),
        ]
        for stage in file["stages"]
    ]


def stage_cell(stage: dict[str, Any]) -> Cell:
    """Return what the cell that names this stage prints, in printed order."""
    roles, standards = stage.get("roles", []), stage.get("standards", [])
    return Cell((stage["name"], *roles, *standards))


def _cell(cell: Any, heading: str) -> Cell:
    entry: dict[str, Any] = {"lines": cell} if isinstance(cell, list) else cell
    return Cell(tuple(_pieces(entry["lines"])), heading, entry.get("continues", ""))


def _pieces(lines: list[Any]) -> Iterator[str]:
    """Yield every line, each followed by its details."""
    for line in lines:
        if isinstance(line, str):
            yield line
        else:
            yield line["line"]
            yield from line.get("details", [])
