"""Filters over placements, straight from a query string.

A value that is not known is an error beside its field; the other fields still filter. Use a
FilterSet on `request.GET` directly: a view that empties the page on an error would hide it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Hidden, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet

from opportunities.models import Placement
from opportunities.snapshot import GridSnapshot
from opportunities.vocabulary import Group, ProviderTier, StageFamily

LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Option:
    """What a reader sees of a choice: its name, and how many lines it would leave."""

    label: str
    count: int | None = None

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


class FilterForm(forms.Form):
    """The form of a FilterSet, drawn as one bar of facets with the words beside them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(("framework", "stage", "family", "group", "tier", "q"))
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "cpd-filter"
        self.helper.form_show_errors = False
        self.helper.attrs = {"novalidate": "", "aria-label": "Filter"}
        self.helper.layout = Layout(
            HTML('<div class="cpd-filter__row">'),
            *(
                Field(name, template="cpd/words.html" if name == "q" else "cpd/facet.html")
                for name in self.fields
            ),
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

    def prepare_value(self, value: Any) -> Any:
        """What is shown again: the null character alone cannot stand in a page."""
        return value.replace("\x00", "") if isinstance(value, str) else value


class WordsFilter(django_filters.CharFilter):
    field_class = WordsField


class PlacementFilters(django_filters.FilterSet):
    """Narrows placements by who they are for, who provides them, and the words in them."""

    family = ChoicesFilter(
        label="Stage family",
        field_name="stage__family",
        choices=[(family, family.label) for family in StageFamily],
    )
    group = ChoicesFilter(
        label="Group", field_name="stage__group", choices=[(group, group.label) for group in Group]
    )
    tier = ChoicesFilter(
        label="Provider tier", choices=[(tier, tier.label) for tier in ProviderTier]
    )
    q = WordsFilter(label="Words", method="with_words")

    class Meta:
        model = Placement
        fields = ()
        form = FilterForm

    def with_words(self, placements: QuerySet[Placement], name: str, value: str) -> Any:
        """Every word stands in the line or in its sub-points, in whatever order."""
        for word in value.split():
            placements = placements.filter(
                Q(opportunity__text__icontains=word) | Q(opportunity__details__icontains=word)
            )
        return placements

    @property
    def words(self) -> tuple[str, ...]:
        """The words looked for, to be marked where they are found."""
        return tuple(self.cleaned.get("q", "").split())

    @property
    def cleaned(self) -> Mapping[str, Any]:
        """What is filtered by: the fields that hold a good value. Empty ones are left out."""
        if not self.form.is_bound:
            return {}
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def keep(self, name: str, value: str) -> None:
        """Have the form carry this parameter along; it is not a filter."""
        self.form.helper.layout.append(Hidden(name, value))

    @property
    def facets(self) -> dict[str, ChoicesFilter]:
        return {
            name: facet for name, facet in self.filters.items() if isinstance(facet, ChoicesFilter)
        }

    def count_options(self) -> None:
        """Put beside each option how many lines it would leave, given the other fields.

        One query for each facet.
        """
        for name, facet in self.facets.items():
            counted: Counter[str] = Counter(
                dict(
                    self._narrowed_by_all_but(name)
                    .order_by()
                    .values_list(facet.field_name)
                    .annotate(Count("pk"))
                )
            )
            field = self.form.fields[name]
            field.choices = [
                (value, Option(str(label), counted[value]))
                for value, label in facet.extra["choices"]
            ]

    def _narrowed_by_all_but(self, name: str) -> QuerySet[Placement]:
        placements: QuerySet[Placement] = self.queryset.all()
        for other, value in self.cleaned.items():
            if other != name:
                placements = self.filters[other].filter(placements, value)
        return placements


def grid_filters(grid: GridSnapshot) -> type[PlacementFilters]:
    """The filters of one grid: its own stages, and only the families and tiers that it has."""

    def ours(words: type[Any], used: set[Any]) -> list[tuple[str, str]]:
        return [(word, word.label) for word in words if word in used]

    stages = [(stage.slug, stage.name) for stage in grid.stages]
    families = ours(StageFamily, {stage.family for stage in grid.stages})
    groups = ours(Group, {stage.group for stage in grid.stages})
    tiers = ours(ProviderTier, {placement.tier for placement in grid.placements})

    class GridFilters(PlacementFilters):
        stage = ChoicesFilter(label="Stage", field_name="stage__slug", choices=stages)
        family = ChoicesFilter(label="Stage family", field_name="stage__family", choices=families)
        group = ChoicesFilter(label="Group", field_name="stage__group", choices=groups)
        tier = ChoicesFilter(label="Provider tier", choices=tiers)

        class Meta(PlacementFilters.Meta):
            pass

    return GridFilters
