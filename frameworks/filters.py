"""The filters of search over all frameworks: those of a grid, and whose framework it is."""

from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from frameworks.models import Framework
from frameworks.reading import open_placements
from opportunities.filters import ChoicesFilter, PlacementFilters
from opportunities.models import Opportunity, Placement
from opportunities.search import find, words


class SearchFilters(PlacementFilters):
    """Filters over every framework that everybody may read."""

    framework = ChoicesFilter(
        label="Authority", field_name="grid__edition__framework__slug", choices=[]
    )

    class Meta(PlacementFilters.Meta):
        pass

    counted = Count("opportunity", distinct=True)

    def __init__(self, data: Any) -> None:
        frameworks = Framework.objects.open_to_all()
        authorities = [(one.slug, one.organisation.short_name) for one in frameworks]
        super().__init__(data, queryset=open_placements(), choices={"framework": authorities})

    @cached_property
    def query(self) -> words.Query:
        """What is looked for, as search understands it."""
        return words.query(self.cleaned.get("q", ""))

    @property
    def only_common_words(self) -> bool:
        """Whether words were typed of which none can be looked for."""
        return bool(self.cleaned.get("q", "").strip()) and not self.query

    def with_words(self, placements: QuerySet[Placement], name: str, value: str) -> Any:
        """By search: every word, in any form, in the line or in what is known of it."""
        if not self.query:
            return placements.none() if self.only_common_words else placements
        return placements.filter(opportunity__in=find.matching(self.query))

    def opportunities(self) -> QuerySet[Opportunity]:
        """Each opportunity that is left once: the best first, or in the order of the grids."""
        placed = Exists(self.qs.filter(opportunity=OuterRef("pk")).order_by())
        if self.query:
            return find.best_first(self.query).filter(placed)
        return Opportunity.objects.filter(placed).order_by(
            "grid__edition__framework__organisation__short_name", "grid", "position"
        )
