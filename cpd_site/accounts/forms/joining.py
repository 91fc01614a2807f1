"""Forms for ways into an organisation that are open to many."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.urls import reverse
from django.utils import timezone

from cpd_site.accounts.forms.sign_in import SignupForm
from cpd_site.models import MailDomain, Membership, Organisation
from cpd_site.serving.day_field import DayField

USUAL_TIME = timedelta(days=28)
LONGEST = timedelta(days=366)
MOST_PEOPLE = 500


class MakeLinkForm(forms.Form):
    """Makes a join link: its name, its last day and its limit of people."""

    name = forms.CharField(
        label="Where it will be",
        help_text="To tell it from other links later, such as “Poster in the staff room”.",
        max_length=60,
        error_messages={"required": "Write where it will be, such as “Staff room”."},
    )
    ends_on = DayField(
        label="Last day",
        help_text="Up to a year from now. You can take it back before.",
        error_messages={"required": "Choose the last day."},
    )
    most = forms.IntegerField(
        label="For how many people",
        help_text="When so many have joined, it stops.",
        min_value=1,
        max_value=MOST_PEOPLE,
        error_messages={
            "required": "Write for how many people it is.",
            "invalid": "Write a number.",
            "min_value": "It has to let in one person at least.",
            "max_value": f"It lets in {MOST_PEOPLE} people at most.",
        },
    )

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        initial = {"ends_on": timezone.localdate() + USUAL_TIME, "most": 40}
        super().__init__(data, initial=initial)
        self.helper = FormHelper()
        self.helper.form_action = reverse("join_link_make", args=[organisation.slug])
        self.helper.add_input(Submit("", "Make the link"))

    def clean_ends_on(self) -> date:
        """Refuse a day that is past, or too distant."""
        day: date = self.cleaned_data["ends_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("This day is over. Choose a later one.")
        if day > timezone.localdate() + LONGEST:
            raise forms.ValidationError("This is more than a year away. Choose an earlier day.")
        return day


class AskForDomainForm(forms.Form):
    """Requests a mail domain, by an address at it that a code is mailed to."""

    email = forms.EmailField(
        label="An address at your domain that you can read",
        help_text="Such as office@yourschool.org.uk. We mail a code there; what stands after the "
        "@ is then your domain.",
        max_length=254,  # as in the model
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": "Enter an address at your domain.",
            "invalid": "Enter a whole address, such as office@yourschool.org.uk.",
            "max_length": "This address is too long.",
        },
    )

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data, auto_id="id_domain_%s")
        self.helper = FormHelper()
        self.helper.form_action = reverse("mail_domain_ask", args=[organisation.slug])
        self.helper.add_input(Submit("", "Send a code", css_class="secondary"))


class ProveDomainForm(forms.Form):
    """The code that was mailed to an address at a domain."""

    code = forms.CharField(
        label="Code",
        max_length=30,
        widget=forms.TextInput({"autocomplete": "one-time-code"}),
        error_messages={"required": "Enter the code.", "max_length": "A code has six letters."},
    )

    def __init__(self, data: Any = None, *, domain: MailDomain) -> None:
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_action = reverse(
            "mail_domain_prove", args=[domain.organisation.slug, domain.pk]
        )
        self.helper.add_input(Submit("", "Let them in"))


class CloseWayForm(forms.Form):
    """Revokes a way in, and selects which of those who came by it leave with it."""

    who = forms.ChoiceField(
        label="Who came by it",
        choices=[
            ("stay", "Everybody stays a reader"),
            ("ticked", "Those I tick below leave, the others stay"),
            ("all", "Everybody who came by it and is a reader leaves"),
        ],
        initial="stay",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who stays."},
    )
    leaving = forms.TypedMultipleChoiceField(
        label="Who leaves", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, readers: Sequence[Membership]) -> None:
        super().__init__(data)
        self.fields["leaving"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{each.user}, {each.user.email}" if each.user.name else str(each.user))
            for each in readers
        ]
        if not readers:
            self.fields.clear()
        self.helper = FormHelper()
        self.helper.add_input(Submit("", "Take it back", css_class="warning"))

    def clean(self) -> None:
        if self.cleaned_data.get("who") == "ticked" and not self.cleaned_data.get("leaving"):
            self.add_error("leaving", "Tick who leaves, or choose that everybody stays.")

    @property
    def gone(self) -> Collection[int] | None:
        """Return the memberships to end; None for all readers, including those who just came."""
        who = self.cleaned_data.get("who", "stay")
        if who == "all":
            return None
        return self.cleaned_data["leaving"] if who == "ticked" else ()


def signup_form(address: str) -> SignupForm:
    """Return the sign-up form, which leads back to this address."""
    form = SignupForm()
    form.helper.form_action = reverse("account_signup", query={"next": address})
    return form
