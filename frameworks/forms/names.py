"""The form for the name of a framework."""

from typing import ClassVar

from django import forms

from cpd_site.plain_text import one_line
from frameworks.forms.drafts import SeenForm
from frameworks.models import Framework

NO_NAME = "Write a name for the framework."


class NameForm(SeenForm):
    """The name of a framework."""

    class Meta:
        model = Framework
        fields: ClassVar = ["title"]
        labels: ClassVar = {"title": "Name of the framework"}
        help_texts: ClassVar = {"title": ""}
        error_messages: ClassVar = {"title": {"required": NO_NAME}}

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(NO_NAME)
        return title
