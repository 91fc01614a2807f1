"""Write which school succeeds which, according to the national register.

This hands nothing over; it only proposes it to site staff (`handing_over`).
"""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cpd_site.models import Membership, Organisation, OrganisationEvent

BATCH = 500


@transaction.atomic
def propose(*, successors: Mapping[int, Collection[int]], source: str) -> int:
    """Store the successor of each school; return how many are different from before.

    `successors` are URNs, as in the register's links. Only unique successors that are here count:
    nobody knows who gets what of a school that was split. `source` describes the origin in words.
    """
    schools = Organisation.objects.filter(urn__isnull=False)
    here = {school.urn: school for school in schools.only("urn", "proposed_successor")}
    changed = []
    for urn, school in here.items():
        after = [here[one].pk for one in successors.get(urn or 0, ()) if one in here]
        proposed = after[0] if len(after) == 1 else None
        if school.proposed_successor_id != proposed:
            school.proposed_successor_id = proposed
            changed.append(school)
    if changed:
        Organisation.objects.bulk_update(changed, ["proposed_successor"], batch_size=BATCH)
        OrganisationEvent.objects.create(
            what=OrganisationEvent.Verb.NAMED_SUCCESSORS,
            by=None,
            about=source,
            after={"changed": len(changed)},
        )
    return len(changed)


def to_hand_over() -> QuerySet[Organisation]:
    """Return closed schools that have people here, have not handed over, and whose successor is
    known and open.
    """
    people = Membership.objects.filter(organisation=OuterRef("pk"))
    closed = Organisation.Status.CLOSED
    return (
        Organisation.objects.filter(
            Exists(people), status=closed, successor=None, proposed_successor__successor=None
        )
        .exclude(proposed_successor__status__in=[closed, Organisation.Status.PROPOSED])
        .exclude(proposed_successor=None)
    )
