"""The form that leads from one stage of a framework to what is new at another."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms

from opportunities.grid.vocabulary import Group


class ToStageForm(forms.Form):
    """A form to choose another stage. `ladder` and `roles` are pairs of a slug and a name."""

    to = forms.ChoiceField(
        label="From here to",
        error_messages={
            "required": "Choose a stage.",
            "invalid_choice": "There is no such stage here. Choose one from the list.",
        },
    )

    def __init__(
        self,
        *args: Any,
        action: str,
        ladder: Sequence[tuple[str, str]],
        roles: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = [("Teachers and leaders", ladder), (Group.SUPPORT_STAFF.label, roles)]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a stage"),
            *((label, stages) for label, stages in groups if stages),
        ]
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_action = action
        self.helper.form_class = "cpd-to cpd-noprint"
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            Div(
                Field("to"),
                Submit("", "Show what is new there", css_class="secondary"),
                css_class="cpd-go",
            ),
        )
