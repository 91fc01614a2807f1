"""Writes memberships and invitations; nothing else does.

Each action first locks the organisation's row, then asks the rules and counts managers: two of
them at once wait for each other, so that an organisation never loses its last manager.
"""

from datetime import timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cpd_site.accounts import rules
from cpd_site.models import Invitation, Membership, Organisation, OrganisationEvent, User
from cpd_site.serving.rate_limit import RateLimit, give_back
from cpd_site.serving.sending import send_or_log

Role = Membership.Role

DAY = timedelta(days=1)
FROM_ORGANISATION = RateLimit("invitations-from", most=200, within=DAY)
"""Enough for the whole staff of a large school on the day it begins."""

TO_ADDRESS = RateLimit("invitations-to", most=10, within=DAY)
"""From all organisations together: some people belong to every school of a trust."""


class PeopleRefused(Exception):
    """The action is refused. The message is a sentence for the person who tried."""


class LastManager(PeopleRefused):
    """The organisation would have no manager left."""


class MemberAlready(PeopleRefused):
    """The invited person is a member already."""


class InvitedAlready(PeopleRefused):
    """There is an invitation to this address that can still be accepted."""


class TooManyInvitations(PeopleRefused):
    """The organisation, or somebody's mailbox, has had as many as there may be in a day."""


class InvitationClosed(PeopleRefused):
    """The invitation was accepted, revoked or has expired."""


class AnotherAddress(PeopleRefused):
    """The invitation was sent to an address that is not this account's."""


class AccountThere(PeopleRefused):
    """There is an account with the address; it has to be signed in to."""


class NoMember(PeopleRefused):
    """The person is no longer a member: someone else has removed them meanwhile."""


# --- Invitations ---


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, role: Membership.Role, by: User, site: str
) -> Invitation:
    """Invite whoever reads mail at this address. `site` is what the link begins with.

    An invitation to the same address that has expired is sent again, in the new role.
    """
    _lock(organisation)
    rules.demand(rules.may_manage(by, organisation))
    email = email.lower()
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise MemberAlready(f"{email} is a member of {organisation.short_name} already.")
    former = organisation.invitations.open().filter(email__iexact=email).first()
    if former and not former.has_expired:
        raise InvitedAlready(f"{email} is invited already. You can send the invitation again.")
    invitation = former or Invitation(organisation=organisation, email=email, sending=0)
    invitation.role = role
    _send(invitation, by, site)
    _event(organisation, OrganisationEvent.Verb.INVITED, by, about=email, after={"role": role})
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, by: User, site: str) -> None:
    """Resend an invitation, valid for a week, with a new link; the old link stops working."""
    invitation = _open(invitation)
    rules.demand(rules.may_manage(by, invitation.organisation))
    _send(invitation, by, site)
    _event(
        invitation.organisation, OrganisationEvent.Verb.INVITED_AGAIN, by, about=invitation.email
    )


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> None:
    """Revoke an invitation; its link stops working."""
    invitation = _open(invitation)
    rules.demand(rules.may_manage(by, invitation.organisation))
    invitation.revoked_at = timezone.now()
    invitation.revoked_by = by
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    _event(
        invitation.organisation,
        OrganisationEvent.Verb.TOOK_BACK_INVITATION,
        by,
        about=invitation.email,
    )


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
    _event(
        invitation.organisation,
        OrganisationEvent.Verb.JOINED,
        by,
        about=str(by),
        after={"role": membership.role},
    )
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


# --- Members ---


@transaction.atomic
def change_role(*, membership: Membership, role: Membership.Role, by: User) -> None:
    """Give a member another role. Refused for the last manager."""
    membership = _current(membership)
    rules.demand(rules.may_manage(by, membership.organisation))
    _set_role(membership, role, by)


@transaction.atomic
def remove(*, membership: Membership, by: User) -> None:
    """Take someone out of the organisation; anyone may take out themselves.

    Refused for the last manager. Their account stays.
    """
    membership = _current(membership)
    leaves = membership.user == by
    if not leaves:
        answer = rules.may_manage(by, membership.organisation)
        rules.demand(answer or rules.may_appoint(by))
    _keep_a_manager(membership)
    membership.delete()
    _event(
        membership.organisation,
        OrganisationEvent.Verb.LEFT if leaves else OrganisationEvent.Verb.REMOVED,
        by,
        about=str(membership.user),
        before={"role": membership.role},
    )


@transaction.atomic
def appoint(*, organisation: Organisation, user: User, role: Membership.Role, by: User) -> None:
    """Give anyone a role anywhere: for site staff, who appoint the first manager."""
    _lock(organisation)
    rules.demand(rules.may_appoint(by))
    membership = Membership.objects.filter(organisation=organisation, user=user).first()
    if membership:
        _set_role(membership, role, by)
        return
    Membership.objects.create(organisation=organisation, user=user, role=role)
    _event(
        organisation, OrganisationEvent.Verb.APPOINTED, by, about=str(user), after={"role": role}
    )


def _set_role(membership: Membership, role: Membership.Role, by: User) -> None:
    before = membership.role
    if before == role:
        return
    _keep_a_manager(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    _event(
        membership.organisation,
        OrganisationEvent.Verb.CHANGED_ROLE,
        by,
        about=str(membership.user),
        before={"role": before},
        after={"role": role},
    )


def _keep_a_manager(membership: Membership) -> None:
    """Refuse with LastManager if no other manager can sign in."""
    if membership.role != Role.MANAGER:
        return
    managers = membership.organisation.memberships.filter(role=Role.MANAGER)
    if not managers.filter(user__is_active=True).exclude(pk=membership.pk).exists():
        raise LastManager(
            f"{membership.user} is the last manager of {membership.organisation.short_name}. "
            "Make somebody else a manager first."
        )


# --- What they share ---


def _lock(organisation: Organisation) -> None:
    """Nobody else changes the organisation's people until this transaction ends.

    On SQLite every transaction that writes waits for the others in any case.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _open(invitation: Invitation) -> Invitation:
    """The invitation as it now is, its organisation locked. Refused when it is closed.

    One that has merely expired can be sent again.
    """
    _lock(invitation.organisation)
    now = Invitation.objects.select_related("organisation").get(pk=invitation.pk)
    if now.accepted_at or now.revoked_at:
        raise InvitationClosed(now.closed_because)
    return now


def _current(membership: Membership) -> Membership:
    """The membership as it now is, its organisation locked. Refused when it is gone."""
    _lock(membership.organisation)
    rows = Membership.objects.select_related("organisation", "user")
    if now := rows.filter(pk=membership.pk).first():
        return now
    raise NoMember(f"{membership.user} is no longer a member.")


def _send(invitation: Invitation, by: User, site: str) -> None:
    """Renew the invitation and mail it after the commit. Refuses with TooManyInvitations."""
    counted = _count(invitation)
    invitation.sending += 1
    invitation.sent_at = None
    invitation.sent_by = by
    invitation.expires_at = timezone.now() + Invitation.LASTS
    invitation.save()
    transaction.on_commit(partial(_mail, invitation, site, counted))


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


def _mail(invitation: Invitation, site: str, counted: tuple[str, str]) -> None:
    """Mail it. If that fails it stays unsent, which the list of people says, and uncounted."""
    letter = partial(_letter, invitation, site)
    if send_or_log(letter, "An invitation could not be sent to %s", invitation.email):
        give_back(*counted)
    else:
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


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


def _event(
    organisation: Organisation,
    what: OrganisationEvent.Verb,
    by: User,
    *,
    about: str,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    OrganisationEvent.objects.create(
        organisation=organisation,
        what=what,
        by=by,
        about=about,
        before=before or {},
        after=after or {},
    )
