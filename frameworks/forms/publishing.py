"""Forms to publish, withdraw and preview an edition, and to follow a framework."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cpd_site.plain_text import one_line, several_lines
from cpd_site.serving.day_field import DayField
from frameworks.actions.publishing import LONGEST_NOTE
from frameworks.actions.withdrawing import LONGEST_REASON
from frameworks.checks import labels
from frameworks.checks.due_times import fault_of

NOW, LATER = "now", "later"

EIGHT = time(8)
"""The time of publication on a day if none is given."""


class _Button(StrictButton):
    """A button to submit a form whose words are not its value."""

    field_classes = "govuk-button"

    def __init__(self, words: str, **attributes: str) -> None:
        super().__init__(words, type="submit", **attributes)


def _helper(*layout: object) -> FormHelper:
    """Return the helper of a form that the server alone checks, with this layout."""
    helper = FormHelper()
    helper.attrs = {"novalidate": ""}
    helper.layout = Layout(*layout)
    return helper


class PublishForm(forms.Form):
    """A form to publish a draft: label, note and time.

    `taken` are the slugs of labels in use. `is_first`: there is no edition whose wording it could
    correct.
    """

    label = forms.CharField(
        label="Label",
        help_text="How people will speak of this edition: 2027, Autumn 2027, 2026/27.",
        error_messages={"required": "Give the edition a label, such as the year."},
    )
    note = forms.CharField(
        label="Note to readers (optional)",
        required=False,
        max_length=LONGEST_NOTE,
        help_text="A sentence or two on what is new. It stands on the edition’s page, in the feed "
        "and in the e-mail to people who follow the framework.",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": f"Use {LONGEST_NOTE:,} characters or fewer for the note."},
    )
    corrects_only = forms.BooleanField(
        label="It only corrects wording",
        required=False,
        help_text="Schools that follow you are then not asked about lines they reworded "
        "themselves.",
    )
    when = forms.ChoiceField(
        label="When?",
        choices=[(NOW, "Now"), (LATER, "At a later date")],
        initial=NOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when to publish."},
    )
    date = DayField(
        label="Date",
        required=False,
        error_messages={"invalid": "Give the date as day, month and year."},
    )
    time = forms.TimeField(
        label="Time",
        required=False,
        initial=EIGHT,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Give the time as hours and minutes, such as 8:00."},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, taken: Collection[str] = (), is_first: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken
        self.helper = _helper(
            "label",
            "note",
            "corrects_only",
            "when",
            Div("date", "time", css_class="cpd-when"),
            "seen",
            _Button("Continue", name="step", value="check"),
        )
        self.helper.form_class = "cpd-publish"
        if is_first:
            del self.fields["corrects_only"]
            self.helper.layout.fields.remove("corrects_only")

    def adapt_help_texts(self, *, is_private: bool, is_followed: bool) -> None:
        """Leave followers out of the help texts if there are none to tell."""
        if is_private:
            self.fields["note"].help_text = "A sentence or two on what is new, for your members."
        if not is_followed and "corrects_only" in self.fields:
            self.fields["corrects_only"].help_text = "Readers are told that nothing else is new."

    def clean_label(self) -> str:
        label = one_line(self.cleaned_data["label"])
        if fault := labels.fault(label, self.taken):
            raise ValidationError(fault)
        return label

    def clean_note(self) -> str:
        return several_lines(self.cleaned_data["note"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == LATER and "date" in cleaned and "time" in cleaned:
            if not cleaned["date"]:
                self.add_error("date", "Give the date on which to publish.")
            elif fault := fault_of(cleaned["date"], _time_in(cleaned), timezone.localtime()):
                self.add_error("date", fault)
        return cleaned

    @property
    def details(self) -> dict[str, Any]:
        """What is said of the edition, by name, and what was seen; the form must be valid."""
        cleaned = {"corrects_only": False, **self.cleaned_data}
        return {name: cleaned[name] for name in ("label", "note", "corrects_only", "seen")}

    @property
    def at(self) -> datetime | None:
        """The time to publish at; None for now."""
        cleaned = self.cleaned_data
        if cleaned.get("when") != LATER or not cleaned.get("date"):
            return None
        return timezone.make_aware(datetime.combine(cleaned["date"], _time_in(cleaned)))


def _time_in(cleaned: dict[str, Any]) -> time:
    """Return the given time, or the usual one."""
    given: time | None = cleaned.get("time")
    return given or EIGHT


class ConfirmForm(PublishForm):
    """A form to confirm a PublishForm: its fields, hidden, and buttons to publish or go back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget = forms.HiddenInput()
            if name == "corrects_only":
                field.widget = forms.CheckboxInput({"hidden": ""})
        later = self.data.get("when") == LATER
        self.helper.form_show_errors = False
        self.helper.layout = Layout(
            *(Field(name, template="cpd/unseen.html") for name in self.fields),
            Div(
                _Button(
                    "Publish it on that date" if later else "Publish now",
                    name="step",
                    value="publish",
                ),
                _Button("Go back", name="step", value="edit", css_class="govuk-button--secondary"),
                css_class="cpd-actions",
            ),
        )


class WithdrawForm(forms.Form):
    """A form to withdraw an edition, with a reason."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        help_text="Readers will see this on every page of the edition.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": "Say why it is withdrawn: readers will be told.",
            "max_length": f"Use {LONGEST_REASON:,} characters or fewer for the reason.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        button = _Button("Withdraw this edition", css_class="govuk-button--warning")
        cancel = HTML('{% include "cpd/cancel.html" %}')
        self.helper = _helper("reason", Div(button, cancel, css_class="cpd-actions"))


class PreviewForm(forms.Form):
    """A form to make a preview link to a draft."""

    note = forms.CharField(
        label="Whom is it for? (optional)",
        help_text="Only you and your colleagues see this: “Headteachers’ meeting”.",
        required=False,
        max_length=120,
        error_messages={"max_length": "Use 120 characters or fewer."},
    )
    allows_comments = forms.BooleanField(
        label="Whoever has the link may comment",
        help_text="They give a name, and read what was said through this link, with the answers.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper("note", "allows_comments", Submit("", "Make a link"))


class FollowForm(forms.Form):
    """A form to follow a framework by mail."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send you a link to confirm it, and use it for nothing else.",
        max_length=254,  # as the model keeps it
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Type your e-mail address.",
            "invalid": "Type an e-mail address like name@example.org.",
            "max_length": "This address is too long.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper("email", Submit("", "Follow"))
