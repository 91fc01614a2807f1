"""How a copy differs from the edition it is based on, small enough to store with the copy.

A framework may have hundreds of copies, too many grids to read for a page about all of them or
about the impact of an update. So the summary is computed when a copy is published.
`copy_comparison.py` finds the origin of each row; here they are counted and turned into plain
values.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from opportunities.comparing.copy_comparison import CopyComparison, RowOrigin
from opportunities.grid import patch
from opportunities.grid.fields import as_lines
from opportunities.grid.patch import Patch, RowChange
from opportunities.grid.snapshot import GridSnapshot, Opportunity

type RowValues = Mapping[str, Mapping[str, Mapping[str, Any] | None]]
"""Plain values of the copy's rows, by kind and by identity; None: the copy does not have that row.
"""


@dataclass(frozen=True, slots=True)
class CopyDifferences:
    """The differences of a copy from the edition it is based on.

    A line counts once, in however many cells it stands. Lines that the copy lacks altogether count
    as hidden. A note beside a line is not a difference.
    """

    rows: RowValues
    hidden: frozenset[UUID]  # their lines that it hides somewhere
    changed: frozenset[UUID]  # their lines with other words, place or provider
    added: frozenset[UUID]  # its own visible lines
    wording: Mapping[UUID, Sequence[str]]  # its words for their lines that it reworded
    hidden_stages: int
    added_stages: int
    hidden_columns: int
    added_columns: int


def copy_differences(theirs: GridSnapshot, ours: GridSnapshot) -> CopyDifferences:
    """Return how `ours`, a copy, differs from `theirs`, which its followers see."""
    copied = CopyComparison(ours, theirs)
    hidden = _left_out(copied)
    changed: set[UUID] = set()
    added: set[UUID] = set()
    wording: defaultdict[UUID, dict[str, None]] = defaultdict(dict)
    for line in ours.placements:
        mark = copied.lines.get(line.key)
        if mark is None:
            continue
        if mark.theirs is None:
            if not mark.hidden:
                added.add(line.opportunity)
        elif mark.hidden:
            hidden.add(mark.theirs.key)
        elif mark.reworded or mark.moved or mark.changed:
            changed.add(mark.theirs.key)
            if mark.reworded:
                wording[mark.theirs.key][_words(ours.opportunity_by_key[line.opportunity])] = None
    return CopyDifferences(
        rows=_rows(theirs, ours),
        hidden=frozenset(hidden),
        changed=frozenset(changed),
        added=frozenset(added),
        wording={key: tuple(texts) for key, texts in wording.items()},
        hidden_stages=_hidden(copied.stages, theirs.stage_by_key, ours.stage_by_key),
        added_stages=_added(copied.stages),
        hidden_columns=_hidden(copied.columns, theirs.column_by_key, ours.column_by_key),
        added_columns=_added(copied.columns),
    )


def changes(rows: RowValues) -> tuple[RowChange, ...]:
    """Return these rows as changes; the rows before are not stored and unknown here."""
    before: patch.Half = {"rows": {}, "orders": {}}
    after: patch.Half = {"rows": dict(rows), "orders": {}}
    return patch.joined(before, after).rows


def _rows(theirs: GridSnapshot, ours: GridSnapshot) -> RowValues:
    """Return the rows that differ; order is not compared."""
    changed = patch.between(theirs, ours).rows
    rows: RowValues = patch.halves(Patch(changed))[1]["rows"]
    return rows


def _words(line: Opportunity) -> str:
    return "\n".join(as_lines(line))


def _left_out(copied: CopyComparison) -> set[UUID]:
    """Return their lines that the copy lacks in some cell."""
    ours = {line.key for line in copied.ours.placements}
    return {line.opportunity for line in copied.theirs.placements if line.key not in ours}


def _hidden(
    marks: Mapping[UUID, RowOrigin], theirs: Mapping[UUID, Any], ours: Mapping[UUID, Any]
) -> int:
    missing = theirs.keys() - ours.keys()
    return len(missing) + sum(mark.hidden and not mark.own for mark in marks.values())


def _added(marks: Mapping[UUID, RowOrigin]) -> int:
    return sum(mark.own and not mark.hidden for mark in marks.values())
