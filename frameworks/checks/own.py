"""What the checks find in a copy of its own: what the followed authority wrote is not its fault."""

from collections import defaultdict
from dataclasses import replace

from frameworks.checks.findings import Draft, Finding, Severity, Where, findings
from opportunities.grid.snapshot import GridSnapshot


def own_findings(draft: Draft, followed: GridSnapshot) -> tuple[Finding, ...]:
    """Return what is found in the draft and not, in the same words, in what it is based on.

    Of what is found in both, the places that the copy added are left. Whatever stops publication
    is left, whoever wrote it.
    """
    theirs: defaultdict[tuple[str, str], set[Where]] = defaultdict(set)
    for found in findings(Draft(followed, None, title=draft.title)):
        theirs[found.code, found.sentence].update(found.places)
    return tuple(
        left
        for found in findings(draft)
        if (left := _left(found, theirs.get((found.code, found.sentence))))
    )


def _left(found: Finding, theirs: set[Where] | None) -> Finding | None:
    if theirs is None or found.severity == Severity.BLOCKER:
        return found
    places = tuple(place for place in found.places if place not in theirs)
    return replace(found, places=places) if places else None
