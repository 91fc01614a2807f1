"""Write join links, and the memberships that come of open ways into an organisation.

People who join this way become readers, never more. Each action first locks the organisation's row,
like those of `people`, so that a link never admits more people than its limit.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cpd_site.accounts import rules
from cpd_site.accounts.actions.invitations import AlreadyMember
from cpd_site.accounts.actions.people import PeopleRefused, end_membership, lock, record
from cpd_site.models import JoinLink, MailDomain, Membership, Organisation, OrganisationEvent, User
from cpd_site.serving.rate_limit import RateLimit, give_back

Role = Membership.Role
Verb = OrganisationEvent.Verb

DAY = timedelta(days=1)
TO_ORGANISATION = RateLimit("joins-to", most=200, within=DAY)
BY_PERSON = RateLimit("joins-by", most=10, within=DAY)
NEW_LINKS = RateLimit("join-links", most=20, within=DAY)


class WayClosed(PeopleRefused):
    """Raised if this way in is closed, or never existed."""


class RemovedBefore(PeopleRefused):
    """Raised if the person was removed there; they come back by invitation only."""


class TooManyJoin(PeopleRefused):
    """Raised if the daily limit of people or of organisations is reached."""


NO_SUCH_WAY = (
    "This link does not work, or not any more. Ask at your school for another one, or ask to be "
    "invited."
)
"""The same for every link that does not work, whether or not it ever existed."""


@transaction.atomic
def make_link(
    *, organisation: Organisation, name: str, ends_on: date, most: int, by: User
) -> JoinLink:
    """Make a link by which up to `most` people join as readers until the end of a day."""
    lock(organisation)
    rules.demand(rules.may_let_in(by, organisation))
    if not NEW_LINKS.take(str(organisation.pk)):
        raise TooManyJoin(f"{NEW_LINKS.most} links were made within a day. Try again tomorrow.")
    link = JoinLink.objects.create(
        organisation=organisation, name=name, ends_on=ends_on, most=most, created_by=by
    )
    after = {"until": ends_on.isoformat(), "for": str(most)}
    record(organisation, Verb.MADE_LINK, by, about=f"“{name}”", after=after)
    return link


@transaction.atomic
def revoke_link(*, link: JoinLink, by: User, leaving: Collection[int] | None = ()) -> int:
    """Revoke a link. End the memberships `leaving` (None: all) among those who came by it and are
    still readers, and return how many ended.
    """
    lock(link.organisation)
    rules.demand(rules.may_let_in(by, link.organisation))
    link.refresh_from_db(fields=["revoked_at"])
    if link.revoked_at is None:
        link.revoked_at, link.revoked_by = timezone.now(), by
        link.save(update_fields=["revoked_at", "revoked_by"])
        record(link.organisation, Verb.TOOK_BACK_LINK, by, about=f"“{link.name}”")
    return remove_readers(link.memberships.all(), leaving, by)


@transaction.atomic
def join_by_link(*, link: JoinLink, by: User) -> Membership:
    """Become a reader by a link. Refuses a closed link, and people who were removed."""
    organisation = link.organisation
    lock(organisation)
    link.refresh_from_db(fields=["revoked_at", "used", "most", "ends_on"])
    if link.closed_because:
        raise WayClosed(NO_SUCH_WAY)
    membership = add_reader(organisation, by, join_link=link)
    link.used += 1
    link.save(update_fields=["used"])
    after = {"role": Role.READER.value, "link": link.name}
    record(organisation, Verb.JOINED, by, about=by, after=after)
    return membership


def add_reader(
    organisation: Organisation, person: User, **way: JoinLink | MailDomain
) -> Membership:
    """Make the person a reader, who came this way."""
    if organisation.memberships.filter(user=person).exists():
        raise AlreadyMember(f"You are a member of {organisation.name} already.")
    departure = organisation.events.departures_of(person.email).first()
    if departure and departure.what == Verb.REMOVED:
        raise RemovedBefore(
            f"You were a member of {organisation.name} and were removed, so you come back by "
            "invitation only. Ask a manager there to invite you."
        )
    _count(organisation, person)
    return Membership.objects.create(
        organisation=organisation, user=person, role=Role.READER, **way
    )


def _count(organisation: Organisation, person: User) -> None:
    by = BY_PERSON.take(str(person.pk))
    if not by:
        raise TooManyJoin(
            f"You have joined {BY_PERSON.most} organisations within a day. Try again tomorrow."
        )
    if not TO_ORGANISATION.take(str(organisation.pk)):
        give_back(by)
        raise TooManyJoin(
            f"{TO_ORGANISATION.most} people have joined {organisation.short_name} within a day, "
            "and no more can. Try again tomorrow."
        )


def remove_readers(came: QuerySet[Membership], leaving: Collection[int] | None, by: User) -> int:
    """Remove these readers (None: all) of those who came one way."""
    readers = came.filter(role=Role.READER).select_related("user", "organisation")
    gone = list(readers if leaving is None else readers.filter(pk__in=leaving))
    for membership in gone:
        end_membership(membership, Verb.REMOVED, by)
    return len(gone)
