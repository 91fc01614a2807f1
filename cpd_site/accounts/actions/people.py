"""Write memberships; nothing else does, besides `invitations`.

Each action first locks the organisation's row, then asks the rules and counts managers: concurrent
actions wait for each other, so that an organisation never loses its last manager.
"""

from django.db import transaction
from django.utils import timezone

from cpd_site.accounts import rules
from cpd_site.models import Membership, Organisation, OrganisationEvent, User

Role = Membership.Role


class PeopleRefused(Exception):
    """Raised when an action is refused. The message is a sentence for the person who tried."""


class LastManager(PeopleRefused):
    """Raised if the organisation would have no manager left."""


class HasHandedOver(PeopleRefused):
    """Raised if another school has taken the place of this one."""


class NoMember(PeopleRefused):
    """Raised if the person is no longer a member: someone else has removed them meanwhile."""


@transaction.atomic
def change_role(*, membership: Membership, role: Membership.Role, by: User) -> None:
    """Change a member's role. Refused for the last manager."""
    membership = _current(membership)
    rules.demand(rules.may_manage(by, membership.organisation))
    _set_role(membership, role, by)


@transaction.atomic
def remove(*, membership: Membership, by: User) -> None:
    """Remove a member; everyone may remove themselves.

    Refused for the last manager. Their account stays. An invitation that waits for somebody whom
    others remove is revoked.
    """
    membership = _current(membership)
    leaves = membership.user == by
    if not leaves:
        answer = rules.may_manage(by, membership.organisation)
        rules.demand(answer or rules.may_appoint(by))
    _keep_a_manager(membership)
    verb = OrganisationEvent.Verb.LEFT if leaves else OrganisationEvent.Verb.REMOVED
    end_membership(membership, verb, by)


@transaction.atomic
def appoint(*, organisation: Organisation, user: User, role: Membership.Role, by: User) -> None:
    """Give anyone a role anywhere: for site staff, who appoint the first manager.

    Raises HasHandedOver for a school that has handed over: its people belong to its successor.
    """
    lock(organisation)
    rules.demand(rules.may_appoint(by))
    organisation.refresh_from_db(fields=["successor"])
    if organisation.successor:
        raise HasHandedOver(
            f"{organisation} has handed over to {organisation.successor}. Give them a role there."
        )
    membership = Membership.objects.filter(organisation=organisation, user=user).first()
    if membership:
        _set_role(membership, role, by)
        return
    Membership.objects.create(organisation=organisation, user=user, role=role)
    record(organisation, OrganisationEvent.Verb.APPOINTED, by, about=user, after={"role": role})


def _set_role(membership: Membership, role: Membership.Role, by: User) -> None:
    before = membership.role
    if before == role:
        return
    _keep_a_manager(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    record(
        membership.organisation,
        OrganisationEvent.Verb.CHANGED_ROLE,
        by,
        about=membership.user,
        before={"role": before},
        after={"role": role},
    )


def _keep_a_manager(membership: Membership) -> None:
    """Raise LastManager if no other manager can sign in."""
    if membership.role != Role.MANAGER:
        return
    managers = membership.organisation.memberships.filter(role=Role.MANAGER)
    if not managers.filter(user__is_active=True).exclude(pk=membership.pk).exists():
        raise LastManager(
            f"{membership.user} is the last manager of {membership.organisation.short_name}. "
            "Make somebody else a manager first."
        )


# --- Shared with other actions ---


def lock(organisation: Organisation) -> None:
    """Lock the people of an organisation until the transaction ends.

    On SQLite all writing transactions wait for each other anyway.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def record(
    organisation: Organisation,
    what: OrganisationEvent.Verb,
    by: User,
    *,
    about: User | str,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    """Write the event of an action about a person, or about something that has a name only."""
    OrganisationEvent.objects.create(
        organisation=organisation,
        what=what,
        by=by,
        about=str(about),
        person=about if isinstance(about, User) else None,
        before=before or {},
        after=after or {},
    )


def end_membership(membership: Membership, what: OrganisationEvent.Verb, by: User) -> None:
    """End a membership. Whoever was removed comes back by a new invitation only."""
    organisation, person = membership.organisation, membership.user
    membership.delete()
    record(organisation, what, by, about=person, before={"role": membership.role})
    if what == OrganisationEvent.Verb.REMOVED:
        waiting = organisation.invitations.open().filter(email__iexact=person.email)
        if waiting.update(revoked_at=timezone.now(), revoked_by=by):
            verb = OrganisationEvent.Verb.TOOK_BACK_INVITATION
            record(organisation, verb, by, about=person.email)


def _current(membership: Membership) -> Membership:
    """Lock the organisation and return the membership. Raises NoMember."""
    lock(membership.organisation)
    rows = Membership.objects.select_related("organisation", "user")
    if now := rows.filter(pk=membership.pk).first():
        return now
    raise NoMember(f"{membership.user} is no longer a member.")
