"""Mail people that a line was offered, taken or declined, after the commit.

A mail that fails undoes nothing. The failure is logged, and the pages say what the mail would.
"""

from functools import partial

from django.tasks import task

from cpd_site.models import User
from cpd_site.serving.background import once_committed
from cpd_site.serving.sending import send_to_each
from frameworks.actions.notify_copies import editors_at
from frameworks.mails import texts
from frameworks.models import Suggestion

ANSWERS = (Suggestion.Status.TAKEN, Suggestion.Status.DECLINED)


def tell_of_offer(suggestion: Suggestion) -> None:
    """Mail the editors of the framework that the line was offered to, after the commit."""
    once_committed(partial(tell_of.enqueue, suggestion.pk))


def tell_of_answer(suggestion: Suggestion) -> None:
    """Mail the person who offered the line and the other editors of the copy, after the commit."""
    once_committed(partial(tell_of.enqueue, suggestion.pk))


@task()
def tell_of(suggestion_pk: int) -> int:
    """Mail the state of the suggestion to the people it concerns; return how many mails went."""
    found = Suggestion.objects.select_related("copy__organisation", "to__organisation", "by")
    suggestion = found.filter(pk=suggestion_pk).first()
    if suggestion is None:
        return 0
    if suggestion.is_open:
        letter, people = texts.line_offered, _editors(suggestion.to.organisation_id)
    elif suggestion.status in ANSWERS:
        letter, people = texts.offer_answered, _offered_by(suggestion)
    else:
        return 0
    failed = "%s could not be told of suggestion %s"
    return send_to_each(people, partial(letter, suggestion), failed, suggestion.pk).mails


def _editors(organisation: int) -> list[User]:
    return editors_at([organisation])[organisation]


def _offered_by(suggestion: Suggestion) -> list[User]:
    """Return the editors of the copy, first the one who offered the line, if still an editor."""
    editors = _editors(suggestion.copy.organisation_id)
    return sorted(editors, key=lambda person: person.pk != suggestion.by_id)
