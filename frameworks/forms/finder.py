"""Forms to find a stage and to compare frameworks or editions."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms
from django.contrib.humanize.templatetags.humanize import apnumber

from cpd_site.serving.filter_sets import ChoicesField, FacetForm
from frameworks.models import Edition, Framework
from opportunities.filters import LABELS
from opportunities.grid.vocabulary import KINDS_TO_CHOOSE, StageFamily


class WhereAreYouForm(forms.Form):
    """A form to find a stage: by what people do, which links set, and by authority, if given."""

    family = forms.ChoiceField(
        required=False,
        choices=[(family, family.plain) for family in StageFamily],
        error_messages={"invalid_choice": "Choose what you do from the list."},
    )
    framework = forms.ChoiceField(
        label="Your authority (optional)",
        required=False,
        error_messages={
            "invalid_choice": "There is no framework of that authority here. Choose another."
        },
    )

    def __init__(self, *args: Any, frameworks: Iterable[Framework], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = [
            (framework.slug, framework.organisation.short_name) for framework in frameworks
        ]
        self.fields["framework"].choices = [  # type: ignore[attr-defined]
            ("", f"Any of the {apnumber(len(authorities))}"),
            *authorities,
        ]
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "cpd-whose"
        self.helper.form_action = "#where"  # on a phone the answer is below the first screen
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            Field("framework"),
            Submit("", "Show its stages", css_class="secondary"),
        )


class CompareStagesForm(FacetForm):
    """A form to choose the frameworks to compare, and the kinds of activity.

    `frameworks` are pairs of a slug and a name; `counts` has the number of lines each kind would
    leave.
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
    """A form to choose two editions of a framework to compare. `editions` are newest first."""

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
                Submit("", "Show what changed"),
                css_class="cpd-go",
            ),
        )

    @property
    def labels(self) -> tuple[str, str]:
        """The slugs of the chosen labels."""
        return self.cleaned_data["before"], self.cleaned_data["after"]
