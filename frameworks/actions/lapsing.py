"""A change to a draft ends the date that was set for publishing it: what was seen is not there now.

The date itself stays beside the draft, so that it can be kept with the changes
(`publishing.keep_date`). Whoever set it hears at once.
"""

from django.utils import timezone

from cpd_site.models import User
from frameworks.actions import notify_followers
from frameworks.models import Edition, Event


def lapse(draft: Edition, by: User) -> None:
    """Part of every change to a draft, in its transaction; does nothing where no date holds."""
    if not draft.date_holds:
        return
    draft.due_lapsed_at, draft.due_lapsed_by = timezone.now(), by
    draft.save(update_fields=["due_lapsed_at", "due_lapsed_by"])
    Event.objects.create(
        by=by,
        what=Event.Verb.CANCELLED,
        framework=draft.framework,
        edition=draft,
        about=draft.name,
        before={"at": draft.due_at.isoformat() if draft.due_at else ""},
    )
    notify_followers.tell_of_lapse(draft)
