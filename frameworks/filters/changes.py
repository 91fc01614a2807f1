"""Narrows what changed between two grids to some kinds of change, and to some stages."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from frameworks.filters.query_string import Chip, address
from opportunities.comparing.changes import all_stages, stages_touched
from opportunities.comparing.diff import Change, Changes, counted
from opportunities.filters import ChoicesField, FilterForm, Option

CHANGES = ("change", "changes")


class ChangeFilters(FilterForm):
    """Boxes to tick, straight from a query string.

    A value that is not known is an error beside its field; the other field still filters. Beside
    each option stands how many changes it would leave, given the other field.
    """

    beside = ()

    kind = ChoicesField(label="Kind of change", required=False)
    stage = ChoicesField(label="Stage", required=False)

    def __init__(self, data: Any, changes: Changes) -> None:
        super().__init__(data)
        self.changes = changes
        self._keys: dict[str, set[UUID]] = {}
        names: dict[str, str] = {}
        for stage in all_stages(changes):
            self._keys.setdefault(stage.slug, set()).add(stage.key)
            names.setdefault(stage.slug, stage.name)
        self._labels = {
            "kind": {kind.value: kind.label for kind in changes.counts},
            "stage": names,
        }
        self.helper.form_class = "cpd-filter cpd-filter--two"
        for name, labels in self._labels.items():
            self.fields[name].choices = list(labels.items())  # type: ignore[attr-defined]
        self.is_valid()
        self._count_options()

    @property
    def in_use(self) -> Mapping[str, list[str]]:
        """What is filtered by: the fields that hold good values."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def shown(self) -> list[Change]:
        """The changes that are left."""
        return self._left_by(*self.fields)

    def chips(self) -> Iterator[Chip]:
        pairs = [(name, value) for name, values in self.in_use.items() for value in values]
        for pair in pairs:
            name, value = pair
            others = address(other for other in pairs if other != pair)
            yield Chip(self._labels[name][value], others)

    @property
    def query(self) -> str:
        """The query string of what is filtered by."""
        return address((name, value) for name in self.in_use for value in self.in_use[name])

    def _left_by(self, *names: str) -> list[Change]:
        wanted = {name: self.in_use[name] for name in names if name in self.in_use}
        keys = {key for slug in wanted.get("stage", ()) for key in self._keys[slug]}
        return [
            change
            for change in self.changes
            if change.kind in wanted.get("kind", [change.kind])
            and ("stage" not in wanted or keys & stages_touched(change))
        ]

    def _count_options(self) -> None:
        kinds = counted(self._left_by("stage"))
        of_stage = [stages_touched(change) for change in self._left_by("kind")]
        counts = {
            "kind": {kind.value: count for kind, count in kinds.items()},
            "stage": {
                slug: sum(bool(keys & touched) for touched in of_stage)
                for slug, keys in self._keys.items()
            },
        }
        for name, labels in self._labels.items():
            self.fields[name].choices = [  # type: ignore[attr-defined]
                (value, Option(label, counts[name].get(value, 0), CHANGES))
                for value, label in labels.items()
            ]
