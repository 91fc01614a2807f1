"""Forms to find a stage and to compare frameworks or editions."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.contrib.humanize.templatetags.humanize import apnumber

from cpd_site.serving.filter_sets import ChoicesField, FacetForm
from frameworks.models import Edition, Framework
from opportunities.filters import LABELS
from opportunities.grid.vocabulary import KINDS_TO_CHOOSE, Group, StageFamily

PRINTED = 3
"""How many of the names in print are shown beside a choice."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A place on the ladder or a role to choose: in plain words, and as frameworks print it."""

    family: StageFamily
    printed: Sequence[str]
    chosen: bool


class WhereAreYouForm(forms.Form):
    """The reader's place on the ladder and, if they like, their authority.

    `printed` gives for each family the names that its stages have in print.
    """

    family = forms.ChoiceField(
        label="Where are you now?",
        choices=[(family, family.plain) for family in StageFamily],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose where you are now.",
            "invalid_choice": "Choose where you are now from the list.",
        },
    )
    framework = forms.ChoiceField(
        label="Your authority (optional)",
        required=False,
        error_messages={
            "invalid_choice": "There is no framework of that authority here. Choose another."
        },
    )

    def __init__(
        self,
        *args: Any,
        frameworks: Iterable[Framework],
        printed: Mapping[str, Collection[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.printed = printed
        authorities = [
            (framework.slug, framework.organisation.short_name) for framework in frameworks
        ]
        self.fields["framework"].choices = [  # type: ignore[attr-defined]
            ("", f"Any of the {apnumber(len(authorities))}"),
            *authorities,
        ]
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "cpd-choose"
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            Field("family", template="cpd/picks.html"),
            Div(
                Field("framework"),
                HTML('<button class="govuk-button" type="submit">Show what’s open to me</button>'),
                css_class="cpd-go",
            ),
        )

    def picks(self) -> Iterator[tuple[Group, list[Pick]]]:
        """The ladder and the roles by group of staff; “of any role” only where a stage is so."""
        chosen = self["family"].value()
        for group in Group:
            yield (
                group,
                [
                    Pick(family, self._as_printed(family), family == chosen)
                    for family in StageFamily
                    if family.group == group
                    if family != StageFamily.SUPPORT_STAFF or family in self.printed
                ],
            )

    def _as_printed(self, family: StageFamily) -> list[str]:
        """The shortest few of its names: enough to recognise one's own by. Not what it is called
        anyway."""
        anyway = family.label.casefold()
        names = [
            name
            for name in self.printed.get(family, ())
            if name.casefold() not in (anyway, f"{anyway}s")
        ]
        return sorted(names, key=lambda name: (len(name), name))[:PRINTED]


class CompareForm(FacetForm):
    """Which frameworks stand side by side, and what of them.

    `frameworks` are pairs of a slug and a name; `counts` says how many lines each kind would leave.
    """

    beside = ("open",)
    css_class = "cpd-filter cpd-filter--two"
    title = button = "Compare"

    framework = ChoicesField(label="Authorities", required=False)
    kind = ChoicesField(
        label=LABELS["kind"], required=False, choices=tuple(KINDS_TO_CHOOSE.items())
    )

    def __init__(
        self,
        *args: Any,
        frameworks: Sequence[tuple[str, str]],
        keep: Mapping[str, str],
        counts: Mapping[str, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["framework"].choices = frameworks  # type: ignore[attr-defined]
        self.keep, self.counts = keep, counts

    def carried(self) -> Iterable[tuple[str, str]]:
        return self.keep.items()

    def facet_key(self, name: str) -> tuple[Hashable, ...]:
        return (*super().facet_key(name), self.choices_of(name))

    def counts_of(self, name: str) -> Mapping[str, int]:
        return self.counts if name == "kind" else {}


class CompareEditionsForm(forms.Form):
    """Two editions of a framework, to see what changed from one to the other.

    `editions` from the newest to the oldest, as the framework lists them.
    """

    before = forms.ChoiceField(label="From")
    after = forms.ChoiceField(label="To")

    def __init__(self, *args: Any, editions: Sequence[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, likely in (("before", editions[1:2]), ("after", editions[:1])):
            field = self.fields[name]
            field.choices = [(one.slug, one.name) for one in editions]  # type: ignore[attr-defined]
            field.initial = likely[0].slug if likely else None
            field.error_messages |= {
                "required": "Choose an edition.",
                "invalid_choice": "There is no such edition. Choose one from the list.",
            }
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            Div(
                Field("before"),
                Field("after"),
                HTML('<button class="govuk-button" type="submit">Show what changed</button>'),
                css_class="cpd-go",
            ),
        )

    @property
    def labels(self) -> tuple[str, str]:
        """The slugs of the chosen labels."""
        return self.cleaned_data["before"], self.cleaned_data["after"]
