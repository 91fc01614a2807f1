"""Filter bars over lines in memory: FilterSets of django-filter that query an index of the lines.

An unknown value is an error beside its field, an unknown name an error above them; the other fields
still filter. Each facet says how many lines every option would leave.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any, ClassVar, NamedTuple, Self

import django_filters
from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from cpd_site.serving.filter_bar import WordsField
from cpd_site.serving.fragments import get_or_render
from cpd_site.serving.parameters import KnownNamesForm
from cpd_site.serving.query_string import Chip, PageQuery

type Counts = Mapping[str, Mapping[str, int]]
"""How many lines each option of each facet would leave, given the other fields."""


class ChoicesField(forms.MultipleChoiceField):
    """Checkboxes. An error names the unknown value, cut to a readable length.

    A parameter without a value selects nothing: links that others write may have some.
    """

    widget = forms.CheckboxSelectMultiple

    def __deepcopy__(self, memo: dict[int, Any]) -> "ChoicesField":
        """Copy the field and its widget for its own form, but share the many choices."""
        field = copy(self)
        field.widget = copy(self.widget)
        return field

    def to_python(self, value: Any) -> list[str]:
        return [item for item in dict.fromkeys(super().to_python(value)) if item]

    def validate(self, value: Sequence[str]) -> None:
        if unknown := [item for item in value if not self.valid_value(item)]:
            printable = "".join(filter(str.isprintable, unknown[0]))[:40]
            raise ValidationError(
                f"“{printable}” is not one of the choices here. Choose from the list.",
                code="unknown",
            )


class _Filter:
    """A filter that a FilterSet can copy without its contents."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return copy(self)


class ChoicesFilter(_Filter, django_filters.MultipleChoiceFilter):
    field_class = ChoicesField


class WordsFilter(_Filter, django_filters.CharFilter):
    field_class = WordsField


class FacetOption(NamedTuple):
    """A checkbox: its value and label, and how many lines it would leave (None: not counted).

    Options with the same `heading` are grouped under it.
    """

    value: str
    label: str
    ticked: bool
    leaves: int | None = None
    heading: str = ""


class Loosened(NamedTuple):
    """The page without one of its filters: its name and label, the address, and what is left."""

    name: str
    label: str
    url: str
    left: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with checkboxes, for `cpd/facet.html`.

    `number`: how many options there are. `more`: the address of the page that lists all, if this
    does not.
    """

    name: str
    label: str
    options: tuple[FacetOption, ...]
    number: int
    things: tuple[str, str] = ("opportunity", "opportunities")
    error: str = ""
    opened: bool = False
    more: str = ""

    @property
    def is_set(self) -> bool:
        return any(option.ticked for option in self.options)

    @property
    def value(self) -> str:
        """The selection in words: "All 16", the one option, "2 of 3"."""
        ticked = [option.label for option in self.options if option.ticked]
        if not ticked:
            return f"All {self.number}" if self.number else "All"
        return ticked[0] if len(ticked) == 1 else f"{len(ticked)} of {self.number}"


class FacetForm(KnownNamesForm):
    """The form of a filter bar: facets side by side, with words beside them.

    `filter_set` counts the options; without one they have no counts. Fields that the form `carries`
    are not facets: links set them, chips show them, and the form keeps them. On a phone, a form
    with `fold` is collapsed under its title.
    """

    css_class: ClassVar[str] = "cpd-filter"
    fold: ClassVar[bool] = False
    title: ClassVar[str] = "Filter"
    button: ClassVar[str] = "Show"
    template: ClassVar[str] = "cpd/filter_bar.html"
    facet_template: ClassVar[str] = "cpd/facet.html"
    carries: ClassVar[Collection[str]] = ()
    filter_set: "IndexedFilterSet | None" = None

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.template = self.template
        helper.form_method = "get"
        helper.form_class = self.css_class
        helper.attrs = {"novalidate": "", "aria-label": self.title}
        if self.filter_set and self.filter_set.url and not self.errors:
            helper.attrs |= _asked_by_htmx(self.filter_set.url)
        return helper

    def carried(self) -> Iterable[tuple[str, str]]:
        """Hidden fields that the form keeps when it is sent."""
        if not self.filter_set:
            return []
        values = self.filter_set.cleaned
        carried = [(name, value) for name in self.carries for value in values.get(name, ())]
        return [*carried, *self.filter_set.displayed.items()]

    def loose_errors(self) -> list[str]:
        """Errors of names and values that have no facet beside which they could be shown."""
        carried = [error for name in self.carries for error in self.errors.get(name, ())]
        return [*map(str, self.non_field_errors()), *map(str, carried)]

    @property
    def words(self) -> list[BoundField]:
        return [self[name] for name, field in self.fields.items() if isinstance(field, WordsField)]

    @property
    def facet_names(self) -> list[str]:
        return [
            name
            for name, field in self.fields.items()
            if isinstance(field, ChoicesField) and name not in self.carries
        ]

    @property
    def facets(self) -> list[Facet]:
        return list(map(self.facet, self.facet_names))

    @property
    def rendered_facets(self) -> list[SafeString]:
        """The facets, rendered; a cached one is not even put together."""
        return [
            get_or_render(
                self.facet_key(name),
                self.facet_template,
                {"facet": SimpleLazyObject(partial(self.facet, name))},
            )
            for name in self.facet_names
        ]

    def facet_key(self, name: str) -> tuple[Hashable, ...]:
        """Return everything that determines what a facet shows. The choices go with the form's
        class.
        """
        values = (value for value, _ in self.choices_of(name))
        return (
            type(self),
            name,
            tuple(map(self.counts_of(name).get, values)),
            tuple(self._headings(name).items()),
            tuple(self[name].value() or ()),
            self._error(name),
        )

    def counts_of(self, name: str) -> Mapping[str, int]:
        """Return how many lines each option of a facet would leave; empty if not counted."""
        return self.filter_set.counts[name] if self.filter_set else {}

    @property
    def things(self) -> tuple[str, str]:
        return self.filter_set.things if self.filter_set else IndexedFilterSet.things

    def choices_of(self, name: str) -> tuple[tuple[str, str], ...]:
        return tuple(self.fields[name].choices)  # type: ignore[attr-defined]

    def _headings(self, name: str) -> Mapping[str, str]:
        return self.filter_set.headings.get(name, {}) if self.filter_set else {}

    def _error(self, name: str) -> str:
        return str(next(iter(self.errors.get(name, ())), ""))

    def facet(self, name: str) -> Facet:
        ticked, choices = self[name].value() or (), self.choices_of(name)
        counts, headings = self.counts_of(name), self._headings(name)
        options = [
            FacetOption(value, label, value in ticked, counts.get(value), headings.get(value, ""))
            for value, label in choices
        ]
        if headings:
            order = list(dict.fromkeys(option.heading for option in options))
            options.sort(key=lambda option: order.index(option.heading))
        return Facet(
            name=name,
            label=str(self.fields[name].label),
            options=tuple(options),
            number=len(choices),
            things=self.things,
            error=self._error(name),
        )


def _asked_by_htmx(url: str) -> dict[str, str]:
    """Make a change of the form swap #results and the out-of-band parts of the response."""
    return {
        "autocomplete": "off",
        "data-hx-get": url,
        "data-hx-target": "#results",
        "data-hx-push-url": "true",
        "data-hx-trigger": "submit, change target:input[type=checkbox]",
    }


class IndexedFilterSet(django_filters.FilterSet):
    """A FilterSet whose lines are in memory. Subclasses declare filters like any other.

    It overrides `filter_queryset` to query an index of the lines; `qs` is the result. `choices` are
    the labels of each facet's options, by value.
    """

    things: ClassVar[tuple[str, str]] = ("opportunity", "opportunities")
    """The singular and plural of what is counted beside the options."""

    display: ClassVar[Mapping[str, str]] = {}
    """Parameters that control how the page is displayed, and their one allowed value."""

    headings: Mapping[str, Mapping[str, str]] = {}
    """For facets whose options have headings: the heading of each value."""

    url = ""
    """The page that htmx requests when a box is ticked; empty: the button sends the form.

    The button also sends a form with errors: those are outside of what htmx swaps.
    """

    class Meta:
        form = FacetForm

    def __init__(self, data: QueryDict, choices: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(data, queryset=QuerySet())
        self.choices = choices
        self.displayed = {
            name: value for name, value in self.display.items() if data.get(name) == value
        }

    def get_form_class(self) -> type[FacetForm]:
        offered = tuple((name, tuple(labels.items())) for name, labels in self.choices.items())
        return _form_class(type(self), offered)  # type: ignore[arg-type] # a class is hashable

    @property
    def form(self) -> FacetForm:
        form: FacetForm = super().form
        form.filter_set = self
        return form

    @property
    def errors(self) -> Mapping[str, Sequence[Any]]:
        """The errors by field; empty for an empty query, without building the form."""
        return self.form.errors if self.data else {}

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """The valid values by field."""
        if not self.data:
            return {}
        self.form.is_valid()  # cleans it once
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def errors_by_name(self) -> dict[str, list[str]]:
        """The errors by name, of fields and of unknown parameters."""
        wrong = self.errors
        of_fields = {name: [*map(str, wrong[name])] for name in self.filters if name in wrong}
        return of_fields | self.form.unknown_names()

    @property
    def counts(self) -> Counts:
        raise NotImplementedError

    def filter_queryset(self, queryset: object) -> Any:
        raise NotImplementedError

    def again(self, data: QueryDict) -> Self:
        """Return the filters of another query string over the same lines."""
        raise NotImplementedError

    @property
    def left(self) -> int:
        """How many lines the filters leave."""
        raise NotImplementedError

    # --- Addresses ---

    @cached_property
    def loosened(self) -> list[Loosened]:
        """Each of several filters without which there are lines, that which leaves most first."""
        if len(self.cleaned) < 2:
            return []
        found = [
            Loosened(name, self._label_in_use(name), url, self.again(QueryDict(url[1:])).left)
            for name in self.cleaned
            for url in [self.query.without(name)]
        ]
        return sorted((each for each in found if each.left), key=lambda each: -each.left)

    def _label_in_use(self, name: str) -> str:
        """Return the words, or the label of the one value of a filter, or that of the filter."""
        values = self.cleaned[name]
        if isinstance(values, str):
            return values
        return (
            self.chip_label(name, values[0]) if len(values) == 1 else str(self.filters[name].label)
        )

    @cached_property
    def query(self) -> PageQuery:
        """The query string with methods to add and remove a value."""
        return PageQuery(self, self.displayed)

    @property
    def chips(self) -> Iterator[Chip]:
        """Yield a chip for each value in use, in the order of the form."""
        return self.query.chips()

    def chip_label(self, name: str, value: str) -> str:
        """Return the label of a value for its chip."""
        if name in self.choices:
            return str(self.choices[name][value])
        return f"{self.filters[name].label}: {value}"


@lru_cache(maxsize=64)
def _form_class(
    of: type[IndexedFilterSet], offered: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
) -> type[FacetForm]:
    """Return the form class of a FilterSet with these choices, cached."""
    choices = {name: {"choices": each} for name, each in offered}
    fields = {
        name: each.field_class(label=each.label, **each.extra, **choices.get(name, {}))
        for name, each in of.base_filters.items()
    }
    return type(of._meta.form.__name__, (of._meta.form,), fields)
