"""Writes invitations: for one address or for many at once, sent again, taken back, accepted.

Each action first locks the organisation's row, as those of `people` do. Mails go once the
transaction is done; one that cannot be sent leaves its invitation unsent, to be sent again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import transaction
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cpd_site.accounts import rules
from cpd_site.accounts.actions.people import PeopleRefused, lock, record
from cpd_site.models import Invitation, Membership, Organisation, OrganisationEvent, User
from cpd_site.serving.background import once_committed
from cpd_site.serving.rate_limit import RateLimit, give_back
from cpd_site.serving.sending import letter_given_up, send_all

Role = Membership.Role
Verb = OrganisationEvent.Verb

DAY = timedelta(days=1)
FROM_ORGANISATION = RateLimit("invitations-from", most=200, within=DAY)
"""Enough for the whole staff of a large school on the day it begins."""

TO_ADDRESS = RateLimit("invitations-to", most=10, within=DAY)
"""From all organisations together: some people belong to every school of a trust."""


class MemberAlready(PeopleRefused):
    """The invited person is a member already."""


class InvitedAlready(PeopleRefused):
    """There is an invitation to this address that can still be accepted."""


class LeftBefore(PeopleRefused):
    """The person was a member, and has left or was removed. They may be meant all the same."""


class TooManyInvitations(PeopleRefused):
    """The organisation, or somebody's mailbox, has had as many as there may be in a day."""


class InvitationClosed(PeopleRefused):
    """The invitation was accepted, revoked or has expired."""


class AnotherAddress(PeopleRefused):
    """The invitation was sent to an address that is not this account's."""


class AccountThere(PeopleRefused):
    """There is an account with the address; it has to be signed in to."""


@dataclass(frozen=True, slots=True)
class Posted:
    """An invitation that is to be mailed, and what was counted for it, if the mail fails."""

    invitation: Invitation
    counted: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ManyInvited:
    """What became of many addresses: those invited, and why each of the others was not."""

    invited: list[Invitation] = field(default_factory=list)
    refused: list[tuple[str, PeopleRefused]] = field(default_factory=list)


# --- Inviting ---


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    email: str,
    role: Membership.Role,
    by: User,
    site: str,
    again: bool = False,
) -> Invitation:
    """Invite whoever reads mail at this address. `site` is what the link begins with.

    An invitation to the same address that has expired is sent again, in the new role. Who has
    left, or was removed, is invited only if that is meant: `again`.
    """
    lock(organisation)
    rules.demand(rules.may_invite(by, organisation, role))
    posted = _invite(organisation, email, role, by, again)
    once_committed(partial(_mail, [posted], site))
    return posted.invitation


@transaction.atomic
def invite_many(
    *,
    organisation: Organisation,
    emails: Iterable[str],
    role: Membership.Role,
    by: User,
    site: str,
    again: bool = False,
) -> ManyInvited:
    """Invite each of these addresses as `invite` does; who cannot be is told, and stops nobody."""
    lock(organisation)
    rules.demand(rules.may_invite(by, organisation, role))
    posted: list[Posted] = []
    became = ManyInvited()
    for email in emails:
        try:
            posted.append(_invite(organisation, email, role, by, again))
        except PeopleRefused as refused:
            became.refused.append((email, refused))
        else:
            became.invited.append(posted[-1].invitation)
    once_committed(partial(_mail, posted, site))
    return became


@transaction.atomic
def send_again(*, invitation: Invitation, by: User, site: str) -> None:
    """Resend an invitation, valid for a week, with a new link; the old link stops working."""
    invitation = _open(invitation)
    rules.demand(rules.may_invite(by, invitation.organisation, Role(invitation.role)))
    posted = _renew(invitation, by)
    once_committed(partial(_mail, [posted], site))
    record(invitation.organisation, Verb.INVITED_AGAIN, by, about=invitation.email)


@transaction.atomic
def send_unsent(*, organisation: Organisation, by: User, site: str) -> ManyInvited:
    """Send what the mail server did not take before, of all that this person may invite."""
    lock(organisation)
    rules.demand(rules.may_invite(by, organisation))
    posted: list[Posted] = []
    became = ManyInvited()
    for invitation in organisation.invitations.open().filter(sent_at=None):
        if not rules.may_invite(by, organisation, Role(invitation.role)):
            continue
        invitation.organisation = organisation
        try:
            posted.append(_renew(invitation, by))
        except PeopleRefused as refused:
            became.refused.append((invitation.email, refused))
        else:
            became.invited.append(invitation)
            record(organisation, Verb.INVITED_AGAIN, by, about=invitation.email)
    once_committed(partial(_mail, posted, site))
    return became


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> None:
    """Revoke an invitation; its link stops working."""
    invitation = _open(invitation)
    rules.demand(rules.may_invite(by, invitation.organisation, Role(invitation.role)))
    invitation.revoked_at = timezone.now()
    invitation.revoked_by = by
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    record(invitation.organisation, Verb.TOOK_BACK_INVITATION, by, about=invitation.email)


def _invite(
    organisation: Organisation, email: str, role: Membership.Role, by: User, again: bool
) -> Posted:
    email = email.lower()
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise MemberAlready(f"{email} is a member of {organisation.short_name} already.")
    former = organisation.invitations.open().filter(email__iexact=email).first()
    if former and not former.has_expired:
        raise InvitedAlready(f"{email} is invited already. You can send the invitation again.")
    if not again:
        _refuse_who_left(organisation, email)
    invitation = former or Invitation(email=email, sending=0)
    invitation.organisation = organisation
    invitation.role = role
    posted = _renew(invitation, by)
    record(organisation, Verb.INVITED, by, about=email, after={"role": role})
    return posted


def _refuse_who_left(organisation: Organisation, email: str) -> None:
    event = organisation.events.departures_of(email).first()
    if event:
        how = "left" if event.what == Verb.LEFT else "was removed"
        on = date_format(timezone.localtime(event.at), "j F Y")
        raise LeftBefore(f"{email} was a member and {how} on {on}.")


def _open(invitation: Invitation) -> Invitation:
    """The invitation as it now is, its organisation locked. Refused when it is closed.

    One that has merely expired can be sent again.
    """
    lock(invitation.organisation)
    now = Invitation.objects.select_related("organisation").get(pk=invitation.pk)
    if now.accepted_at or now.revoked_at:
        raise InvitationClosed(now.closed_because)
    return now


# --- Accepting ---


@transaction.atomic
def join(*, invitation: Invitation, by: User) -> Membership:
    """Accept an invitation, with an account of its address.

    Someone who has become a member meanwhile keeps their role, or gets the invited one if it
    includes it.
    """
    invitation = _open(invitation)
    if invitation.has_expired:
        raise InvitationClosed(invitation.closed_because)
    if by.email.lower() != invitation.email.lower():
        raise AnotherAddress(
            f"This invitation was sent to {invitation.email}, and your account has the address "
            f"{by.email}. Sign in with the other one, or ask to be invited at this one."
        )
    role = Role(invitation.role)
    membership, is_new = Membership.objects.get_or_create(
        user=by, organisation=invitation.organisation, defaults={"role": role}
    )
    if not is_new and role.includes(Role(membership.role)):
        membership.role = role
        membership.save(update_fields=["role"])
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(invitation.organisation, Verb.JOINED, by, about=by, after={"role": membership.role})
    return membership


@transaction.atomic
def join_as_new(*, invitation: Invitation, name: str, password: str | None) -> User:
    """Make an account for who was invited, and accept with it. Whoever has the link reads the
    mail, so the address needs no further proof. Without a password they sign in by code."""
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise AccountThere(f"There is an account with the address {invitation.email}. Sign in.")
    user = User.objects.create_user(invitation.email.lower(), password or None, name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    join(invitation=invitation, by=user)
    return user


# --- Mailing ---


def _renew(invitation: Invitation, by: User) -> Posted:
    """A new link, for a week, to be mailed. Refuses with TooManyInvitations."""
    counted = _count(invitation)
    invitation.sending += 1
    invitation.sent_at = None
    invitation.sent_by = by
    invitation.expires_at = timezone.now() + Invitation.LASTS
    invitation.save()
    return Posted(invitation, counted)


def _count(invitation: Invitation) -> tuple[str, str]:
    """Count the invitation against its rate limits; return the counters to undo if mail fails."""
    to = TO_ADDRESS.take(invitation.email)
    if not to:
        raise TooManyInvitations(
            f"{invitation.email} has been sent {TO_ADDRESS.most} invitations within a day, and "
            "nobody is sent more. Try again tomorrow."
        )
    sender = FROM_ORGANISATION.take(str(invitation.organisation_id))
    if not sender:
        give_back(to)
        raise TooManyInvitations(
            f"{invitation.organisation.short_name} has sent {FROM_ORGANISATION.most} invitations "
            "within a day, and cannot send more. Try again tomorrow."
        )
    return to, sender


def _mail(posted: list[Posted], site: str) -> None:
    """Mail them. What fails stays unsent, which the list of people says, and uncounted."""
    letters = [partial(_letter, each.invitation, site) for each in posted]
    for each, error in zip(
        posted, send_all(letters, "An invitation could not be sent"), strict=True
    ):
        if error:
            give_back(*each.counted)
        else:
            each.invitation.sent_at = timezone.now()
            each.invitation.save(update_fields=["sent_at"])


@receiver(letter_given_up)
def _was_not_sent(email: str, **kwargs: Any) -> None:
    """The worker could not send to this address: the list of people says so."""
    Invitation.objects.open().filter(email__iexact=email).update(sent_at=None)


def _letter(invitation: Invitation, site: str) -> EmailMessage:
    path = reverse("invitation", args=[invitation.token])
    context = {
        "invitation": invitation,
        "role": Role(invitation.role),
        "address": f"{site.rstrip('/')}{path}",
    }
    subject = f"Join {invitation.organisation.short_name} at CPD Frameworks".replace("\n", " ")
    body = render_to_string("mail/invitation.txt", context)
    return EmailMessage(subject, body, to=[invitation.email])
