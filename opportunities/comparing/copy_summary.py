"""What of a copy differs from the edition it is based on, short enough to keep beside it.

A framework may have hundreds of copies; whoever asks what they all made of it, or what an update
would ask of each, cannot read hundreds of grids. So this is worked out once, when the copy is
published. Whose each row is says `copying.py`; here it is only counted and put into plain values.
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

type Rows = Mapping[str, Mapping[str, Mapping[str, Any] | None]]
"""Rows as the copy has them, as plain values, by kind and by what they are known by; None: it
does not have that row."""


@dataclass(frozen=True, slots=True)
class CopyDifferences:
    """A copy, told by what is not as in the edition it is based on.

    A line counts once, in however many cells it stands. What the copy leaves out altogether it
    hid. A note beside a line changes nothing of it.
    """

    rows: Rows
    hidden: frozenset[UUID]  # lines of theirs that it hides somewhere
    changed: frozenset[UUID]  # lines of theirs that it shows otherwise: words, place or provider
    added: frozenset[UUID]  # lines of its own that it shows
    wording: Mapping[UUID, Sequence[str]]  # what it says where it reworded a line of theirs
    hidden_stages: int
    added_stages: int
    hidden_columns: int
    added_columns: int


def copy_differences(theirs: GridSnapshot, ours: GridSnapshot) -> CopyDifferences:
    """What differs in `ours`, a copy, from `theirs`, which its followers see."""
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


def changes(rows: Rows) -> tuple[RowChange, ...]:
    """These rows as changes. What they were before is not in them, and not known here."""
    before: patch.Half = {"rows": {}, "orders": {}}
    after: patch.Half = {"rows": dict(rows), "orders": {}}
    return patch.joined(before, after).rows


def _rows(theirs: GridSnapshot, ours: GridSnapshot) -> Rows:
    """Without the order of anything: it never asks."""
    changed = patch.between(theirs, ours).rows
    rows: Rows = patch.halves(Patch(changed))[1]["rows"]
    return rows


def _words(line: Opportunity) -> str:
    return "\n".join(as_lines(line))


def _left_out(copied: CopyComparison) -> set[UUID]:
    """The lines of theirs that the copy does not have in some cell."""
    ours = {line.key for line in copied.ours.placements}
    return {line.opportunity for line in copied.theirs.placements if line.key not in ours}


def _hidden(
    marks: Mapping[UUID, RowOrigin], theirs: Mapping[UUID, Any], ours: Mapping[UUID, Any]
) -> int:
    missing = theirs.keys() - ours.keys()
    return len(missing) + sum(mark.hidden and not mark.own for mark in marks.values())


def _added(marks: Mapping[UUID, RowOrigin]) -> int:
    return sum(mark.own and not mark.hidden for mark in marks.values())
