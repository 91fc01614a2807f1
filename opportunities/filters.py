"""Filters over lines, straight from a query string.

A value that is not known is an error beside its field, a name that is not known one above them;
the other fields still filter. The lines
are in memory, those of one grid here and of all grids in `frameworks.filters.search`, so they are
filtered and counted there, without a FilterSet, by the same fields.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from cpd_site.serving.filter_bar import WordsField
from cpd_site.serving.parameters import KnownNamesForm, UnknownNames, unknown_names
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily
from opportunities.layout.grid_index import FACETS, GridIndex, LineSet, StageSet
from opportunities.text.stems import Marker, is_name, query

LABELS = {
    "stage": "Stage",
    "family": "Career stage",
    "group": "Kind of staff",
    "tier": "Who provides it",
    "q": "Words",
}

HOW_SHOWN = ("by", "open")
"""What else the page of a grid reads of its query string."""


@dataclass(frozen=True, slots=True)
class Option:
    """What a reader sees of a choice: its name, and how many of what is filtered it would leave."""

    label: str
    count: int | None = None
    things: tuple[str, str] = ("opportunity", "opportunities")

    @property
    def unit(self) -> str:
        return self.things[self.count != 1]

    def __str__(self) -> str:
        return self.label


class ChoicesField(forms.MultipleChoiceField):
    """Boxes to tick. What is not one of them is named in the error, cut to a readable length.

    A parameter without a value chooses nothing: links that others write may have some.
    """

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [item for item in super().to_python(value) if item]

    def validate(self, value: Sequence[str]) -> None:
        if unknown := [item for item in value if not self.valid_value(item)]:
            shown = "".join(filter(str.isprintable, unknown[0]))[:40]
            raise ValidationError(
                f"“{shown}” is not one of the choices here. Choose from the list.", code="unknown"
            )


def _part(name: str) -> LayoutObject:
    return Field(name, template="cpd/words.html" if name == "q" else "cpd/facet.html")


class FilterForm(KnownNamesForm):
    """The form of the filters, drawn as one bar of facets with the words beside them.

    `part` gives what stands in the bar for a field.
    """

    beside: ClassVar[Collection[str]] = HOW_SHOWN

    def __init__(
        self,
        *args: Any,
        fields: Mapping[str, forms.Field] | None = None,
        part: Callable[[str], LayoutObject] = _part,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields or {})
        self.order_fields(("framework", "stage", "family", "group", "tier", "q"))
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "cpd-filter"
        self.helper.form_show_errors = False
        self.helper.attrs = {"novalidate": "", "aria-label": "Filter"}
        self.helper.layout = Layout(
            UnknownNames(),
            HTML('<div class="cpd-filter__row">'),
            *(part(name) for name in self.fields),
            HTML('<button class="govuk-button" type="submit">Show</button></div>'),
        )


class GridFields:
    """The filter fields of one grid: its own stages, and only the families and tiers it has.

    They depend on the grid alone and checking a value changes nothing in them, so one set serves
    every request.
    """

    def __init__(self, grid_index: GridIndex) -> None:
        self.grid_index = grid_index
        self.labels: dict[str, dict[str, str]] = {
            "stage": {stage.slug: stage.name for stage in grid_index.grid.stages},
            "family": {family: StageFamily(family).label for family in grid_index.lines["family"]},
            "group": {group: Group(group).label for group in grid_index.lines["group"]},
            "tier": {tier: ProviderTier(tier).label for tier in grid_index.lines["tier"]},
        }
        self.facets = {
            name: ChoicesField(label=LABELS[name], choices=list(labels.items()), required=False)
            for name, labels in self.labels.items()
        }
        self.words = WordsField(label=LABELS["q"], required=False)


class GridFilters:
    """What a query string asks of one grid, answered from memory.

    It is read by the same fields as search. A value that is not known is in `errors`, the others
    are in `cleaned`; empty ones are in neither.
    """

    def __init__(self, data: QueryDict, fields: GridFields) -> None:
        self.data, self.fields, self.grid_index = data, fields, fields.grid_index
        self.cleaned: dict[str, Any] = {}
        self.errors: dict[str, list[str]] = {}
        for name, known in fields.labels.items():
            if name in data:
                values = data.getlist(name)
                if known.keys() >= set(values):  # as nearly always, and sooner found than by clean
                    self.cleaned[name] = values
                else:
                    self._read(name, fields.facets[name], values)
        if "q" in data:
            self._read("q", fields.words, data["q"])
        names = [name for name in data if name not in HOW_SHOWN]
        self.errors |= unknown_names(names, [*fields.labels, "q"])

    def _read(self, name: str, field: forms.Field, value: Any) -> None:
        try:
            good = field.clean(value)
        except ValidationError as error:
            self.errors[name] = error.messages
        else:
            if good:
                self.cleaned[name] = good

    def said(self, name: str, value: str) -> str:
        """A value in use, as a chip says it."""
        return _said(name, value, self.fields.labels)

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
        return {name: self.cleaned[name] for name in FACETS if name in self.cleaned}

    def stages_left(self) -> StageSet | None:
        """The stages that are left; None where nothing is said of stages."""
        return self.grid_index.stages_chosen(self._chosen)

    def lines_left(self) -> LineSet | None:
        """The lines that tier and words leave, whatever their stage; None: nothing is said."""
        if "tier" in self._chosen:
            return self._with_words & self.grid_index.chosen("tier", self._chosen["tier"])
        return self._with_words if "q" in self.cleaned else None

    def keys_left(self) -> frozenset[UUID] | None:
        """The keys of the placements that all the fields leave; None where nothing is asked."""
        if not self.cleaned:
            return None
        left = self._with_words
        for name, values in self._chosen.items():
            left &= self.grid_index.chosen(name, values)
        return self.grid_index.keys(left)

    def whole_stages(self) -> frozenset[UUID]:
        """The keys of the stages that are left with all that stands in them, blank cells too."""
        if self.lines_left() is not None:
            return frozenset()
        left = self.stages_left()
        stages = enumerate(self.grid_index.grid.stages)
        return frozenset(stage.key for at, stage in stages if left is None or left >> at & 1)

    @cached_property
    def counts(self) -> dict[str, tuple[int, ...]]:
        """How many lines each option of each facet would leave, given the other fields."""
        return self.grid_index.counts(self._chosen, self._with_words)

    @cached_property
    def form(self) -> FilterForm:
        """The form, with a count beside each option."""
        fields: dict[str, forms.Field] = {}
        for name, labels in self.fields.labels.items():
            options = [
                (value, Option(label, count))
                for (value, label), count in zip(labels.items(), self.counts[name], strict=True)
            ]
            fields[name] = ChoicesField(label=LABELS[name], choices=options, required=False)
        return FilterForm(self.data, fields={**fields, "q": self.fields.words})


def _said(name: str, value: str, labels: Mapping[str, Mapping[str, str]]) -> str:
    return str(labels[name][value]) if name in labels else f"{LABELS[name]}: {value}"
