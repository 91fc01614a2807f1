"""Filter the changes between two grids by kind and by stage."""

from functools import cached_property
from uuid import UUID

from django.http import QueryDict

from cpd_site.serving.filter_sets import ChoicesFilter, Counts, FacetForm, IndexedFilterSet
from opportunities.comparing.changes import all_stages, stages_touched
from opportunities.comparing.diff import Change, Changes, counted


class ChangeFilterForm(FacetForm):
    css_class = "cpd-filter cpd-filter--two"


class ChangeFilterSet(IndexedFilterSet):
    """The filters of a comparison. Each option counts the changes it leaves, given the other
    field."""

    things = ("change", "changes")

    stage = ChoicesFilter(label="Stage")
    kind = ChoicesFilter(label="Kind of change")

    class Meta:
        form = ChangeFilterForm

    def __init__(self, data: QueryDict, changes: Changes) -> None:
        self.changes = changes
        self._keys: dict[str, set[UUID]] = {}
        stages: dict[str, str] = {}
        for stage in all_stages(changes):
            self._keys.setdefault(stage.slug, set()).add(stage.key)
            stages.setdefault(stage.slug, stage.name)
        kinds = {kind.value: kind.label for kind in changes.counts}
        super().__init__(data, {"stage": stages, "kind": kinds})

    def filter_queryset(self, queryset: object) -> list[Change]:
        """Return the filtered changes, in their order."""
        return self._left_by("stage", "kind")

    def _left_by(self, *names: str) -> list[Change]:
        wanted = {name: self.cleaned[name] for name in names if name in self.cleaned}
        keys = {key for slug in wanted.get("stage", ()) for key in self._keys[slug]}
        return [
            change
            for change in self.changes
            if change.kind in wanted.get("kind", [change.kind])
            and ("stage" not in wanted or keys & stages_touched(change))
        ]

    @cached_property
    def counts(self) -> Counts:
        kinds = counted(self._left_by("stage"))
        of_stage = [stages_touched(change) for change in self._left_by("kind")]
        return {
            "kind": {kind.value: kinds.get(kind, 0) for kind in self.changes.counts},
            "stage": {
                slug: sum(bool(keys & touched) for touched in of_stage)
                for slug, keys in self._keys.items()
            },
        }
