"""What a file calls its rows, kept with the keys that they have here, so that next year's file of
that framework finds them again, whatever its words are by then.

A file calls a row by a code that it prints, or by an identifier that is none of our keys, as CASE
does. The same line may stand in several boxes: there it is known by its box as well.
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
"""`stages` and `columns`: our key by what the file calls it; `lines`: that by the box, likewise."""


def codes_in(
    proposal: Proposal, grid: GridSnapshot, called: Mapping[UUID, UUID] | None = None
) -> dict[str, Any]:
    """The codes of a file whose proposal became this grid, row by row. `called` says of a key in
    it which one the row has in the end, where that is another."""
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


def with_known(proposal: Proposal, codes: Codes) -> Proposal:
    """The proposal, each row of which we know the code with the key that it has here."""
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


def together(before: Codes, now: Codes) -> dict[str, Any]:
    """The codes of one file and of those before it; what both have is as the last has it."""
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
    """The line with its key; of one that stood in one box only, also where it stands elsewhere."""
    boxes = lines.get(_code_of_line(line), {})
    key = boxes.get(_box(proposal, cell)) or (next(iter(boxes.values())) if len(boxes) == 1 else "")
    return replace(line, placement=UUID(key), is_marked=None) if key else line


def _box(proposal: Proposal, cell: ProposedCell) -> str:
    """A box by its names, which files of one framework have in common."""
    names = proposal.stage_at[cell.stage].name, proposal.column_at[cell.column].heading
    return " / ".join(" ".join(name.casefold().split()) for name in names)
