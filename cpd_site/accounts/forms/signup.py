"""What we ask besides the e-mail address. Alone in its module, since allauth's forms import it."""

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest

if TYPE_CHECKING:
    from cpd_site.models import User


def name_field() -> forms.CharField:
    """For the name under which colleagues see someone."""
    return forms.CharField(
        label="Your name",
        max_length=150,
        help_text="Your colleagues see it beside what you change.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )


class NameForm(forms.Form):
    """What signing up asks besides."""

    name = name_field()

    def signup(self, request: HttpRequest, user: "User") -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
