"""Suspend the date set for publishing a draft when somebody changes the draft.

The date stays on the draft, so that an editor can keep it with the changes
(`publishing.keep_date`). The person who set it gets a mail at once.
"""

from django.utils import timezone

from cpd_site.models import User
from frameworks.actions import notify_followers
from frameworks.models import Edition, Event


def lapse(draft: Edition, by: User) -> None:
    """Suspend the date, if one holds. Every change to a draft calls this, in its transaction."""
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
