"""What the filters of lines in memory must leave, as a database finds it."""

from functools import reduce
from operator import or_

from django.db.models import Q

from opportunities.editing.links import addresses_of
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import CONTACT, HIDE, LINK, NOT_MARKED, ONLY, RENAMED, Group
from opportunities.text.fates import has_ended, is_renamed

LOOKUPS = {
    "framework": "stage__grid__edition__framework__slug",
    "stage": "stage__slug",
    "family": "stage__family",
    "group": "stage__group",
    "tier": "tier",
}


def left_by(asked, placements):
    """The placements that these choices leave; only Python knows fates and links."""
    for name, lookup in LOOKUPS.items():
        if name in asked:
            placements = placements.filter(**{f"{lookup}__in": asked[name]})
    if "kind" in asked:
        kinds = [kind for kind in asked["kind"] if kind != NOT_MARKED]
        marked = [Q(opportunity__kinds__contains=kind) for kind in kinds]
        unmarked = [Q(opportunity__kinds="")] if NOT_MARKED in asked["kind"] else []
        placements = placements.filter(reduce(or_, marked + unmarked))
    return [
        placement
        for placement in placements.select_related("opportunity", "stage")
        if _has_fate(placement, asked.get("ended")) and _lacks(placement, asked.get("without"))
    ]


def _has_fate(placement, asked):
    line = _wording(placement)
    return (
        asked is None
        or (ONLY if has_ended(line) else HIDE) in asked
        or (RENAMED in asked and is_renamed(line, [Group(placement.stage.group)]))
    )


def _lacks(placement, asked):
    return (
        asked is None
        or (CONTACT in asked and not placement.opportunity.contact)
        or (LINK in asked and not addresses_of(_wording(placement)))
    )


def _wording(placement):
    line = placement.opportunity
    return Wording(line.text, tuple(line.details.split("\n")), line.link)
