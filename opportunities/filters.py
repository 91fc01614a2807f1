"""The filters of one grid, straight from a query string, asked of its lines in memory."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict

from cpd_site.serving.filter_sets import (
    ChoicesFilter,
    Counts,
    FacetForm,
    IndexedFilterSet,
    WordsFilter,
)
from opportunities.editing.links import addresses_of
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import (
    CONTACT,
    HIDE,
    LINK,
    NOT_MARKED,
    ONLY,
    RENAMED,
    ROLES,
    Group,
    StageFamily,
)
from opportunities.layout.grid_index import OF_STAGES, GridIndex, LineSet, StageSet
from opportunities.text.fates import has_ended, is_renamed
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


class KindFilter(ChoicesFilter):
    """Kinds of activity, of which a line may have several or none."""

    def filter(self, qs: QuerySet[Any], value: Sequence[str]) -> QuerySet[Any]:
        """Ask a database, which keeps them as one text."""
        asked = Q()
        for kind in value:
            marked = (
                {self.field_name: ""}
                if kind == NOT_MARKED
                else {f"{self.field_name}__contains": kind}
            )
            asked |= Q(**marked)
        return qs.filter(asked)


class EndedFilter(ChoicesFilter):
    """Leaves out what has ended, or all else; or leaves what was renamed or replaced."""

    def filter(self, qs: QuerySet[Any], value: Sequence[str]) -> QuerySet[Any]:
        """Ask a database for the words: what has ended is known to the glossary alone."""
        if not value:
            return qs
        fields = (f"{self.field_name}__text", f"{self.field_name}__details", "stage__group")
        left = []
        for pk, text, details, group in qs.values_list("pk", *fields):
            line = Wording(text, tuple(details.split("\n")))
            is_left = (ONLY if has_ended(line) else HIDE) in value
            if is_left or (RENAMED in value and is_renamed(line, [Group(group)])):
                left.append(pk)
        return qs.filter(pk__in=left)


class WithoutFilter(ChoicesFilter):
    """Leaves lines that lack something."""

    def filter(self, qs: QuerySet[Any], value: Sequence[str]) -> QuerySet[Any]:
        """Ask a database; which links a text holds it cannot know."""
        if not value:
            return qs
        fields = ("text", "details", "link", "contact")
        rows = qs.values_list("pk", *(f"{self.field_name}__{field}" for field in fields))
        left = [
            pk
            for pk, text, details, link, contact in rows
            if (CONTACT in value and not contact)
            or (LINK in value and not addresses_of(Wording(text, tuple(details.split("\n")), link)))
        ]
        return qs.filter(pk__in=left)


PLUS, WRITTEN_OUT = "plus", "written-out"
"""The parameter that asks for "PLUS" and "As above" to be spelt out, and its value."""

FEW_LINES = 40
"""So few lines are all shown at once: no cell of theirs is folded."""


def by_role(data: QueryDict, families: Collection[str]) -> QueryDict:
    """The query string; old ones ask for all support staff, who have a family for each role now."""
    asked = data.getlist("family")
    roles = [role.value for role in ROLES if role in families]
    if StageFamily.SUPPORT_STAFF not in asked or StageFamily.SUPPORT_STAFF in families or not roles:
        return data
    by_role = data.copy()
    others = [family for family in asked if family != StageFamily.SUPPORT_STAFF]
    by_role.setlist("family", [*others, *roles])
    return by_role


class GridFilterSet(IndexedFilterSet):
    """What a query string asks of the lines of one grid: its own stages, families and tiers.

    Readers choose stages. Links may ask for families and kinds of staff instead, leave out what has
    ended, and leave only what has or what lacks something.
    """

    things = ("place", "places")
    display: ClassVar[Mapping[str, str]] = {"by": "tier", "open": "all", PLUS: WRITTEN_OUT}

    stage = ChoicesFilter(label=LABELS["stage"], field_name="stage__slug")
    family = ChoicesFilter(label=LABELS["family"], field_name="stage__family")
    group = ChoicesFilter(label=LABELS["group"], field_name="stage__group")
    tier = ChoicesFilter(label=LABELS["tier"])
    kind = KindFilter(label=LABELS["kind"], field_name="opportunity__kinds")
    ended = EndedFilter(label=LABELS["ended"], field_name="opportunity")
    without = WithoutFilter(label=LABELS["without"], field_name="opportunity")
    q = WordsFilter(label=LABELS["q"])

    class Meta:
        form = GridFilterForm

    def __init__(self, data: QueryDict, grid_index: GridIndex) -> None:
        super().__init__(by_role(data, grid_index.labels["family"]), grid_index.labels)
        self.grid_index = grid_index
        self.headings = {"stage": grid_index.groups}

    def filter_queryset(self, queryset: object) -> LineSet:
        """The lines that all the fields leave."""
        left = self._with_words
        for name, values in self._chosen.items():
            left &= self.grid_index.chosen(name, values)
        return left

    @property
    def ended_left(self) -> int:
        """How many of the lines that are left name what has ended."""
        return (self.qs & self.grid_index.lines["ended"][ONLY]).bit_count()

    @property
    def ours_left(self) -> int:
        """How many of the lines that are left are a copy's own or reworded."""
        return (self.qs & self.grid_index.ours).bit_count()

    @property
    def _words(self) -> list[str]:
        return self.cleaned.get("q", "").split()

    @cached_property
    def marker(self) -> Marker | None:
        """What finds the words that are looked for in a line."""
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
        """The stages that are left; None where nothing is said of stages."""
        return self.grid_index.stages_chosen(self._chosen)

    @property
    def leaves_little(self) -> bool:
        """Whether one stage is left, or few lines."""
        stages = self.stage_set
        return self.qs.bit_count() <= FEW_LINES or (stages is not None and stages.bit_count() == 1)

    @property
    def line_set(self) -> LineSet | None:
        """The lines that these leave, whatever their stage; None: nothing is said of lines."""
        chosen = {name: values for name, values in self._chosen.items() if name not in OF_STAGES}
        if not chosen and "q" not in self.cleaned:
            return None
        left = self._with_words
        for name, values in chosen.items():
            left &= self.grid_index.chosen(name, values)
        return left

    def stages_left(self) -> frozenset[UUID] | None:
        """The keys of the stages that are left; None where nothing is said of stages."""
        left = self.stage_set
        if left is None:
            return None
        stages = enumerate(self.grid_index.grid.stages)
        return frozenset(stage.key for at, stage in stages if left >> at & 1)

    def lines_left(self) -> frozenset[UUID] | None:
        """The keys of the placements that all but the stages leave; None where none says any."""
        return None if self.line_set is None else self.grid_index.keys(self.line_set)

    @cached_property
    def counts(self) -> Counts:
        return self.grid_index.counts(self._chosen, self._with_words)


class CopyFilterForm(GridFilterForm):
    css_class = "cpd-filter cpd-filter--four"


class CopyFilterSet(GridFilterSet):
    """The same of a copy with lines of its own: also whose words they have."""

    whose = ChoicesFilter(label=LABELS["whose"])

    class Meta:
        form = CopyFilterForm


def filters_for(data: QueryDict, grid_index: GridIndex) -> GridFilterSet:
    """What a query string asks of the lines of a grid, be it a copy's or not."""
    return (CopyFilterSet if grid_index.marks else GridFilterSet)(data, grid_index)
