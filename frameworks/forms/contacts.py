"""Forms for a framework's contact and for reports of mistakes."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from cpd_site.plain_text import one_line
from frameworks.forms.drafts import SeenForm, set_too_long_messages
from frameworks.models import Framework
from frameworks.models.framework import CONTACT

LONGEST_REPORT = 2000


class ContactForm(SeenForm):
    """The contact of a framework. Every field is optional."""

    class Meta:
        model = Framework
        fields = CONTACT
        labels: ClassVar = {
            "contact_name": "Name or role",
            "contact_email": "E-mail address",
            "contact_phone": "Telephone",
        }
        help_texts: ClassVar = {
            "contact_name": "A role lasts longer than a name: “CPD team”, “Headteacher’s office”.",
        }
        error_messages: ClassVar = {
            "contact_email": {"invalid": "Type an e-mail address like name@example.org."},
        }

    def clean_contact_name(self) -> str:
        return one_line(self.cleaned_data["contact_name"])

    def clean(self) -> None:
        """Refuse a name without an address or a number."""
        given = self.cleaned_data
        reached = given.get("contact_email") or given.get("contact_phone")
        if given.get("contact_name") and not (reached or self.errors):
            self.add_error("contact_email", "Give an address or a number to ask at.")


class MistakeForm(forms.Form):
    """A form to report a mistake on the page at the path `page`."""

    what = forms.CharField(
        label="What is wrong?",
        help_text="Copy the words, and say what should stand there if you know.",
        max_length=LONGEST_REPORT,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Say what is wrong."},
    )
    email = forms.EmailField(
        label="Your e-mail address (optional)",
        help_text="Only if you want an answer. Whoever reads your message sees it.",
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": "Type an e-mail address like name@example.org, or none."},
    )
    page = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_too_long_messages(self)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(*self.fields, Submit("", "Send it"))
