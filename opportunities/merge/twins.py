"""Finds what both sides added in the same cell in the same words, so it can be one line (17)."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from uuid import UUID

from cpd_site.words import normalized
from opportunities.merge.cases import MISSING, Three
from opportunities.merge.decisions import Answer, Decision, Kind, What
from opportunities.merge.sides import Line, Sides
from opportunities.snapshot import Opportunity, Placement

CLOSING = ".,;:!?…"


def decide_twins(sides: Sides) -> Iterator[Decision]:
    """Lines of our own that they have added too: one decision for a line, with all its cells."""
    alike: defaultdict[tuple[UUID, UUID], list[tuple[Placement, Placement]]] = defaultdict(list)
    for ours, theirs in _pairs(sides):
        alike[ours.opportunity, theirs.opportunity].append((ours, theirs))
    for pairs in alike.values():
        ours, theirs = pairs[0]
        yield Decision(
            Kind.SAME,
            What.ADDED,
            Placement,
            tuple(theirs.key for _, theirs in pairs),
            Three(
                MISSING,
                Line(ours, sides.grids.ours.opportunity_by_key[ours.opportunity]),
                Line(theirs, sides.grids.theirs.opportunity_by_key[theirs.opportunity]),
            ),
            tuple(theirs.place for _, theirs in pairs),
            answers=(Answer.ONE, Answer.BOTH),
            default=Answer.ONE,
            lines=tuple(ours.key for ours, _ in pairs),
        )


def _pairs(sides: Sides) -> Iterator[tuple[Placement, Placement]]:
    """Each new line of theirs with one of our own that says the same in its cell."""
    of = sides.rows[Placement]
    ours: defaultdict[Hashable, list[Placement]] = defaultdict(list)
    for placement in sides.grids.ours.placements:
        if not (placement.key in of.base or placement.key in of.theirs or placement.hidden):
            said = sides.grids.ours.opportunity_by_key[placement.opportunity]
            ours[placement.place, bare(said)].append(placement)
    for placement in sides.grids.theirs.placements if ours else ():
        if placement.key in of.base or placement.key in of.ours:
            continue
        said = sides.grids.theirs.opportunity_by_key[placement.opportunity]
        for own in ours[placement.place, bare(said)]:
            link = sides.grids.ours.opportunity_by_key[own.opportunity].link
            if link in ("", said.link):
                ours[placement.place, bare(said)].remove(own)
                yield own, placement
                break


def bare(opportunity: Opportunity) -> tuple[str, ...]:
    """Text and sub-points without what two people write differently: case, forms of characters,
    white space, closing punctuation."""
    return tuple(map(_bare, (opportunity.text, *opportunity.details)))


def _bare(text: str) -> str:
    folded = normalized("NFKC", normalized("NFKC", text).casefold())
    words = " ".join(folded.split())
    return words.rstrip(CLOSING + " ") or words
