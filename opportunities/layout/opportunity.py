"""Lay out one opportunity of a grid: its words, and each of its places."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

from opportunities.comparing.origins import OriginLabel, OriginLabels
from opportunities.grid.progression import carried_on
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Stage
from opportunities.grid.vocabulary import ProviderTier
from opportunities.text import annotate, fates, glossary

MOST_INSTEAD = 5
"""The most alternatives to name for something that has ended."""


@dataclass(frozen=True, slots=True)
class OpportunityPlace:
    """A placement: stage, printed heading, and the later stages to which it carries on.

    `origin_label`: in a copy, its origin; the page prints the note separately.
    """

    placement: Placement
    stage: Stage
    heading: str
    carried_to: tuple[Stage, ...]
    origin_label: OriginLabel | None
    note: tuple[str, ...]

    @property
    def tier(self) -> ProviderTier:
        return self.placement.tier


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    """An opportunity with its places, in the order of its grid."""

    opportunity: Opportunity
    runs: tuple[annotate.TextRun, ...]
    details: tuple[annotate.AnnotatedLine, ...]
    places: tuple[OpportunityPlace, ...]

    @property
    def fates(self) -> fates.Fates:
        """What became of the things it names."""
        return fates.of_line(self.opportunity, {place.stage.group for place in self.places})

    @property
    def entries(self) -> tuple[glossary.Entry, ...]:
        """The glossary entries of all that it names."""
        abbreviations = (
            entry for text in self.opportunity.texts for *_, entry in glossary.abbreviations(text)
        )
        named = (fate.entry for fate in self.fates)
        return tuple(dict.fromkeys((*named, *abbreviations)))

    @property
    def notes(self) -> tuple[tuple[tuple[str, ...], tuple[Stage, ...]], ...]:
        """Each note of a copy, with the stages it is for; no stages if it is for all of them."""
        stages: dict[tuple[str, ...], list[Stage]] = {}
        for place in self.places:
            stages.setdefault(place.note, []).append(place.stage)
        everywhere = len(stages) == 1
        return tuple((note, () if everywhere else tuple(at)) for note, at in stages.items() if note)

    @property
    def everywhere(self) -> OpportunityPlace | None:
        """One of several places that are all under one heading and from one provider, or None."""
        first, *others = self.places
        alike = {(place.heading, place.tier) for place in self.places}
        return first if others and len(alike) == 1 else None

    @property
    def stages(self) -> dict[str, Stage]:
        """The stages that list it or carry it on, by slug."""
        listing = [place.stage for place in self.places]
        carrying = [stage for place in self.places for stage in place.carried_to]
        return {stage.slug: stage for stage in (*listing, *carrying)}

    @property
    def only_stage(self) -> Stage | None:
        """The stage that lists it, if there is only one."""
        (first, *others) = {place.stage.key: place.stage for place in self.places}.values()
        return None if others else first


def lay_out(grid: GridSnapshot, key: UUID, marks: OriginLabels | None = None) -> OpportunityPage:
    """Lay out the opportunity with this key. Raises KeyError if the grid does not place it."""
    places = tuple(_places(grid, key, marks))
    if not places:
        raise KeyError(key)
    line = grid.opportunity_by_key[key]
    (_, runs), *details = annotate.annotate_lines(line.texts, set())
    return OpportunityPage(line, runs, tuple(details), places)


def alternatives(grid: GridSnapshot, page: OpportunityPage) -> tuple[Opportunity, ...]:
    """For something that has ended, return others of its kind at the same stage and tier.

    None of them names anything that is known to have ended or been renamed.
    """
    if not any(fate.has_ended for fate in page.fates):
        return ()
    near = {(place.stage.key, place.tier) for place in page.places}
    there = dict.fromkeys(
        line.opportunity for line in grid.placements if (line.stage, line.tier) in near
    )
    others = (grid.opportunity_by_key[key] for key in there if key != page.opportunity.key)
    kinds = set(page.opportunity.kinds)
    alike = (
        other
        for other in others
        if kinds.intersection(other.kinds)
        and all(fate.is_offered for fate in fates.in_texts(*other.texts))
    )
    return tuple(islice(alike, MOST_INSTEAD))


def _places(
    grid: GridSnapshot, key: UUID, marks: OriginLabels | None
) -> Iterator[OpportunityPlace]:
    labels = marks.lines if marks else {}
    for placement in grid.placements:
        if placement.opportunity != key:
            continue
        stage, column = grid.stage_by_key[placement.stage], grid.column_by_key[placement.column]
        carried_to = (
            below
            for below in grid.stages
            if any(above == stage for above, _ in carried_on(grid, below, column))
        )
        here = labels.get(placement.key) or OriginLabel()
        yield OpportunityPlace(
            placement,
            stage,
            grid.heading_at(stage, column),
            tuple(carried_to),
            replace(here, note=()) if here.own or here.before else None,
            here.note,
        )
