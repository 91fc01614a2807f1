"""Hand over everything that a closing school has here to its successor."""

from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from cpd_site.accounts import rules
from cpd_site.accounts.actions.people import PeopleRefused, lock
from cpd_site.accounts.signals import (
    organisations_changed,
    school_handed_over,
    school_taken_back,
)
from cpd_site.models import Membership, Organisation, OrganisationEvent, User

Role = Membership.Role


type Moved = dict[str, Any]
"""Keys of what was handed over, as its event stores them, so that it can be taken back."""


class HandOverRefused(PeopleRefused):
    """Raised if these two are not a closing school and its successor."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was handed over, and what ended."""

    members: int
    in_both: int
    frameworks: tuple[str, ...]
    ended: int  # invitations, join links, mail domains, requests

    def lines(self) -> list[str]:
        """Return the counts in words, one line each."""
        return [
            f"Members who come over, with their roles: {self.members}",
            f"Members of both, who keep the greater role: {self.in_both}",
            *(f"Comes over at its address: {title}" for title in self.frameworks),
            f"Invitations, join links, mail domains and requests that end: {self.ended}",
        ]


@transaction.atomic
def hand_over(*, school: Organisation, successor: Organisation, by: User | None) -> HandedOver:
    """Hand over members, frameworks and imports; end the ways in; redirect old addresses.

    `by` is a member of site staff, or None for a command. The school is closed afterwards. Each of
    the two gets one event. Raises HandOverRefused.
    """
    for each in sorted((school, successor), key=lambda each: each.pk):
        lock(each)
    school.refresh_from_db()
    successor.refresh_from_db()
    if by is not None:
        rules.demand(rules.may_appoint(by))
    _demand_that_fits(school, successor)
    moved = _move_members(school, successor) | {"status": school.status}
    ended = _end_ways_in(school, successor, by)
    for _, more in school_handed_over.send(Organisation, school=school, successor=successor, by=by):
        moved |= cast(Moved, more or {})
    school.successor, school.status = successor, Organisation.Status.CLOSED
    school.save()
    titles = tuple(moved.get("frameworks", {}).values())
    done = HandedOver(len(moved["members"]), len(moved["in_both"]), titles, ended)
    verb = OrganisationEvent.Verb
    _note(school, verb.HANDED_OVER, successor, by, moved)
    _note(successor, verb.TOOK_OVER, school, by, {"members": done.members, "frameworks": titles})
    organisations_changed.send(Organisation, organisations=[successor])
    return done


def dry_run(*, school: Organisation, successor: Organisation, by: User | None) -> HandedOver:
    """Return what would be handed over, by doing it and rolling back."""
    with transaction.atomic():
        done = hand_over(school=school, successor=successor, by=by)
        transaction.set_rollback(True)
    school.refresh_from_db()
    return done


@transaction.atomic
def take_back(*, school: Organisation, by: User) -> Organisation:
    """Return to a school what it handed over by mistake, and return the former successor.

    Members and frameworks that the successor still has come back, in their former roles.
    Invitations, join links and mail domains stay ended. Raises HandOverRefused.
    """
    rules.demand(rules.may_appoint(by))
    if school.successor is None:
        raise HandOverRefused(f"{school} has handed nothing over.")
    for each in sorted((school, school.successor), key=lambda each: each.pk):
        lock(each)
    school.refresh_from_db()
    successor = school.successor
    if successor is None:
        raise HandOverRefused(f"{school} has its own back already.")
    handed_over = school.events.filter(what=OrganisationEvent.Verb.HANDED_OVER).first()
    moved: Moved = handed_over.after if handed_over else {}
    if "in_both" not in moved:
        raise HandOverRefused("What went over then is not known, so it cannot be taken back.")
    _move_members_back(school, successor, moved)
    school_taken_back.send(Organisation, school=school, successor=successor, by=by, moved=moved)
    school.successor, school.status = None, moved["status"]
    school.save()
    _note(school, OrganisationEvent.Verb.TOOK_BACK, successor, by, {})
    _note(successor, OrganisationEvent.Verb.GAVE_BACK, school, by, {})
    organisations_changed.send(Organisation, organisations=[school, successor])
    return successor


def _note(
    of: Organisation,
    what: OrganisationEvent.Verb,
    other: Organisation,
    by: User | None,
    after: Moved,
) -> None:
    OrganisationEvent.objects.create(
        organisation=of, what=what, by=by, about=other.name, after=after
    )


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


def _move_members(school: Organisation, successor: Organisation) -> Moved:
    """Move the memberships; return which moved, and the former roles of people who belonged to
    both.
    """
    there = {each.user_id: each for each in successor.memberships.all()}
    moved: list[int] = []
    in_both: list[tuple[int, str, str]] = []
    for membership in school.memberships.all():
        known = there.get(membership.user_id)
        if known is None:
            membership.organisation = successor
            membership.save(update_fields=["organisation"])
            moved.append(membership.pk)
            continue
        in_both.append((membership.user_id, membership.role, known.role))
        if Role(membership.role).includes(Role(known.role)):
            known.role = membership.role
            known.save(update_fields=["role"])
        membership.delete()
    return {"members": moved, "in_both": in_both}


def _move_members_back(school: Organisation, successor: Organisation, moved: Moved) -> None:
    """Move memberships back. People who have left the successor since belong to neither."""
    successor.memberships.filter(pk__in=moved["members"]).update(organisation=school)
    there = {each.user_id: each for each in successor.memberships.all()}
    for person, at_school, at_successor in moved["in_both"]:
        if known := there.get(person):
            known.role = at_successor
            known.save(update_fields=["role"])
            Membership.objects.get_or_create(
                organisation=school, user_id=person, defaults={"role": at_school}
            )


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
