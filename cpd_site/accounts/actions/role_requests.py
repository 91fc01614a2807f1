"""Write requests for a role in a school, and the memberships that come of them.

Each action first locks the organisation's row, like those of `people`.
"""

from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from cpd_site.accounts import rules
from cpd_site.accounts.actions.people import PeopleRefused, lock, record
from cpd_site.models import Membership, Organisation, OrganisationEvent, RoleRequest, User
from cpd_site.serving.background import once_committed
from cpd_site.serving.rate_limit import RateLimit, give_back
from cpd_site.serving.sending import compose, send_or_log
from cpd_site.serving.site_address import address_in_mails

Role = Membership.Role

DAY = timedelta(days=1)
BY_PERSON = RateLimit("role-requests-by", most=5, within=DAY)
TO_SCHOOL = RateLimit("role-requests-to", most=20, within=DAY)

AFTER_A_REFUSAL = timedelta(days=7)
"""How long a refused person cannot ask the same school again."""


class RequestRefused(PeopleRefused):
    """Raised if the role cannot be requested, or not now."""


class AlreadyAnswered(PeopleRefused):
    """Raised if somebody else has answered the request, or it was withdrawn."""


@transaction.atomic
def ask(*, organisation: Organisation, role: Membership.Role, why: str, by: User) -> RoleRequest:
    """Request a role in a school. Raises RequestRefused."""
    lock(organisation)
    organisation.refresh_from_db(fields=["status", "successor"])
    if reason := why_not(organisation, by):
        raise RequestRefused(reason)
    name = organisation.short_name
    taken = BY_PERSON.take(str(by.pk))
    if not taken:
        raise RequestRefused(f"You have asked {BY_PERSON.most} times within a day. Wait a day.")
    if not TO_SCHOOL.take(str(organisation.pk)):
        give_back(taken)
        raise RequestRefused(f"Too many people have asked at {name} today. Try again tomorrow.")
    return RoleRequest.objects.create(organisation=organisation, user=by, role=role, why=why)


def why_not(organisation: Organisation, person: User) -> str:
    """Return why this person cannot request a role there now, in a sentence; empty if they can."""
    name = organisation.short_name
    if organisation.kind != Organisation.Kind.SCHOOL:
        return f"Only schools can be asked for here, and {name} is none."
    if organisation.is_closed:
        return f"The national register says that {name} has closed."
    belongs = organisation.memberships.filter(user=person).exists()
    if belongs and rules.is_looked_after(organisation):
        return f"You belong to {name} already. Its managers can give you another role."
    asked = organisation.role_requests.filter(user=person)
    if asked.open().exists():
        return f"You have asked at {name} already. It waits for an answer."
    if asked.filter(is_accepted=False, answered_at__gt=timezone.now() - AFTER_A_REFUSAL).exists():
        return f"You were refused at {name} within the last week. Ask again later."
    return ""


@transaction.atomic
def take_back(*, request: RoleRequest, by: User) -> None:
    """Delete an open request without a trace."""
    lock(request.organisation)
    if not RoleRequest.objects.open().filter(pk=request.pk, user=by).delete()[0]:
        raise AlreadyAnswered("This was answered already.")


@transaction.atomic
def accept(*, request: RoleRequest, by: User) -> Membership:
    """Make them a member with the requested role; a role that includes it stays."""
    request = _open(request, by)
    role = Role(request.role)
    membership, is_new = Membership.objects.get_or_create(
        user=request.user, organisation=request.organisation, defaults={"role": role}
    )
    if not is_new and role.includes(Role(membership.role)):
        membership.role = role
        membership.save(update_fields=["role"])
    request.is_accepted = True
    _answer(request, by, "")
    return membership


@transaction.atomic
def refuse(*, request: RoleRequest, by: User, reply: str) -> None:
    """Refuse, with a sentence for the person who asked."""
    _answer(_open(request, by), by, reply)


def visible_to(user: User) -> list[RoleRequest]:
    """Return this person's requests, and those that await their answer, in one query.

    Site staff find the others in the admin.
    """
    managed = [key for key, role in rules.roles_of(user).items() if role == Role.MANAGER]
    waits = Q()
    if managed:
        waits = Q(answered_at=None) & (Q(organisation__in=managed) | _from_above(managed))
    rows = RoleRequest.objects.filter(Q(user=user) | waits)
    return [row for row in rows.select_related("organisation", "user") if row.is_reported]


def _from_above(managed: list[int]) -> Q:
    """Return a condition: schools without a manager below these organisations."""
    managers = Membership.objects.filter(
        organisation=OuterRef("organisation"), role=Role.MANAGER, user__is_active=True
    )
    kinds = rules.kinds_that_answer()
    below = Q(organisation__parent__in=managed, organisation__parent__kind__in=kinds)
    if Organisation.Kind.AUTHORITY in kinds:
        below |= Q(organisation__authority__in=managed)
    return below & Q(~Exists(managers))


def _open(request: RoleRequest, by: User) -> RoleRequest:
    """Lock the organisation and return the request."""
    lock(request.organisation)
    rules.demand(rules.may_answer(by, request.organisation))
    if request.user == by and not rules.is_site_staff(by):
        raise RequestRefused("What you ask for yourself is answered by somebody else.")
    rows = RoleRequest.objects.open().select_related("organisation", "user")
    if now := rows.filter(pk=request.pk).first():
        return now
    raise AlreadyAnswered("Somebody else has answered this already, or it was taken back.")


def _answer(request: RoleRequest, by: User, reply: str) -> None:
    request.answered_at, request.answered_by, request.reply = timezone.now(), by, reply
    request.save()
    verb = OrganisationEvent.Verb
    what = verb.ACCEPTED_REQUEST if request.is_accepted else verb.REFUSED_REQUEST
    record(request.organisation, what, by, about=request.user, after={"role": request.role})
    once_committed(lambda: send_or_log(lambda: _letter(request), "An answer was not sent"))


def _letter(request: RoleRequest) -> EmailMessage:
    address = address_in_mails(reverse("desk"))
    subject = f"You asked for a role in {request.organisation.short_name}"
    context = {"request": request, "address": address}
    return compose(subject, request.user.email, "request_answered", context)
