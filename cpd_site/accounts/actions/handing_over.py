"""A school that closes hands what it has here to the one that takes its place."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cpd_site.accounts import rules
from cpd_site.accounts.actions.people import PeopleRefused, lock
from cpd_site.accounts.signals import organisations_changed, school_handed_over
from cpd_site.models import Membership, Organisation, OrganisationEvent, User

Role = Membership.Role


class HandOverRefused(PeopleRefused):
    """These two are not a school that closes and its successor."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What went over, and what ended."""

    members: int
    in_both: int
    frameworks: tuple[str, ...]
    ended: int  # invitations, join links, mail domains, requests

    def lines(self) -> list[str]:
        """The same in words, a line each."""
        return [
            f"Members who come over, with their roles: {self.members}",
            f"Members of both, who keep the greater role: {self.in_both}",
            *(f"Comes over at its address: {title}" for title in self.frameworks),
            f"Invitations, join links, mail domains and requests that end: {self.ended}",
        ]


@transaction.atomic
def hand_over(*, school: Organisation, successor: Organisation, by: User | None) -> HandedOver:
    """Hand over members, frameworks and imports; end the ways in; lead old addresses on.

    `by` is one of site staff, or None for a command. The school is closed from then on. It is one
    event of each of the two. Refuses with HandOverRefused.
    """
    for each in sorted((school, successor), key=lambda each: each.pk):
        lock(each)
    school.refresh_from_db()
    successor.refresh_from_db()
    if by is not None:
        rules.demand(rules.may_appoint(by))
    _demand_that_fits(school, successor)
    members, in_both = _move_members(school, successor)
    ended = _end_ways_in(school, successor, by)
    answers = school_handed_over.send(Organisation, school=school, successor=successor, by=by)
    frameworks = tuple(title for _, titles in answers for title in titles or ())
    school.successor, school.status = successor, Organisation.Status.CLOSED
    school.save()
    done = HandedOver(members, in_both, frameworks, ended)
    after = {"members": members, "frameworks": list(frameworks)}
    verb = OrganisationEvent.Verb
    for of, what, other in (
        (school, verb.HANDED_OVER, successor),
        (successor, verb.TOOK_OVER, school),
    ):
        OrganisationEvent.objects.create(
            organisation=of, what=what, by=by, about=other.name, after=after
        )
    organisations_changed.send(Organisation, organisations=[successor])
    return done


def _demand_that_fits(school: Organisation, successor: Organisation) -> None:
    if school == successor:
        raise HandOverRefused(f"{school} cannot hand over to itself.")
    for each in (school, successor):
        if each.kind != Organisation.Kind.SCHOOL:
            raise HandOverRefused(f"{each} is no school.")
    if school.successor:
        raise HandOverRefused(f"{school} has handed over to {school.successor} already.")
    if successor.is_closed:
        raise HandOverRefused(f"{successor} has closed. Name the school that goes on.")


def _move_members(school: Organisation, successor: Organisation) -> tuple[int, int]:
    """How many came over, and how many belonged to both."""
    there = {each.user_id: each for each in successor.memberships.all()}
    moved = in_both = 0
    for membership in school.memberships.all():
        known = there.get(membership.user_id)
        if known is None:
            membership.organisation = successor
            membership.save(update_fields=["organisation"])
            moved += 1
            continue
        if Role(membership.role).includes(Role(known.role)):
            known.role = membership.role
            known.save(update_fields=["role"])
        membership.delete()
        in_both += 1
    return moved, in_both


def _end_ways_in(school: Organisation, successor: Organisation, by: User | None) -> int:
    now = timezone.now()
    gone = {"revoked_at": now, "revoked_by": by}
    ended = school.invitations.open().update(**gone)
    ended += school.join_links.filter(revoked_at=None).update(**gone)
    ended += school.mail_domains.filter(revoked_at=None).update(**gone)
    return ended + school.role_requests.open().update(
        answered_at=now,
        answered_by=by,
        reply=f"{school.short_name} has closed. You can ask at {successor.short_name}.",
    )
