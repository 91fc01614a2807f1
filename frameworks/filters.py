"""The filters of search over all frameworks: those of a grid, and whose framework it is."""

from typing import Any

from frameworks.models import Framework
from frameworks.reading import open_placements
from opportunities.filters import ChoicesFilter, PlacementFilters


class SearchFilters(PlacementFilters):
    """Filters over every framework that everybody may read."""

    framework = ChoicesFilter(
        label="Authority", field_name="grid__edition__framework__slug", choices=[]
    )

    class Meta(PlacementFilters.Meta):
        pass

    def __init__(self, data: Any) -> None:
        super().__init__(data, queryset=open_placements())
        frameworks = Framework.objects.open_to_all()
        choices = [(framework.slug, framework.organisation.short_name) for framework in frameworks]
        self.filters["framework"].extra["choices"] = choices
