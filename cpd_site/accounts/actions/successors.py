"""Writes which school takes the place of which, as the national register says.

By that nothing is handed over: it is proposed to site staff, who do it (`handing_over`).
"""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cpd_site.models import Membership, Organisation, OrganisationEvent

BATCH = 500


@transaction.atomic
def propose(*, successors: Mapping[int, Collection[int]], source: str) -> int:
    """Note of each school here its successor, and say of how many that is another than before.

    `successors` are URNs, as the register's links name them. Only where exactly one follows, and is
    here: of a school that was split nobody knows who gets what. `source` is what it came from, in
    words.
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
    """Closed schools that have people here and handed nothing over, with a successor that is known
    and goes on."""
    people = Membership.objects.filter(organisation=OuterRef("pk"))
    closed = Organisation.Status.CLOSED
    return (
        Organisation.objects.filter(
            Exists(people), status=closed, successor=None, proposed_successor__successor=None
        )
        .exclude(proposed_successor__status__in=[closed, Organisation.Status.PROPOSED])
        .exclude(proposed_successor=None)
    )
