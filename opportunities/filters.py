"""Filters over placements, straight from a query string.

A value that is not known is an error beside its field; the other fields still filter. Use a
FilterSet on `request.GET` directly: a view that empties the page on an error would hide it.

Over many frameworks the database filters (PlacementFilters). One grid is in memory already, so
its lines are filtered and counted there (GridFilters), by fields of the same kind.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Hidden, Layout, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from opportunities.models import Placement
from opportunities.tally import FACETS, Lines, Stages, Tally
from opportunities.vocabulary import Group, ProviderTier, StageFamily

LABELS = {
    "stage": "Stage",
    "family": "Stage family",
    "group": "Group",
    "tier": "Provider tier",
    "q": "Words",
}

LONGEST_WORDS = 200
MOST_WORDS = 12


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


class ChoicesField(django_filters.fields.MultipleChoiceField):
    """Boxes to tick. What is not one of them is named in the error, cut to a readable length."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: Sequence[str]) -> None:
        if unknown := [item for item in value if not self.valid_value(item)]:
            shown = "".join(filter(str.isprintable, unknown[0]))[:40]
            raise ValidationError(
                f"“{shown}” is not one of the choices here. Choose from the list.", code="unknown"
            )


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Any of the ticked choices."""

    field_class = ChoicesField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(distinct=False, null_label=None, **kwargs)


def _part(name: str) -> LayoutObject:
    return Field(name, template="cpd/words.html" if name == "q" else "cpd/facet.html")


class FilterForm(forms.Form):
    """The form of the filters, drawn as one bar of facets with the words beside them.

    `part` gives what stands in the bar for a field.
    """

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
            HTML('<div class="cpd-filter__row">'),
            *(part(name) for name in self.fields),
            HTML('<button class="govuk-button" type="submit">Show</button></div>'),
        )


class WordsField(forms.CharField):
    """Words to look for. They are taken apart by `PlacementFilters.words`."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "max_length": f"Use at most {LONGEST_WORDS} characters: a few words are enough.",
        "null_characters_not_allowed": "Take out the null character: nothing can match it.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_WORDS, **kwargs)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if len(set(words.split())) > MOST_WORDS:
            raise ValidationError(f"Use at most {MOST_WORDS} words: one or two are enough.")
        return words

    def prepare_value(self, value: Any) -> Any:
        """What is shown again: the null character alone cannot stand in a page."""
        return value.replace("\x00", "") if isinstance(value, str) else value


class WordsFilter(django_filters.CharFilter):
    field_class = WordsField


class PlacementFilters(django_filters.FilterSet):
    """Narrows placements by who they are for, who provides them, and the words in them.

    `choices` are those that a page offers, where they are not all there are.
    """

    family = ChoicesFilter(
        label=LABELS["family"],
        field_name="stage__family",
        choices=[(family, family.label) for family in StageFamily],
    )
    group = ChoicesFilter(
        label=LABELS["group"],
        field_name="stage__group",
        choices=[(group, group.label) for group in Group],
    )
    tier = ChoicesFilter(
        label=LABELS["tier"], choices=[(tier, tier.label) for tier in ProviderTier]
    )
    q = WordsFilter(label=LABELS["q"], method="with_words")

    counted = Count("pk")
    """What the number beside an option counts: placements."""

    class Meta:
        model = Placement
        fields = ()
        form = FilterForm

    def __init__(
        self,
        data: Any,
        *,
        queryset: QuerySet[Placement],
        choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    ) -> None:
        super().__init__(data, queryset=queryset)
        for name, offered in (choices or {}).items():
            self.filters[name].extra["choices"] = offered

    def with_words(self, placements: QuerySet[Placement], name: str, value: str) -> Any:
        """Every word stands in the line or in its sub-points, in whatever order."""
        for word in dict.fromkeys(value.split()):
            either = Q()
            for form in {word, word.replace("'", "’"), word.replace("’", "'")}:
                either |= Q(opportunity__text__icontains=form)
                either |= Q(opportunity__details__icontains=form)
            placements = placements.filter(either)
        return placements

    @property
    def words(self) -> tuple[str, ...]:
        """The words looked for, to be marked where they are found."""
        return tuple(self.cleaned.get("q", "").split())

    @cached_property
    def cleaned(self) -> Mapping[str, Any]:
        """What is filtered by: the fields that hold a good value. Empty ones are left out."""
        if not self.form.is_bound:
            return {}
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def said(self, name: str, value: str) -> str:
        """A value in use, as a chip says it."""
        labels = {facet: dict(self.facets[facet].extra["choices"]) for facet in self.facets}
        return _said(name, value, labels)

    def keep(self, name: str, value: str) -> None:
        """Have the form carry this parameter along; it is not a filter."""
        self.form.helper.layout.append(Hidden(name, value))

    @property
    def facets(self) -> dict[str, ChoicesFilter]:
        return {
            name: facet for name, facet in self.filters.items() if isinstance(facet, ChoicesFilter)
        }

    def narrowed_by(self, names: Iterable[str]) -> QuerySet[Placement]:
        """What these fields alone leave."""
        placements: QuerySet[Placement] = self.queryset.all()
        for name in names:
            if name in self.cleaned:
                placements = self.filters[name].filter(placements, self.cleaned[name])
        return placements

    def count_options(self) -> None:
        """Put beside each option how many it would leave, given the other fields.

        One query for each facet.
        """
        for name, facet in self.facets.items():
            others = self.narrowed_by(other for other in self.filters if other != name)
            found = others.order_by().values_list(facet.field_name).annotate(self.counted)
            counts: Counter[str] = Counter(dict(found))
            field = self.form.fields[name]
            field.choices = [
                (value, Option(str(label), counts[value]))
                for value, label in facet.extra["choices"]
            ]


class GridFields:
    """The filter fields of one grid: its own stages, and only the families and tiers it has.

    They depend on the grid alone and checking a value changes nothing in them, so one set serves
    every request.
    """

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.labels: dict[str, dict[str, str]] = {
            "stage": {stage.slug: stage.name for stage in tally.grid.stages},
            "family": {family: StageFamily(family).label for family in tally.lines["family"]},
            "group": {group: Group(group).label for group in tally.lines["group"]},
            "tier": {tier: ProviderTier(tier).label for tier in tally.lines["tier"]},
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
        self.data, self.fields, self.tally = data, fields, fields.tally
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
    def words(self) -> tuple[str, ...]:
        """The words looked for, to be marked where they are found."""
        return tuple(self.cleaned.get("q", "").split())

    @cached_property
    def _with_words(self) -> Lines:
        return self.tally.with_words(self.words)

    @cached_property
    def _chosen(self) -> dict[str, list[str]]:
        return {name: self.cleaned[name] for name in FACETS if name in self.cleaned}

    def stages_left(self) -> Stages | None:
        """The stages that are left; None where nothing is said of stages."""
        return self.tally.stages_chosen(self._chosen)

    def lines_left(self) -> Lines | None:
        """The lines that tier and words leave, whatever their stage; None: nothing is said."""
        if "tier" in self._chosen:
            return self._with_words & self.tally.chosen("tier", self._chosen["tier"])
        return self._with_words if "q" in self.cleaned else None

    def keys_left(self) -> frozenset[UUID] | None:
        """The keys of the placements that all the fields leave; None where nothing is asked."""
        if not self.cleaned:
            return None
        left = self._with_words
        for name, values in self._chosen.items():
            left &= self.tally.chosen(name, values)
        return self.tally.keys(left)

    @cached_property
    def counts(self) -> dict[str, tuple[int, ...]]:
        """How many lines each option of each facet would leave, given the other fields."""
        return self.tally.counts(self._chosen, self._with_words)

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
