"""Who may do what to organisations and their people, and why not.

Each question returns a `Verdict`: yes, or no with a sentence. The same verdict hides or disables a
button, explains it, guards the view and, once more inside its transaction, the action.
`frameworks.rules` decides about frameworks and asks here for roles.

- Permissions follow from the role in the organisation itself: a role in an authority gives none
  in its schools, nor the other way round.
- Site staff see everything, so that they can help, and change nothing without a role. They give
  themselves one in the admin, where that leaves a trace.
- Roles are read again for each question: someone may have been removed a moment ago. A page that
  asks about many frameworks prefetches the person's memberships first; an action never does.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.text import get_text_list

from cpd_site.models import Membership, Organisation, User

type Person = User | AnonymousUser

Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with the reason: a sentence for the person who asked."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


class Refused(PermissionDenied):
    """Raised when somebody may not do this. Carries the sentence that says why; shown with status
    403.
    """


def demand(answer: Verdict) -> None:
    """Raise Refused with the reason if the verdict is no."""
    if not answer:
        raise Refused(answer.reason)


def may_manage(user: Person, organisation: Organisation) -> Verdict:
    """Whether they may change the roles of this organisation's people, and remove them."""
    return requires_role(Role.MANAGER, user, organisation, "change roles and remove people")


def may_invite(
    user: Person, organisation: Organisation, role: Membership.Role = Role.READER
) -> Verdict:
    """Whether they may invite people in this role: editors and publishers invite readers."""
    if role == Role.READER:
        return requires_role(Role.EDITOR, user, organisation, "invite readers")
    return requires_role(Role.MANAGER, user, organisation, f"invite {role.label.lower()}s")


def may_let_in(user: Person, organisation: Organisation) -> Verdict:
    """Whether they may open ways in for many people: managers may, who can remove people again."""
    return requires_role(Role.MANAGER, user, organisation, "let people join by themselves")


def may_answer(user: Person, organisation: Organisation) -> Verdict:
    """Whether they may answer requests for a role in a school: site staff; its managers; while it
    has none, those of its trust and, if a setting allows it, of its authority.
    """
    if is_site_staff(user):
        return YES
    own = requires_role(Role.MANAGER, user, organisation, "answer who asks for a role")
    if own or is_looked_after(organisation):
        return own
    kinds = kinds_that_answer()
    above = {organisation.parent, organisation.authority} - {None}
    answering = (each for each in above if each and each.kind in kinds)
    if any(role_at(user, each) == Role.MANAGER for each in answering):
        return YES
    return own


def kinds_that_answer() -> tuple[str, ...]:
    """Return the kinds of organisation that answer for schools below them without a manager."""
    kinds = Organisation.Kind
    return (kinds.TRUST, kinds.AUTHORITY) if settings.AUTHORITIES_ANSWER else (kinds.TRUST,)


def is_looked_after(organisation: Organisation) -> bool:
    """Whether it has a manager who can sign in."""
    managers = organisation.memberships.filter(role=Role.MANAGER, user__is_active=True)
    return managers.exists()


def may_see_people(user: Person, organisation: Organisation) -> Verdict:
    """Whether they may see who belongs to this organisation: its members may."""
    if is_site_staff(user) or role_at(user, organisation):
        return YES
    return Verdict(False, f"Only members of {organisation.short_name} see who belongs to it.")


def may_appoint(user: Person) -> Verdict:
    """Whether they may give anyone a role anywhere: site staff may, in the admin."""
    if is_site_staff(user):
        return YES
    return Verdict(False, "Only site staff can appoint people.")


def role_at(user: Person, organisation: Organisation) -> Membership.Role | None:
    """Return the person's role in this very organisation; None if they have none."""
    return roles_of(user).get(organisation.pk)


def is_site_staff(user: Person) -> bool:
    """Return whether the user is site staff."""
    return user.is_active and (user.is_staff or user.is_superuser)


def requires_role(
    least: Membership.Role, user: Person, organisation: Organisation, what: str
) -> Verdict:
    """Allow from the role `least` upwards; `what` is the action named in the refusal."""
    name = organisation.short_name
    if not (user.is_authenticated and user.is_active):
        return Verdict(False, f"Sign in as a member of {name} to {what}.")
    role = role_at(user, organisation)
    if role is None:
        return Verdict(False, f"Only members of {name} can {what} there, and you are not one.")
    if role.includes(least):
        return YES
    enough = get_text_list(
        [f"{each.label.lower()}s" for each in Role if each.includes(least)], "and"
    )
    return Verdict(False, f"Only {enough} at {name} can {what}; you are {role.with_article} there.")


def roles_of(user: Person) -> dict[int, Membership.Role]:
    """Return the person's roles by organisation in one query, or none if prefetched."""
    if not isinstance(user, User) or not user.is_active:
        return {}
    return {member.organisation_id: Role(member.role) for member in user.memberships.all()}


def with_those_above(organisations: Iterable[int]) -> list[int]:
    """Return these organisations and all above them, with a query for each level."""
    found: list[int] = []
    level = [*organisations]
    while level:
        found += level
        parents = Organisation.objects.filter(children__in=level).exclude(pk__in=found)
        level = [*parents.order_by().values_list("pk", flat=True).distinct()]
    return found


def with_those_below(organisations: Iterable[int]) -> set[int]:
    """Return these organisations and all below them, with a query for each level."""
    found: set[int] = set()
    level = {*organisations}
    while level:
        found |= level
        below = Organisation.objects.filter(parent__in=level).order_by()
        level = {*below.values_list("pk", flat=True)} - found
    return found
