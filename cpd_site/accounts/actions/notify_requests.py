"""Mail requests for a role in a school to the people who answer them.

These are the managers of the school; if it has none, those of its trust and, by a setting, of its
authority; if nobody does, site staff. Each group gets one mail a day at most. A request is marked
before its mails go, so that concurrent runs mail nobody twice; if no mail could be sent, the next
run tries again.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from itertools import groupby

from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cpd_site.accounts import rules
from cpd_site.models import Membership, RoleRequest, User
from cpd_site.serving.background import together
from cpd_site.serving.sending import compose, send_to_each
from cpd_site.serving.site_address import address_in_mails

APART = timedelta(days=1)

MOST = 10
"""A mail names this many requests and counts the others."""

type AnsweringPlaces = tuple[int, ...]
"""The organisations whose managers answer a request; empty: site staff."""


def mail_requests() -> int:
    """Mail pending requests to the people who answer them; return how many mails went."""
    with together():
        return _mail(*_claimed())


def _mail(new: list[RoleRequest], managers: dict[int, list[User]]) -> int:
    for_person: defaultdict[User, list[RoleRequest]] = defaultdict(list)
    of = partial(_group, managers=managers)
    for group, requests in groupby(sorted(new, key=of), of):
        waiting = list(requests)
        for person in _people(group, managers):
            for_person[person] += [each for each in waiting if each.user != person]
    sent = send_to_each(
        [person for person, theirs in for_person.items() if theirs],
        lambda person: _letter(for_person[person], person),
        "%s could not be told of requests for a role",
    )
    if sent.is_down and not sent.mails:
        RoleRequest.objects.filter(pk__in=[request.pk for request in new]).update(told_at=None)
    return sent.mails


def _claimed() -> tuple[list[RoleRequest], dict[int, list[User]]]:
    """Claim the requests that nobody was mailed about; return them, and the managers by
    organisation.
    """
    now = timezone.now()
    untold = Q(told_at=None, answered_at=None, user__is_active=True)
    rows = RoleRequest.objects.filter(untold | Q(told_at__gt=now - APART))
    requests = list(rows.select_related("user", "organisation__parent", "organisation__authority"))
    managers = _managers(requests)
    mailed = {_group(request, managers) for request in requests if request.told_at}
    waiting = [
        request
        for request in requests
        if not request.told_at and _group(request, managers) not in mailed
    ]
    keys = [request.pk for request in waiting]
    RoleRequest.objects.open().filter(pk__in=keys, told_at=None).update(told_at=now)
    ours = set(RoleRequest.objects.filter(pk__in=keys, told_at=now).values_list("pk", flat=True))
    return [request for request in waiting if request.pk in ours], managers


def _managers(requests: Iterable[RoleRequest]) -> dict[int, list[User]]:
    """Return the managers of these schools and of the organisations above them, in one query."""
    places = set[int | None]()
    for request in requests:
        school = request.organisation
        places |= {school.pk, school.parent_id, school.authority_id}
    found: defaultdict[int, list[User]] = defaultdict(list)
    rows = Membership.objects.filter(
        organisation__in=places - {None}, role=Membership.Role.MANAGER, user__is_active=True
    )
    for membership in rows.select_related("user").order_by("pk"):
        found[membership.organisation_id].append(membership.user)
    return dict(found)


def _group(request: RoleRequest, managers: dict[int, list[User]]) -> AnsweringPlaces:
    school = request.organisation
    if school.pk in managers:
        return (school.pk,)
    kinds = rules.kinds_that_answer()
    above = {each.pk for each in (school.parent, school.authority) if each and each.kind in kinds}
    return tuple(sorted(above & managers.keys()))


def _people(group: AnsweringPlaces, managers: dict[int, list[User]]) -> Iterable[User]:
    if not group:
        return User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    return dict.fromkeys(person for each in group for person in managers[each])


def _letter(requests: list[RoleRequest], person: User) -> EmailMessage:
    """Return a mail with the requests, their reasons as written, and where to answer."""
    listed = [
        {"request": each, "address": address_in_mails(reverse("role_request", args=[each.pk]))}
        for each in requests[:MOST]
    ]
    names = {each.organisation.short_name for each in requests}
    subject = f"Somebody asks for a role in {', '.join(sorted(names))}"
    context = {"listed": listed, "more": len(requests[MOST:]), "count": len(requests)}
    return compose(subject, person.email, "requests_wait", context)
