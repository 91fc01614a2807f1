"""Tells people by mail that a line was offered, taken or declined, after it has happened.

A mail that cannot be sent undoes nothing: it is logged, and the pages say the same.
"""

from functools import partial

from django.tasks import task

from cpd_site.models import User
from cpd_site.serving.background import once_committed
from cpd_site.serving.sending import send_or_log, server_is_down
from frameworks.actions.notify_copies import editors_at
from frameworks.mails import texts
from frameworks.models import Suggestion

ANSWERS = (Suggestion.Status.TAKEN, Suggestion.Status.DECLINED)


def tell_of_offer(suggestion: Suggestion) -> None:
    """Once the transaction is done, mail the editors of the framework it was offered to."""
    once_committed(partial(tell_of.enqueue, suggestion.pk))


def tell_of_answer(suggestion: Suggestion) -> None:
    """Once the transaction is done, mail who offered it, and the other editors of the copy."""
    once_committed(partial(tell_of.enqueue, suggestion.pk))


@task()
def tell_of(suggestion_pk: int) -> int:
    """Mail what has become of the suggestion to those it concerns; says how many mails went."""
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
    sent = 0
    for person in people:
        failed = "%s could not be told of suggestion %s"
        write = partial(letter, suggestion, person)
        error = send_or_log(write, failed, person.pk, suggestion.pk)
        if error is None:
            sent += 1
        elif server_is_down(error):
            break
    return sent


def _editors(organisation: int) -> list[User]:
    return editors_at([organisation])[organisation]


def _offered_by(suggestion: Suggestion) -> list[User]:
    """The editors of the copy; who offered it first, if they may still know of it."""
    editors = _editors(suggestion.copy.organisation_id)
    return sorted(editors, key=lambda person: person.pk != suggestion.by_id)
