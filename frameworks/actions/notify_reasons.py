"""Tells by mail, at most once a day for a framework, that it was asked why a line was reworded, and
those who asked what was answered.

Each is marked before its mails go, so that nobody is told twice, whatever runs at the same time;
what could not be sent at all waits for the next time.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils import timezone

from cpd_site.models import User
from cpd_site.serving.background import together
from cpd_site.serving.sending import send_or_log, server_is_down
from frameworks.actions.notify_copies import editors_at
from frameworks.mails import texts
from frameworks.models import Reason

APART = timedelta(days=1)

type ForPerson = Mapping[User, list[Reason]]


def tell_reasons() -> int:
    """Mail what was asked to who answers, and what was answered to who asked; says how many."""
    with together():
        asked = _claimed(Reason.objects.open(), "asked_told_at")
        sent = _mail(asked, _who_answers(asked), texts.reasons_asked, "asked_told_at")
        given = _claimed(Reason.objects.given(), "answer_told_at")
        return sent + _mail(given, _who_asked(given), texts.reasons_given, "answer_told_at")


def _who_answers(asked: list[Reason]) -> ForPerson:
    editors = editors_at({one.edition.framework.organisation_id for one in asked})
    found: defaultdict[User, list[Reason]] = defaultdict(list)
    for one in asked:
        for person in editors[one.edition.framework.organisation_id]:
            found[person].append(one)
    return found


def _who_asked(given: list[Reason]) -> ForPerson:
    """The editors of the copies that asked, each reason once."""
    places = {one.pk: {each.copy.organisation_id for each in one.asked.all()} for one in given}
    editors = editors_at(set[int]().union(*places.values()))
    found: defaultdict[User, list[Reason]] = defaultdict(list)
    for one in given:
        for person in dict.fromkeys(each for place in places[one.pk] for each in editors[place]):
            found[person].append(one)
    return found


def _mail(
    claimed: list[Reason],
    people: ForPerson,
    write: Callable[[list[Reason], User], EmailMessage],
    mark: str,
) -> int:
    sent = 0
    for person, some in people.items():
        failed = "%s could not be told why lines were reworded"
        error = send_or_log(partial(write, some, person), failed, person.pk)
        if error is None:
            sent += 1
        elif server_is_down(error):
            if not sent:
                Reason.objects.filter(pk__in=[one.pk for one in claimed]).update(**{mark: None})
            break
    return sent


def _claimed(reasons: QuerySet[Reason], mark: str) -> list[Reason]:
    """Those of which nobody was told, marked as told by this run."""
    now = timezone.now()
    lately = Reason.objects.filter(**{f"{mark}__gt": now - APART}).values("edition__framework")
    untold = reasons.filter(**{mark: None}).exclude(edition__framework__in=lately)
    keys = list(untold.values_list("pk", flat=True))
    Reason.objects.filter(pk__in=keys, **{mark: None}).update(**{mark: now})
    ours = Reason.objects.filter(pk__in=keys, **{mark: now})
    ours = ours.select_related("edition__framework__organisation")
    return list(ours.prefetch_related("asked__copy__organisation"))
