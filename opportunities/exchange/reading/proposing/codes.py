"""Codes of rows in a file, kept with our keys, so that next year's file of the framework finds the
rows again whatever their words are by then.

A file identifies a row by a printed code, or by an identifier that is not one of our keys, as in
CASE. A line may stand in several boxes: there its code is stored for each box as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from opportunities.exchange.reading.proposing.proposal import (
    Proposal,
    ProposedCell,
    ProposedColumn,
    ProposedLine,
    ProposedStage,
)
from opportunities.grid.snapshot import GridSnapshot

type Codes = Mapping[str, Any]
"""`stages` and `columns` map a code to our key; `lines` maps a box to such a mapping."""


def codes_in(
    proposal: Proposal, grid: GridSnapshot, called: Mapping[UUID, UUID] | None = None
) -> dict[str, Any]:
    """Return the codes of a file whose proposal became this grid, row by row. `called` maps a key
    of the grid to the final key of the row, if that differs.
    """
    names = called or {}
    keys = iter(grid.placements)
    lines: dict[str, dict[str, str]] = {}
    for cell, line in _lines(proposal):
        placement = next(keys)
        key = str(names.get(placement.key, placement.key))
        if (code := _code_of_line(line)) not in ("", key):
            lines.setdefault(code, {})[_box(proposal, cell)] = key
    found: dict[str, Any] = {"lines": lines}
    for kind in ("stages", "columns"):
        rows = zip(getattr(proposal, kind), getattr(grid, kind), strict=True)
        named = ((_code(thing), str(names.get(row.key, row.key))) for thing, row in rows)
        found[kind] = {code: key for code, key in named if code not in ("", key)}
    return found


def with_known_keys(proposal: Proposal, codes: Codes) -> Proposal:
    """Return the proposal with our key for each row whose code we know."""
    if not codes:
        return proposal
    stages = tuple(_known(stage, codes.get("stages", {})) for stage in proposal.stages)
    columns = tuple(_known(column, codes.get("columns", {})) for column in proposal.columns)
    lines = codes.get("lines", {})
    cells = tuple(
        replace(cell, lines=tuple(_known_line(proposal, cell, line, lines) for line in cell.lines))
        for cell in proposal.cells
    )
    return replace(proposal, stages=stages, columns=columns, cells=cells)


def merged_codes(before: Codes, now: Codes) -> dict[str, Any]:
    """Merge the codes of a file into those of earlier files; the latest wins."""
    return {kind: {**before.get(kind, {}), **now.get(kind, {})} for kind in now}


def _lines(proposal: Proposal) -> Iterator[tuple[ProposedCell, ProposedLine]]:
    return ((cell, line) for cell in proposal.cells for line in cell.lines)


def _code_of_line(line: ProposedLine) -> str:
    return line.code or str(line.placement or "")


def _code(thing: ProposedStage | ProposedColumn) -> str:
    code = thing.code if isinstance(thing, ProposedStage) else ""
    return code or str(thing.key or "")


def _known[Thing: (ProposedStage, ProposedColumn)](thing: Thing, keys: Mapping[str, str]) -> Thing:
    key = keys.get(_code(thing))
    return replace(thing, key=UUID(key)) if key else thing


def _known_line(
    proposal: Proposal, cell: ProposedCell, line: ProposedLine, lines: Mapping[str, Any]
) -> ProposedLine:
    """Return the line with its key; a line known from one box only is recognised in others, too."""
    boxes = lines.get(_code_of_line(line), {})
    key = boxes.get(_box(proposal, cell)) or (next(iter(boxes.values())) if len(boxes) == 1 else "")
    return replace(line, placement=UUID(key), is_marked=None) if key else line


def _box(proposal: Proposal, cell: ProposedCell) -> str:
    """Return the id of a box made from its names, which files of one framework share."""
    names = proposal.stage_at[cell.stage].name, proposal.column_at[cell.column].heading
    return " / ".join(" ".join(name.casefold().split()) for name in names)
