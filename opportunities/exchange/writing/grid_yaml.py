"""Write a grid as YAML shaped like the printed page, for `reading/grid_yaml.py`.

The file has no keys, and names its columns and sections after their headings. It omits empty
values, and the provider of a line if its column says it.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any

import yaml

from cpd_site.words import normalized
from opportunities.exchange.reading.grid_yaml import MIXED
from opportunities.exchange.writing.values import as_data, fields_of
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Place, Placement, Stage

CALLED = {"text": "line"}
"""Entries whose name differs from their field's."""

ALWAYS = {"name", "text"}
"""Entries that are always written."""

LINE_BREAKS = {"\n", "\r", "\x85", "\u2028", "\u2029"}
"""YAML treats each of these as a line end, and reads all but the first as that one."""

LONGEST_ID = 70


def write(grid: GridSnapshot) -> str:
    """Return the entries of the grid: its columns, stages and sections."""
    return dump(entries(grid))


def dump(content: Any) -> str:
    """Return YAML for people to read: long texts are not folded."""
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9)


def entries(grid: GridSnapshot) -> dict[str, Any]:
    """Return the entries as plain values."""
    columns, stages, sections = grid.columns, grid.stages, grid.sections
    names = dict(zip(columns, _ids("column", [row.heading for row in columns]), strict=True))
    slugs = _ids("stage", [stage.slug for stage in stages])
    headed = _ids("section", [section.heading for section in sections])
    return {
        "columns": [
            {"id": names[column], "heading": column.heading, "tier": str(column.tier or MIXED)}
            for column in columns
        ],
        "stages": [
            _stage(grid, stage, slug, names) for stage, slug in zip(stages, slugs, strict=True)
        ],
        "sections": [
            {"id": name, "heading": section.heading, "body": section.body}
            for section, name in zip(sections, headed, strict=True)
        ],
    }


def _stage(
    grid: GridSnapshot, stage: Stage, name: str, columns: dict[Column, str]
) -> dict[str, Any]:
    printed = {
        columns[column]: heading
        for column in grid.columns
        if (heading := grid.heading_at(stage, column)) != column.heading
    }
    return {
        "id": name,
        **_values(stage, ()),
        **({"headings": printed} if printed else {}),
        "cells": {
            columns[column]: _cell(grid, (stage.key, column.key), column) for column in grid.columns
        },
    }


def _cell(grid: GridSnapshot, place: Place, column: Column) -> Any:
    lines = [_line(grid, placement, column) for placement in grid.cells[place]]
    word = grid.word_at.get(place)
    return {"continues": str(word), "lines": lines} if word else lines


def _line(grid: GridSnapshot, placement: Placement, column: Column) -> Any:
    """Return a line; one with nothing beside its words is just a text."""
    as_its_column = ["tier"] if placement.tier == column.tier else []
    entry = {
        **_values(grid.opportunity_by_key[placement.opportunity], ()),
        **_values(placement, ["place", *as_its_column]),
    }
    return entry["line"] if len(entry) == 1 else entry


def _values(row: Stage | Opportunity | Placement, left_out: Collection[str]) -> dict[str, Any]:
    """Return the entries of the row that have a value."""
    values = as_data(row, fields_of(type(row), *left_out))
    return {
        CALLED.get(name, name): _plain(value)
        for name, value in values.items()
        if value or name in ALWAYS
    }


def _plain(value: Any) -> Any:
    """Return enumeration members as plain text."""
    return [_plain(entry) for entry in value] if isinstance(value, list) else str(value)


def _ids(kind: str, texts: Sequence[str]) -> list[str]:
    """Return a unique name for each text: lower-case letters, digits and hyphens."""
    ids: list[str] = []
    for text in texts:
        plain = normalized("NFKD", text).encode("ascii", "ignore").decode().lower()
        made = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_ID].strip("-") or kind
        numbered = (f"{made}-{number}" for number in range(2, len(ids) + 3))
        ids.append(next(free for free in (made, *numbered) if free not in ids))
    return ids


class _Dumper(yaml.SafeDumper):
    """Writes multi-line texts as blocks, and repeats values instead of using anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    breaks = set(text) & LINE_BREAKS
    style = ("|" if breaks == {"\n"} else '"') if breaks else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
