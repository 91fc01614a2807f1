"""Parse the frame of our own file: what its table of lines cannot hold (`writing/frame.py`).

Nothing in it is trusted: a program or a person may have changed it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from opportunities.grid.short_keys import read_full
from opportunities.grid.snapshot import Place

type Json = Mapping[str, Any]


class Written(NamedTuple):
    """A line as the file was written: its opportunity, its cell, and its number among all lines."""

    opportunity: UUID | None
    place: Place
    number: int


@dataclass
class Frame:
    """Stages and columns as plain values by key, marks of cells, and lines by key."""

    stages: dict[UUID, Json] = field(default_factory=dict)
    columns: dict[UUID, Json] = field(default_factory=dict)
    words: dict[Place, str] = field(default_factory=dict)
    headings: dict[Place, str] = field(default_factory=dict)
    lines: dict[UUID, Written] = field(default_factory=dict)

    def heading_at(self, place: Place) -> str:
        """Return the heading that was printed over this cell."""
        return self.headings.get(place) or text(self.columns.get(place[1], {}).get("heading"))


def frame_in(data: str) -> Frame | None:
    """Parse the frame from its JSON; None if this is not one."""
    try:
        values = json.loads(data) if data else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, Mapping):
        return None
    frame = Frame(dict(_keyed(values.get("stages"))), dict(_keyed(values.get("columns"))))
    for cell in mappings(values.get("cells")):
        stage, column = (key_of(cell.get(name)) for name in ("stage", "column"))
        if stage in frame.stages and column in frame.columns:
            _add_cell(frame, (stage, column), cell)
    return frame


def as_frame(data: Json) -> str:
    """Return the frame of our JSON file, serialised."""
    frame = {
        name: [
            {**cell, "opportunities": [_keys(line) for line in mappings(cell.get("opportunities"))]}
            for cell in mappings(data.get(name))
        ]
        if name == "cells"
        else data.get(name)
        for name in ("stages", "columns", "cells")
    }
    return json.dumps(frame, separators=(",", ":"))


def mappings(value: Any) -> list[Json]:
    """Return the objects of a list; an empty list for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """Return the text without characters that no database can store; empty for anything else."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def key_of(value: Any) -> UUID | None:
    """Parse a key; None if this is not one."""
    return read_full(value) if isinstance(value, str) else None


def _add_cell(frame: Frame, place: Place, cell: Json) -> None:
    if word := text(cell.get("continues")):
        frame.words[place] = word
    heading = text(cell.get("heading"))
    if heading and heading != text(frame.columns[place[1]].get("heading")):
        frame.headings[place] = heading
    for line in mappings(cell.get("opportunities")):
        key = key_of(line.get("placement"))
        if key and "carried_from" not in line:
            written = Written(key_of(line.get("key")), place, len(frame.lines))
            frame.lines.setdefault(key, written)


def _keyed(rows: Any) -> Iterator[tuple[UUID, Json]]:
    for row in mappings(rows):
        if key := key_of(row.get("key")):
            yield key, row


def _keys(line: Json) -> Json:
    return {name: line[name] for name in ("key", "placement", "carried_from") if name in line}
