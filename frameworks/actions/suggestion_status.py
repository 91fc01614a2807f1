"""Keep the status of suggestions in step with the draft that took them.

Call this after undo and redo, and after a draft is discarded or restored.
"""

from django.utils import timezone

from cpd_site.models import User
from frameworks.models import Edition, Event, Suggestion

Status = Suggestion.Status


def sync_suggestion_status(draft: Edition, by: User) -> None:
    """Reopen suggestions whose change was undone or discarded; accept those redone or restored.

    A reopened suggestion counts as taken back if the school has offered the line again since.
    """
    took = Suggestion.objects.select_for_update(of=("self",)).filter(change__edition=draft)
    for suggestion in took.order_by("pk"):
        holds = draft.is_draft and _is_in_force(suggestion.change_id)
        if holds and suggestion.status != Status.TAKEN:
            _set(suggestion, Status.TAKEN, by)
        elif not holds and suggestion.status == Status.TAKEN:
            newer = Suggestion.objects.open().filter(copy=suggestion.copy_id, line=suggestion.line)
            if newer.exists():
                _set(suggestion, Status.TAKEN_BACK, suggestion.by)
            else:
                _set(suggestion, Status.OPEN, None)


def _is_in_force(change: int | None) -> bool:
    last = Event.objects.filter(of=change).order_by("-pk").values_list("what", flat=True).first()
    return last != Event.Verb.UNDID


def _set(suggestion: Suggestion, status: Suggestion.Status, by: User | None) -> None:
    suggestion.status, suggestion.answered_by = status, by
    suggestion.answered_at = None if status == Status.OPEN else timezone.now()
    suggestion.save(update_fields=["status", "answered_by", "answered_at"])
