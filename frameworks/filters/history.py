"""Filter the events of a framework, and describe what each changed."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.utils import timezone

from cpd_site.models import User
from cpd_site.serving.filter_bar import FilterBarForm
from frameworks.models import Event, Framework
from frameworks.models.event import WORDS
from opportunities.grid.fields import FIELDS, in_words, row_types

KEY = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f]{64}$")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\Z")
NOT_WORDS = {
    *("key", "slug", "position", "version", "stage", "column", "opportunity", "fingerprint"),
    *("report", "based_on", "follows"),
}
"""Fields that programs need and people do not: keys, and what the event names already."""

LABELS = {
    "visibility": "Who sees it",
    "corrects_only": "Only corrects wording",
    "columns_are_ours": "Its columns are our reading",
    "shown_now": "Readers see now",
    "failed_with": "Could not be sent",
    "contact_name": "Whom to ask",
    "contact_email": "E-mail",
    "contact_phone": "Phone",
    "expires": "Open until",
    "changed": "What is new",
}
"""What people call the fields of a framework and an edition, where that is not their name."""

CHOICES = {"visibility": dict(Framework.Visibility.choices)}
"""What people call the values of such a field."""

MOST_DETAILS = 12
"""The most values to show; of an event with more, its rows are counted."""

ROWS = {
    "stages": "stages",
    "columns": "columns",
    "opportunities": "opportunities",
    "placements": "places of opportunities",
    "continuations": "“PLUS” and “As above”",
    "headings": "headings of a stage’s own",
    "sections": "sections of text",
}
"""What people call each kind of row of a grid."""

ROW_FIELDS = {
    (name, field.name): field for row, name in row_types().items() for field in FIELDS[row]
}
"""The fields of each kind of row, by both their names."""

BETWEEN = "; "


class Detail(NamedTuple):
    """A value that the event changed: its name, and its text before and after."""

    name: str
    before: str
    after: str


class HistoryFilters(django_filters.FilterSet):
    """The filters of a framework's history: by person, verb, date and words.

    An unknown value is an error beside its field; the other filters still apply.
    """

    by = django_filters.ModelChoiceFilter(
        label="Who", queryset=User.objects.none(), empty_label="Anybody"
    )
    what = django_filters.ChoiceFilter(label="What", choices=[], empty_label="Anything")
    since = django_filters.DateFilter(
        label="From",
        field_name="at",
        lookup_expr="date__gte",
        widget=forms.DateInput({"type": "date"}),
    )
    until = django_filters.DateFilter(
        label="To",
        field_name="at",
        lookup_expr="date__lte",
        widget=forms.DateInput({"type": "date"}),
    )
    about = django_filters.CharFilter(
        label="Words", lookup_expr="icontains", max_length=200, strip=True
    )

    class Meta:
        model = Event
        form = FilterBarForm
        fields = ("by", "what", "since", "until", "about")

    def __init__(self, data: Mapping[str, Any], framework: Framework) -> None:
        events = framework.events.select_related("by", "edition__framework")
        super().__init__(data, queryset=events)
        everybody = User.objects.filter(pk__in=framework.events.order_by().values("by"))
        self.filters["by"].queryset = everybody.order_by("name", "email")
        verbs = framework.events.order_by("what").values_list("what", flat=True).distinct()
        self.filters["what"].extra["choices"] = [
            (verb, WORDS.get(verb, verb).capitalize()) for verb in verbs
        ]


def details(event: Event) -> list[Detail]:
    """Return what the event changed, in words: each value once, or how many rows if it is much."""
    before, after = dict(_texts_in(event.before)), dict(_texts_in(event.after))
    changed = [
        path
        for path in dict.fromkeys((*before, *after))
        if before.get(path, "") != after.get(path, "")
    ]
    shown: dict[Detail, None] = {}
    for path in changed:
        shown[Detail(_label(path), _in_words(path, before), _in_words(path, after))] = None
        if len(shown) > MOST_DETAILS:
            break
    if len(shown) > MOST_DETAILS and (counts := [*_counts(event)]):
        return counts
    return [*shown][:MOST_DETAILS]


def _counts(event: Event) -> Iterator[Detail]:
    """Yield how many rows of each kind the event added, changed and removed."""
    for kind, label in ROWS.items():
        before, after = (
            {key for key, row in (patch.get("rows", {}).get(kind) or {}).items() if row}
            for patch in (event.before, event.after)
        )
        counts = (
            (len(after - before), "added"),
            (len(after & before), "changed"),
            (len(before - after), "removed"),
        )
        if words := ", ".join(f"{count:,} {what}" for count, what in counts if count):
            yield Detail(label, "", words)


def _row_field(path: tuple[str, ...]) -> tuple[str, str]:
    """Return the kind of row that a value belongs to, "" if none, and the name of its field."""
    return next((part for part in path if part in ROWS), ""), path[-1]


def _label(path: tuple[str, ...]) -> str:
    field = ROW_FIELDS.get(_row_field(path))
    return field.label if field else LABELS.get(path[-1], path[-1].replace("_", " "))


def _in_words(path: tuple[str, ...], texts: Mapping[tuple[str, ...], str]) -> str:
    """Return a text, or the labels of the choices that a field of a row holds."""
    text, field = texts.get(path, ""), ROW_FIELDS.get(_row_field(path))
    if field is None:
        return str(CHOICES.get(path[-1], {}).get(text, text))
    if not field.is_choice:
        return text
    choices: Any = field.made_of
    labels = {str(choice): in_words(choice) for choice in choices}
    return BETWEEN.join(labels.get(value, value) for value in text.split(BETWEEN))


def _texts_in(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the words in a value of an event, each with the path of names that leads to it."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in NOT_WORDS:
                yield from _texts_in(inner, (*path, str(name)))
    elif isinstance(value, list):
        words = [str(item) for item in value if not KEY.match(str(item)) and item]
        if words and path:
            yield path, BETWEEN.join(words)
    elif path and value not in (None, "", False) and not KEY.match(str(value)):
        yield path, _plain(value)


def _plain(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, str) and MOMENT.match(value):
        return f"{timezone.localtime(datetime.fromisoformat(value)):%-d %B %Y, %H:%M}"
    return str(value)
