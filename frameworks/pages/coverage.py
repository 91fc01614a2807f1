"""The page of an edition's coverage."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, QueryDict

from cpd_site.serving.query_string import address
from frameworks.pages import editions
from frameworks.queries.reading import Reading
from opportunities.filters import GridFilterForm, GridFilterSet
from opportunities.layout.coverage import CopyBasis, FilterValues, lay_out
from opportunities.layout.grid_index import OF_STAGES, GridIndex


class CoverageFilterForm(GridFilterForm):
    beside: ClassVar[Collection[str]] = ()


class CoverageFilterSet(GridFilterSet):
    """The filters of the matrix, without the ways to display it."""

    display: ClassVar[Mapping[str, str]] = {}

    class Meta:
        form = CoverageFilterForm


def of_coverage(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """Return the context of the coverage, filtered by the query string."""
    index = GridIndex(reading.grid)
    filters = CoverageFilterSet(request.GET, index)

    def link(pairs: FilterValues) -> str:
        """Return the address of the matrix with these filters added to those in use."""
        asked = [name for name, _ in pairs]
        less = {*asked, *(OF_STAGES if "stage" in asked else ())}
        others = [pair for pair in filters.query.pairs if pair[0] not in less]
        return f"{reading.url}{address([*others, *pairs])}" if others or pairs else reading.url

    return editions.of_edition(reading) | {
        "filters": filters,
        "chips": list(filters.chips),
        "coverage": lay_out(
            index,
            link,
            chosen=filters.cleaned,
            stages=filters.stage_set,
            left=filters.line_set,
            copied=_copied(reading, index, request.GET),
        ),
    }


def _copied(reading: Reading, index: GridIndex, asked: QueryDict) -> CopyBasis | None:
    """Return the coverage of the edition a copy is based on, under the same filters.

    None if it is no copy. A stage or provider that only the copy has filters nothing in its base,
    which has no lines there anyway.
    """
    if reading.copied is None:
        return None
    theirs = GridIndex(reading.copied.theirs)
    marks = reading.copied.lines
    own = [line for line in reading.grid.placements if line.key in marks and marks[line.key].own]
    return CopyBasis(theirs, CoverageFilterSet(asked, theirs).line_set, index.of(own))
