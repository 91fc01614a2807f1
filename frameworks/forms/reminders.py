"""Forms to remind copies that are behind, and to opt out of reminders."""

from typing import Any

from django import forms

from frameworks.actions.reminders import LONGEST_NOTE
from frameworks.forms.drafts import DeskForm, set_too_long_messages


class RemindForm(forms.Form):
    """A form to remind the copies that are behind, with a note."""

    note = forms.CharField(
        label="A note to them (optional)",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_too_long_messages(self)


class WantRemindersForm(DeskForm):
    """A form to allow reminders of pending updates from the followed authority, or not."""

    button, kind = "Save whether we are reminded", "secondary"
    wants = forms.BooleanField(required=False)

    def __init__(self, *args: Any, whose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wants"].label = f"{whose} may remind us by e-mail, once a week at most"
