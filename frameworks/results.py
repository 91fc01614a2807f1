"""Opportunities with where they stand, for the pages and the data of search."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from frameworks.models import Framework
from frameworks.reading import open_placements
from opportunities import prose
from opportunities.models import Opportunity, Placement, Stage
from opportunities.search.words import Query, found_in
from opportunities.vocabulary import ProviderTier


@dataclass(frozen=True)
class Result:
    """An opportunity and its places, in the order of its grid."""

    opportunity: Opportunity
    places: list[Placement]
    looked_for: Query

    @property
    def key(self) -> str:
        return str(self.opportunity.key)

    @property
    def text(self) -> str:
        return self.opportunity.text

    @property
    def details(self) -> list[str]:
        return self.opportunity.details.splitlines()

    @property
    def runs(self) -> tuple[prose.Run, ...]:
        return self._runs(self.text)

    @property
    def details_with_runs(self) -> list[tuple[str, tuple[prose.Run, ...]]]:
        return [(detail, self._runs(detail)) for detail in self.details]

    @property
    def framework(self) -> Framework:
        framework: Framework = self.places[0].grid.edition.framework
        return framework

    @cached_property
    def stages(self) -> list[Stage]:
        return [stage for stage, _ in groupby(self.places, lambda place: place.stage)]

    @property
    def last_stage(self) -> Stage:
        return self.stages[-1]

    @property
    def tiers(self) -> list[ProviderTier]:
        here = {place.tier for place in self.places}
        return [tier for tier in ProviderTier if tier in here]

    def _runs(self, text: str) -> tuple[prose.Run, ...]:
        return prose.runs(text, found_in(text, self.looked_for))


def results(opportunities: Iterable[Opportunity], looked_for: Query) -> list[Result]:
    """The opportunities, in their order, with the places that everybody may read. One query."""
    listed = list(opportunities)
    places: dict[int, list[Placement]] = defaultdict(list)
    for placement in (
        open_placements()
        .filter(opportunity__in=[opportunity.pk for opportunity in listed])
        .select_related("stage", "column", "grid__edition__framework__organisation")
        .order_by("stage__position", "column__position", "position")
    ):
        places[placement.opportunity_id].append(placement)
    return [
        Result(opportunity, places[opportunity.pk], looked_for)
        for opportunity in listed
        if opportunity.pk in places
    ]
