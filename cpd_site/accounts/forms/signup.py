"""Fields of sign-up besides the address. A module of its own, since allauth's forms import it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest

from cpd_site.words import clean_name

if TYPE_CHECKING:
    from cpd_site.models import User


class NameField(forms.CharField):
    """A name on one line, without invisible characters and e-mail addresses."""

    def to_python(self, value: Any) -> str:
        return clean_name(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if "@" in value:
            raise forms.ValidationError("Enter your name without an address, so without an @.")


def name_field() -> NameField:
    """Return a field for the name under which colleagues see someone."""
    return NameField(
        label="Your name",
        max_length=150,
        help_text="Your colleagues see it beside what you change.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Enter your name.",
            "max_length": "A name has at most 150 characters.",
        },
    )


class NameForm(forms.Form):
    """The further fields of sign-up."""

    name = name_field()

    def signup(self, request: HttpRequest, user: "User") -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
