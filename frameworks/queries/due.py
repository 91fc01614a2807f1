"""The date set for publishing a draft, and whether the draft will be published then."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from cpd_site.models import User
from cpd_site.serving.moments import day_and_time
from frameworks import rules
from frameworks.models import Edition
from frameworks.queries import changes
from opportunities.grid.snapshot import GridSnapshot


@dataclass(frozen=True, slots=True)
class Due:
    """The date of a draft, for a page.

    `why_not` is a sentence that says why the draft will not be published then, "" if it will.
    `may_keep` says whether this person may keep the date for the draft with this `fingerprint`.
    """

    draft: Edition
    why_not: str
    may_keep: rules.Verdict
    fingerprint: str


def due_of(
    draft: Edition, person: User, grid: Callable[[], GridSnapshot], stopped_by: str = ""
) -> Due | None:
    """Describe the date set for the draft; None, without a query, if none is set.

    `grid` returns the content of the draft. `stopped_by` is the sentence of a check that blocks it.
    """
    if draft.due_at is None:
        return None
    fingerprint = changes.fingerprint(draft, grid())
    may = rules.may_publish(person, draft.framework)
    if draft.due_at <= timezone.now():
        may = rules.Verdict(False, "The date has passed.")
    return Due(draft, _why_not(draft, fingerprint) or stopped_by, may, fingerprint)


def _why_not(draft: Edition, fingerprint: str) -> str:
    if draft.due_lapsed_at:
        at = day_and_time(draft.due_lapsed_at)
        return f"{draft.due_lapsed_by or 'Somebody'} changed the draft on {at}."
    if fingerprint != draft.due_fingerprint:
        return "The draft has changed since the date was set."
    if draft.due_by is None:
        return "Whoever set it has no account any more."
    if not rules.may_publish(draft.due_by, draft.framework):
        return f"{draft.due_by}, who set it, may not publish here any more."
    return ""
