"""Write invitations: invite one address or many, send again, revoke, accept.

Each action first locks the organisation's row, like those of `people`. Mails go after the commit;
if one fails, its invitation stays unsent and can be sent again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cpd_site.accounts import rules
from cpd_site.accounts.actions.people import PeopleRefused, lock, record
from cpd_site.models import Invitation, Membership, Organisation, OrganisationEvent, User
from cpd_site.serving.background import once_committed
from cpd_site.serving.rate_limit import RateLimit, give_back
from cpd_site.serving.sending import compose, letter_given_up, send_all
from cpd_site.serving.site_address import address_in_mails

Role = Membership.Role
Verb = OrganisationEvent.Verb

DAY = timedelta(days=1)
FROM_ORGANISATION = RateLimit("invitations-from", most=200, within=DAY)
"""Enough for the whole staff of a large school on its first day."""

TO_ADDRESS = RateLimit("invitations-to", most=10, within=DAY)
"""From all organisations together: some people belong to every school of a trust."""


class AlreadyMember(PeopleRefused):
    """Raised if the invited person is already a member."""


class AlreadyInvited(PeopleRefused):
    """Raised if the address has an invitation that can still be accepted."""


class FormerMember(PeopleRefused):
    """Raised if the person was a member before, and has left or was removed."""


class TooManyInvitations(PeopleRefused):
    """Raised if the organisation, or an address, has reached its daily limit."""


class OrganisationLimit(TooManyInvitations):
    """Raised if it is the organisation's limit, which holds for every further address, too."""


class InvitationClosed(PeopleRefused):
    """Raised if the invitation was accepted or revoked, or has expired."""


class WrongAddress(PeopleRefused):
    """Raised if the invitation is for another address than this account's."""


class AccountExists(PeopleRefused):
    """Raised if the address has an account, which has to be signed in to."""


@dataclass(frozen=True, slots=True)
class OutgoingInvitation:
    """An invitation to be mailed, and the counters to undo if the mail fails."""

    invitation: Invitation
    counted: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ManyInvited:
    """The result for many addresses: who is invited, and why each of the others is not."""

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
    again: bool = False,
) -> Invitation:
    """Invite the owner of this address.

    If an invitation to the address has expired, renew it in the new role. A former member is
    invited only with `again`.
    """
    lock(organisation)
    rules.demand(rules.may_invite(by, organisation, role))
    posted = _invite(organisation, email, role, by, again)
    once_committed(partial(_mail, [posted]))
    return posted.invitation


@transaction.atomic
def invite_many(
    *,
    organisation: Organisation,
    emails: Iterable[str],
    role: Membership.Role,
    by: User,
    again: bool = False,
) -> ManyInvited:
    """Invite each of these addresses like `invite`; a refusal is reported and does not stop the
    others, but that the organisation has reached its daily limit.
    """
    lock(organisation)
    rules.demand(rules.may_invite(by, organisation, role))
    posted: list[OutgoingInvitation] = []
    became = ManyInvited()
    waiting = iter(emails)
    for email in waiting:
        try:
            posted.append(_invite(organisation, email, role, by, again))
        except PeopleRefused as refused:
            became.refused.append((email, refused))
            if isinstance(refused, OrganisationLimit):  # the others would be refused like this one
                became.refused.extend((each, refused) for each in waiting)
        else:
            became.invited.append(posted[-1].invitation)
    once_committed(partial(_mail, posted))
    return became


@transaction.atomic
def send_again(*, invitation: Invitation, by: User) -> None:
    """Send an invitation again, valid for a week, with a new link; the old link stops working."""
    invitation = _open(invitation)
    rules.demand(rules.may_invite(by, invitation.organisation, Role(invitation.role)))
    posted = _renew(invitation, by)
    once_committed(partial(_mail, [posted]))
    record(invitation.organisation, Verb.INVITED_AGAIN, by, about=invitation.email)


@transaction.atomic
def send_unsent(*, organisation: Organisation, by: User) -> ManyInvited:
    """Send again what the mail server refused, as far as this person may invite."""
    lock(organisation)
    rules.demand(rules.may_invite(by, organisation))
    posted: list[OutgoingInvitation] = []
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
    once_committed(partial(_mail, posted))
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
) -> OutgoingInvitation:
    email = email.lower()
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise AlreadyMember(f"{email} is a member of {organisation.short_name} already.")
    former = organisation.invitations.open().filter(email__iexact=email).first()
    if former and not former.has_expired:
        raise AlreadyInvited(f"{email} is invited already. You can send the invitation again.")
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
        raise FormerMember(f"{email} was a member and {how} on {on}.")


def _open(invitation: Invitation) -> Invitation:
    """Lock the organisation and return the invitation. Raises InvitationClosed.

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
    """Accept an invitation with an account of its address.

    Someone who has become a member meanwhile keeps their role, or gets the invited one if it
    includes it.
    """
    invitation = _open(invitation)
    if invitation.has_expired:
        raise InvitationClosed(invitation.closed_because)
    if by.email.lower() != invitation.email.lower():
        raise WrongAddress(
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
    """Make an account for the invited person and accept. Having the link proves that they read the
    mail, so the address needs no further proof. Without a password they sign in by code.
    """
    invitation = _open(invitation)
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email.lower(), password or None, name=name)
    except IntegrityError:
        raise AccountExists(
            f"There is an account with the address {invitation.email}. Sign in."
        ) from None
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    join(invitation=invitation, by=user)
    return user


# --- Mailing ---


def _renew(invitation: Invitation, by: User) -> OutgoingInvitation:
    """Renew the link for a week, ready to be mailed. Raises TooManyInvitations."""
    counted = _count(invitation)
    invitation.sending += 1
    invitation.sent_at = None
    invitation.sent_by = by
    invitation.expires_at = timezone.now() + Invitation.LASTS
    invitation.save()
    return OutgoingInvitation(invitation, counted)


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
        raise OrganisationLimit(
            f"{invitation.organisation.short_name} has sent {FROM_ORGANISATION.most} invitations "
            "within a day, and cannot send more. Try again tomorrow."
        )
    return to, sender


def _mail(posted: list[OutgoingInvitation]) -> None:
    """Mail them. Failures stay unsent, as the list of people shows, and are not counted."""
    letters = [partial(_letter, each.invitation) for each in posted]
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
    """Mark invitations as unsent after the worker failed to mail this address."""
    Invitation.objects.open().filter(email__iexact=email).update(sent_at=None)


def _letter(invitation: Invitation) -> EmailMessage:
    context = {
        "invitation": invitation,
        "role": Role(invitation.role),
        "address": address_in_mails(reverse("invitation", args=[invitation.token])),
    }
    subject = f"Join {invitation.organisation.short_name} at CPD Frameworks"
    return compose(subject, invitation.email, "invitation", context)
