"""The form to open a saved list."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from opportunities.exchange.list_file import MOST_BYTES, lines_in
from opportunities.grid.short_keys import Chosen

TOO_LARGE = "This file is too large for a list: one takes less than 1 MB. Choose another one."


class OpenForm(forms.Form):
    """A form to open a list saved as a file. `chosen` has its lines."""

    file = forms.FileField(
        label="The file of the list",
        help_text="It ends in .html, and was saved with “Save it as a file”.",
        widget=forms.FileInput({"accept": ".html,.htm,text/html"}),
        allow_empty_file=True,
        error_messages={
            "required": "Choose the file of a list.",
            "invalid": "Choose the file of a list.",
            "missing": "Choose the file of a list.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen: Chosen = {}

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        self.chosen = lines_in(file.read())
        if not self.chosen:
            raise forms.ValidationError(
                "This file holds no list: no line of a framework is named in it. Choose one that "
                "was saved with “Save it as a file”."
            )
        return file
