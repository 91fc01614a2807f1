"""The form for the reason of a rewording."""

from django import forms

from frameworks.forms.drafts import set_too_long_messages
from frameworks.models.reason import LONGEST


class ReasonForm(forms.Form):
    text = forms.CharField(
        label="Why? In a sentence",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "class": "govuk-textarea"}),
        error_messages={"required": "Write the reason, in a sentence."},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        set_too_long_messages(self)
