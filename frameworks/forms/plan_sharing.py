"""Forms to share a plan and to comment on one."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from frameworks.forms.drafts import day
from frameworks.forms.plans import NO_NAMES, OwnForm
from frameworks.models.plans import LONGEST_TEXT

USUAL_TIME = timedelta(days=91)


class ShareForm(OwnForm):
    """A form to share a plan: with whom, to read or comment, until when."""

    button = "Share it"
    email = forms.EmailField(
        label="Their e-mail address",
        help_text="One person, such as your appraiser. They get an e-mail with a link to the "
        "page, and nothing of your plan. They need an account with this address.",
        max_length=254,  # as the model keeps it
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": "Write the e-mail address of the person.",
            "invalid": "Write an e-mail address, such as name@example.org.",
            "max_length": "This address is too long.",
        },
    )
    may_comment = forms.ChoiceField(
        label="What they may do",
        choices=[("", "Read it"), ("yes", "Read it and comment")],
        required=False,
        widget=forms.RadioSelect,
    )
    until = day("Until", help_text="The last day, up to a year from now. You can stop sooner.")

    def clean_may_comment(self) -> bool:
        return bool(self.cleaned_data["may_comment"])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"may_comment": "", "until": localdate() + USUAL_TIME})
        self.fields["until"].required = True
        self.fields["until"].error_messages |= {
            "required": "Choose the last day.",
            "invalid": "Write a date such as 3 March 2027.",
        }


class PlanCommentForm(OwnForm):
    """Comments on a line of a shared plan."""

    button = "Send the comment"
    text = forms.CharField(
        label="Your comment",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Write your comment.",
            "max_length": f"This is too long: use at most {LONGEST_TEXT} characters. "
            "It is not sent yet.",
        },
    )

    def __init__(self, data: Any = None, *, owner: str) -> None:
        super().__init__(data)
        self.fields["text"].help_text = f"{owner} reads it, and nobody else. {NO_NAMES}"
