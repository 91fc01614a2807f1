"""The form in the admin that names the successor of a school."""

from django import forms

from cpd_site.accounts import schools
from cpd_site.models import Organisation


class HandOverForm(forms.Form):
    successor = forms.CharField(
        label="The school that takes its place",
        help_text="Its URN, or its name as in addresses.",
        max_length=80,
    )

    def clean_successor(self) -> Organisation:
        typed: str = self.cleaned_data["successor"]
        if found := schools.named(typed):
            return found
        raise forms.ValidationError(
            f"There is no school “{typed}” here: give its URN, or its name as in addresses."
        )
