"""The findings of a copy that are its own: it cannot help what the followed authority wrote."""

from collections import defaultdict
from dataclasses import replace

from frameworks.checks.findings import Draft, Finding, Severity, Where, findings
from opportunities.grid.snapshot import GridSnapshot


def own_findings(draft: Draft, followed: GridSnapshot) -> tuple[Finding, ...]:
    """Return the findings of the draft without those that its base has in the same words.

    A finding of both keeps the places that the copy added. Blockers stay, whoever wrote the words.
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
