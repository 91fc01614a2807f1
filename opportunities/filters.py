"""Filters over placements, straight from a query string.

A value that is not known is an error beside its field; the other fields still filter. Use a
FilterSet on `request.GET` directly: a view that empties the page on an error would hide it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

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


class GridFilters(PlacementFilters):
    """The filters of one grid: its own stages, and only the families and tiers that it has."""

    stage = ChoicesFilter(label="Stage", field_name="stage__slug", choices=[])

    class Meta(PlacementFilters.Meta):
        pass

    def __init__(self, data: Any, grid: GridSnapshot, *, queryset: QuerySet[Placement]) -> None:
        self.grid = grid
        choices = {
            "stage": [(stage.slug, stage.name) for stage in grid.stages],
            "family": _used(StageFamily, {stage.family for stage in grid.stages}),
            "group": _used(Group, {stage.group for stage in grid.stages}),
            "tier": _used(ProviderTier, {placement.tier for placement in grid.placements}),
        }
        super().__init__(data, queryset=queryset, choices=choices)

    def stages_left(self) -> frozenset[UUID] | None:
        """The keys of the stages that are left; None where nothing is said of stages."""
        wanted = {name: self.cleaned.get(name) for name in ("stage", "family", "group")}
        if not any(wanted.values()):
            return None
        return frozenset(
            stage.key
            for stage in self.grid.stages
            if stage.slug in (wanted["stage"] or [stage.slug])
            and stage.family in (wanted["family"] or [stage.family])
            and stage.group in (wanted["group"] or [stage.group])
        )

    def lines_left(self) -> frozenset[UUID] | None:
        """The keys of the placements that tier and words leave, whatever their stage; or None."""
        if not {"tier", "q"} & set(self.cleaned):
            return None
        return frozenset(self.narrowed_by(("tier", "q")).order_by().values_list("key", flat=True))


def _used(words: type[Any], used: Set[Any]) -> list[tuple[str, str]]:
    return [(word, word.label) for word in words if word in used]
