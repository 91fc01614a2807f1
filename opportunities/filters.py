"""The filters of one grid: from a query string to lines in memory."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import ClassVar, Self
from uuid import UUID

from django.http import QueryDict

from cpd_site.serving.filter_sets import (
    ChoicesFilter,
    Counts,
    FacetForm,
    IndexedFilterSet,
    WordsFilter,
)
from opportunities.grid.vocabulary import (
    ONLY,
    ROLES,
    StageFamily,
)
from opportunities.layout.grid_index import OF_STAGES, GridIndex, LineSet, StageSet
from opportunities.text.stems import Marker, is_name, query

LABELS = {
    "stage": "Stage",
    "family": "Career stage",
    "group": "Kind of staff",
    "tier": "Who provides it",
    "kind": "Kind of activity",
    "ended": "What has ended",
    "without": "What is missing",
    "whose": "Whose words",
    "q": "Words",
}


class GridFilterForm(FacetForm):
    fold = True
    beside: ClassVar[Collection[str]] = ("by", "open", "plus")
    carries = ("family", "group", "ended", "without")


PLUS, WRITTEN_OUT = "plus", "written-out"
"""The parameter that spells out "PLUS" and "As above", and its value."""

FEW_LINES = 40
"""Up to so many lines are shown without folding any cell."""


def by_role(data: QueryDict, families: Collection[str]) -> QueryDict:
    """Convert old query strings: support staff was one family, and now has one for each role."""
    asked = data.getlist("family")
    roles = [role.value for role in ROLES if role in families]
    if StageFamily.SUPPORT_STAFF not in asked or StageFamily.SUPPORT_STAFF in families or not roles:
        return data
    by_role = data.copy()
    others = [family for family in asked if family != StageFamily.SUPPORT_STAFF]
    by_role.setlist("family", [*others, *roles])
    return by_role


class GridFilterSet(IndexedFilterSet):
    """The filters of a grid's lines, with its own stages, families and tiers as choices.

    Readers choose stages. Links may choose families and kinds of staff instead, exclude what has
    ended, or select what has or lacks something.
    """

    things = ("place", "places")
    display: ClassVar[Mapping[str, str]] = {"by": "tier", "open": "all", PLUS: WRITTEN_OUT}

    stage = ChoicesFilter(label=LABELS["stage"])
    family = ChoicesFilter(label=LABELS["family"])
    group = ChoicesFilter(label=LABELS["group"])
    tier = ChoicesFilter(label=LABELS["tier"])
    kind = ChoicesFilter(label=LABELS["kind"])
    ended = ChoicesFilter(label=LABELS["ended"])
    without = ChoicesFilter(label=LABELS["without"])
    q = WordsFilter(label=LABELS["q"])

    class Meta:
        form = GridFilterForm

    def __init__(self, data: QueryDict, grid_index: GridIndex) -> None:
        super().__init__(by_role(data, grid_index.labels["family"]), grid_index.labels)
        self.grid_index = grid_index
        self.headings = {"stage": grid_index.groups}

    def filter_queryset(self, queryset: object) -> LineSet:
        """Return the lines that all fields leave."""
        left = self._with_words
        for name, values in self._chosen.items():
            left &= self.grid_index.chosen(name, values)
        return left

    def again(self, data: QueryDict) -> Self:
        return type(self)(data, self.grid_index)

    @property
    def left(self) -> int:
        return self.qs.bit_count()

    @property
    def ended_left(self) -> int:
        """How many of the lines left name something that has ended."""
        return (self.qs & self.grid_index.lines["ended"][ONLY]).bit_count()

    @property
    def ours_left(self) -> int:
        """How many of the lines left are the copy's own or reworded."""
        return (self.qs & self.grid_index.ours).bit_count()

    @property
    def _words(self) -> list[str]:
        return self.cleaned.get("q", "").split()

    @cached_property
    def marker(self) -> Marker | None:
        """Marks the searched words in a line."""
        if not self._words:
            return None
        parts = [word for word in self._words if not is_name(word)]
        return Marker(query(" ".join(self._words)), parts, exact=True)

    @cached_property
    def _with_words(self) -> LineSet:
        return self.grid_index.with_words(self._words)

    @cached_property
    def _chosen(self) -> dict[str, list[str]]:
        return {name: self.cleaned[name] for name in self.grid_index.lines if name in self.cleaned}

    @property
    def stage_set(self) -> StageSet | None:
        """The stages left; None if no field limits stages."""
        return self.grid_index.stages_chosen(self._chosen)

    @property
    def leaves_little(self) -> bool:
        """Whether one stage is left, or few lines."""
        stages = self.stage_set
        return self.qs.bit_count() <= FEW_LINES or (stages is not None and stages.bit_count() == 1)

    @property
    def line_set(self) -> LineSet | None:
        """The lines left at any stage; None if no field limits lines."""
        chosen = {name: values for name, values in self._chosen.items() if name not in OF_STAGES}
        if not chosen and "q" not in self.cleaned:
            return None
        left = self._with_words
        for name, values in chosen.items():
            left &= self.grid_index.chosen(name, values)
        return left

    def stages_left(self) -> frozenset[UUID] | None:
        """The keys of the stages left; None if no field limits stages."""
        left = self.stage_set
        if left is None:
            return None
        stages = enumerate(self.grid_index.grid.stages)
        return frozenset(stage.key for at, stage in stages if left >> at & 1)

    def lines_left(self) -> frozenset[UUID] | None:
        """The keys of the placements left by all fields but stages; None if none limits lines."""
        return None if self.line_set is None else self.grid_index.keys(self.line_set)

    @cached_property
    def counts(self) -> Counts:
        return self.grid_index.counts(self._chosen, self._with_words)


class CopyFilterForm(GridFilterForm):
    css_class = "cpd-filter cpd-filter--four"


class CopyFilterSet(GridFilterSet):
    """The filters of a copy with lines of its own: also by whose words they have."""

    whose = ChoicesFilter(label=LABELS["whose"])

    class Meta:
        form = CopyFilterForm


def filters_for(data: QueryDict, grid_index: GridIndex) -> GridFilterSet:
    """Return the filters of a query string for a grid, a copy's or not."""
    return (CopyFilterSet if grid_index.marks else GridFilterSet)(data, grid_index)
