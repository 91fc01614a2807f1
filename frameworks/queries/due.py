"""The date that is set for publishing a draft, and whether it will be published then."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from cpd_site.models import User
from frameworks import rules
from frameworks.models import Edition
from frameworks.queries import changes
from opportunities.grid.snapshot import GridSnapshot


@dataclass(frozen=True, slots=True)
class Due:
    """A date as a page tells it to somebody.

    `why_not` says in a sentence why the draft will not be published on it; empty where it will
    be. `may_keep`: whether this person may set it anew for the draft that `fingerprint` is of.
    """

    draft: Edition
    why_not: str
    may_keep: rules.Verdict
    fingerprint: str


def due_of(
    draft: Edition, person: User, grid: Callable[[], GridSnapshot], stopped_by: str = ""
) -> Due | None:
    """Describe the date set for the draft; None, without a query, if none is set.

    `grid` gives what the draft holds. `stopped_by` is what a check has against it.
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
        at = f"{timezone.localtime(draft.due_lapsed_at):%-d %B %Y at %H:%M}"
        return f"{draft.due_lapsed_by or 'Somebody'} changed the draft on {at}."
    if fingerprint != draft.due_fingerprint:
        return "The draft has changed since the date was set."
    if draft.due_by is None:
        return "Whoever set it has no account any more."
    if not rules.may_publish(draft.due_by, draft.framework):
        return f"{draft.due_by}, who set it, may not publish here any more."
    return ""
