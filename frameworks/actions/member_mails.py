"""Mail the members of an organisation about its current edition, when a publisher asks for it.

Once for each edition, and once a week for an organisation, so that people go on reading. Members
who opted out, and those who follow the framework anyway, get none. Each mail is a row of the
database until it is sent, so that nobody gets two, however many processes run.
"""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.tasks import task
from django.utils import timezone

from cpd_site.models import Membership, User
from cpd_site.serving.background import has_worker, once_committed, together
from cpd_site.serving.sending import send_or_log, server_is_down
from frameworks import rules
from frameworks.actions.notify_followers import FEW, TRIED_FOR
from frameworks.mails import texts
from frameworks.models import Edition, Event, Framework, MemberMail

APART = timedelta(days=7)
"""The least time between two mails to the members of an organisation."""


class MemberMailRefused(Exception):
    """Raised if no mail was sent. The message is a sentence that says why."""


def members_to_tell(framework: Framework, by: User) -> QuerySet[Membership]:
    """Return the members who would get a mail: all who want such mails, but this person and
    followers."""
    members = framework.organisation.memberships.filter(wants_mails=True, user__is_active=True)
    followers = framework.followers.filter(user__isnull=False).values("user")
    return members.exclude(user=by).exclude(user__in=followers)


def why_not(framework: Framework) -> str:
    """Return why the members cannot be mailed now, as a sentence; "" if they can."""
    events = Event.objects.filter(
        what=Event.Verb.TOLD_MEMBERS, framework__organisation=framework.organisation_id
    )
    if events.filter(edition=framework.current_edition_id).exists():
        return "The members were told of this edition already."
    last = events.order_by("-at").values_list("at", flat=True).first()
    if last and last > timezone.now() - APART:
        return (
            f"The members had an e-mail on {_day(last)}. The next can go on {_day(last + APART)}."
        )
    return ""


@transaction.atomic
def tell(*, edition: Edition, by: User) -> int:
    """Mail the members about this edition; return how many mails will go.

    Raises Refused, and MemberMailRefused if the edition is not current, if it is too soon, or if
    there is nobody to mail.
    """
    rows = Framework.objects.select_for_update(of=("self",)).select_related("organisation")
    framework = rows.get(pk=edition.framework_id)
    rules.demand(rules.may_publish(by, framework))
    if framework.current_edition_id != edition.pk:
        raise MemberMailRefused("Another edition is current now. See what it says.")
    if reason := why_not(framework):
        raise MemberMailRefused(reason)
    members = list(members_to_tell(framework, by))
    if not members:
        raise MemberMailRefused("There is no other member who takes such e-mails.")
    MemberMail.objects.bulk_create(MemberMail(edition=edition, member=one) for one in members)
    Event.objects.create(
        by=by,
        what=Event.Verb.TOLD_MEMBERS,
        framework=framework,
        edition=edition,
        about=edition.name,
        after={"mails": len(members)},
    )
    if has_worker() or len(members) <= FEW:
        once_committed(partial(send_waiting.enqueue, edition.pk))
    return len(members)


@task()
def send_waiting(edition_pk: int) -> int:
    """Send the pending mails about this edition; return how many went."""
    return _send(MemberMail.objects.filter(edition=edition_pk))


def catch_up() -> int:
    """Send all pending mails, and delete those older than `TRIED_FOR`; return how many went."""
    MemberMail.objects.filter(asked_at__lt=timezone.now() - TRIED_FOR).delete()
    with together():
        return _send(MemberMail.objects.all())


def _send(waiting: QuerySet[MemberMail]) -> int:
    sent = 0
    related = "edition__framework__organisation", "member__user"
    for mail in list(waiting.select_related(*related)):
        if not _claim(mail):
            continue
        if not (mail.member.wants_mails and mail.member.user.is_active and _is_current(mail)):
            continue
        failed = "Member %s could not be told of edition %s"
        write = partial(texts.edition_for_member, mail.edition, mail.member)
        error = send_or_log(write, failed, mail.member_id, mail.edition_id)
        if error is None:
            sent += 1
            continue
        MemberMail.objects.bulk_create([mail], ignore_conflicts=True)
        if server_is_down(error):
            break
    return sent


def _claim(mail: MemberMail) -> bool:
    """Delete the row; return whether this run is to send the mail: another may have been first."""
    return bool(MemberMail.objects.filter(pk=mail.pk).delete()[0])


def _is_current(mail: MemberMail) -> bool:
    return mail.edition.framework.current_edition_id == mail.edition_id


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B}"
