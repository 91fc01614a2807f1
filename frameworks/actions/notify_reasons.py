"""Mail questions why a line was reworded to the editors who can answer, and the answers to the
editors of the copies that asked: at most once a day for a framework.

Each reason is marked before its mails go, so that nobody is told twice, however many processes
run; if no mail can go, the next run tries again.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils import timezone

from cpd_site.models import User
from cpd_site.serving.background import claim, together
from cpd_site.serving.sending import send_to_each
from frameworks.actions.notify_copies import editors_at
from frameworks.mails import texts
from frameworks.models import Reason

APART = timedelta(days=1)

type ForPerson = Mapping[User, list[Reason]]


def tell_reasons() -> int:
    """Mail new questions and new answers; return how many mails went."""
    with together():
        asked = _claim(Reason.objects.open(), "asked_told_at")
        sent = _mail(asked, _who_answers(asked), texts.reasons_asked, "asked_told_at")
        given = _claim(Reason.objects.given(), "answer_told_at")
        return sent + _mail(given, _who_asked(given), texts.reasons_given, "answer_told_at")


def _who_answers(asked: list[Reason]) -> ForPerson:
    editors = editors_at({one.edition.framework.organisation_id for one in asked})
    found: defaultdict[User, list[Reason]] = defaultdict(list)
    for one in asked:
        for person in editors[one.edition.framework.organisation_id]:
            found[person].append(one)
    return found


def _who_asked(given: list[Reason]) -> ForPerson:
    """Return the answered reasons by editor of the copies that asked, each reason once."""
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
    sent = send_to_each(
        people,
        lambda person: write(people[person], person),
        "%s could not be told why lines were reworded",
    )
    if sent.is_down and not sent.mails:
        Reason.objects.filter(pk__in=[one.pk for one in claimed]).update(**{mark: None})
    return sent.mails


def _claim(reasons: QuerySet[Reason], mark: str) -> list[Reason]:
    """Mark the reasons that nobody was told of, and return those that this run marked."""
    now = timezone.now()
    lately = Reason.objects.filter(**{f"{mark}__gt": now - APART}).values("edition__framework")
    untold = reasons.filter(**{mark: None}).exclude(edition__framework__in=lately)
    ours = claim(untold, mark, now).select_related("edition__framework__organisation")
    return list(ours.prefetch_related("asked__copy__organisation"))
