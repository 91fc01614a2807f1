"""The form to find and replace words in a draft."""

from typing import Any

from django import forms

from frameworks.forms.drafts import OneLine, set_too_long_messages
from opportunities.editing.finding import LONGEST_WANTED, Wanted
from opportunities.editing.replacing import Replacing

LONGEST_PUT = 500


class ReplaceForm(forms.Form):
    """A form to find words and replace them by `put`; with `out` it takes them out."""

    find = OneLine(
        label="Find",
        max_length=LONGEST_WANTED,
        error_messages={"required": "Write the words to find."},
    )
    put = OneLine(label="Put in its place", required=False, max_length=LONGEST_PUT)
    any_case = forms.BooleanField(label="Whatever the capitals", required=False)
    whole = forms.BooleanField(label="Whole words only", required=False)
    around = forms.BooleanField(
        label="Also in names of stages and columns, and in sections of text", required=False
    )
    out = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_too_long_messages(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_same = data.get("find") and data.get("put") == data["find"]
        if is_same and not data.get("any_case"):
            self.add_error("put", "These are the words to find. Write others.")
        return data

    @property
    def asked(self) -> Replacing:
        """The search and the replacement. The form must be valid but for `put`."""
        data = self.cleaned_data
        put = data.get("put") or ""
        wanted = Wanted(data["find"], not data["any_case"], data["whole"])
        return Replacing(wanted, put if put or data["out"] else None)

    @property
    def around_too(self) -> bool:
        return bool(self.cleaned_data["around"])
