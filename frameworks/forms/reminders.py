"""Forms to remind the copies that are behind, and not to be reminded."""

from typing import Any

from django import forms

from frameworks.actions.reminders import LONGEST_NOTE
from frameworks.forms.drafts import DeskForm, say_what_is_too_long


class RemindForm(forms.Form):
    """A note to those who are behind."""

    note = forms.CharField(
        label="A note to them (optional)",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_too_long(self)


class WantRemindersForm(DeskForm):
    """Whether who a copy follows may remind it of an edition that waits."""

    button = "Save whether we are reminded"
    wants = forms.BooleanField(required=False)

    def __init__(self, *args: Any, whose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wants"].label = f"{whose} may remind us by mail, once a week at most"
