"""The form around a few filters, as django-filter makes them."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout

from cpd_site.serving.parameters import KnownNamesForm, UnknownNames


class SieveForm(KnownNamesForm):
    """The filters, drawn in a row."""

    beside = ("page",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "cpd-sieve cpd-noprint"
        self.helper.disable_csrf = True
        self.helper.form_show_errors = False
        self.helper.attrs = {"novalidate": "", "aria-label": "Filter"}
        self.helper.layout = Layout(
            UnknownNames(),
            *self.fields,
            HTML('<button class="govuk-button" type="submit">Show</button>'),
        )
