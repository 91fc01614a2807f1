"""What we ask besides the e-mail address. Alone in its module, since allauth's forms import it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest

from cpd_site.words import a_name

if TYPE_CHECKING:
    from cpd_site.models import User


class NameField(forms.CharField):
    """A name on one line, with nothing in it that nobody sees, and no address of somebody's."""

    def to_python(self, value: Any) -> str:
        return a_name(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if "@" in value:
            raise forms.ValidationError("Enter your name without an address, so without an @.")


def name_field() -> NameField:
    """For the name under which colleagues see someone."""
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
    """What signing up asks besides."""

    name = name_field()

    def signup(self, request: HttpRequest, user: "User") -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
