"""Forms for the people of an organisation."""

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse

from cpd_site.accounts.forms.sign_in import NEW_PASSWORD
from cpd_site.accounts.forms.signup import name_field
from cpd_site.accounts.pasted_addresses import PastedAddresses, read_pasted
from cpd_site.models import Invitation, Membership, Organisation, User
from cpd_site.serving.filter_bar import WordsField
from cpd_site.words import search_words

Role = Membership.Role

NOTHING_LOOKED_FOR = "Enter a word of its name, its postcode or its URN."

MOST_PASTED = 50_000
"""Characters in the box of addresses: more than the whole staff of the largest school."""


class InviteForm(forms.Form):
    """Invites people to an organisation in one role: every address in the box."""

    emails = forms.CharField(
        label="E-mail addresses",
        help_text="One or many: paste a column of a spreadsheet, or a list. Names beside the "
        "addresses do no harm.",
        max_length=MOST_PASTED,
        widget=forms.Textarea(
            attrs={"rows": 5, "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
        error_messages={
            "required": "Enter an e-mail address.",
            "max_length": "This is too much to take at once. Paste part of it, then the rest.",
        },
    )
    role = forms.ChoiceField(label="What they become", widget=forms.RadioSelect)
    again = forms.BooleanField(label="Also invite people who were members before", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        organisation: Organisation,
        roles: Sequence[Membership.Role],
        asks_again: bool = False,
    ) -> None:
        super().__init__(data)
        self.organisation, self.roles = organisation, roles
        role = cast(forms.ChoiceField, self.fields["role"])
        role.choices = [(each.value, f"{each.label}: {each.may}") for each in roles]
        role.initial = Role.READER
        whom = ["emails", "again"] if asks_again else ["emails"]
        self.helper = FormHelper()
        self.helper.form_action = reverse("invite", args=[organisation.slug])
        self.helper.layout = Layout(
            Div(Div(*map(Field, whom)), Div(Field("role")), css_class="cpd-invite__form")
        )
        self.helper.add_input(Submit("", "Invite"))

    def with_emails(self, emails: str, asks_again: bool) -> "InviteForm":
        """Return the form with this text in its box."""
        data = {"emails": emails, "role": self.data.get("role", "")}
        return InviteForm(
            data, organisation=self.organisation, roles=self.roles, asks_again=asks_again
        )

    def clean_emails(self) -> PastedAddresses:
        """Find the addresses. A wrong one does not prevent inviting the others."""
        found = read_pasted(self.cleaned_data["emails"])
        if not (found.good or found.wrong):
            raise forms.ValidationError("Enter an e-mail address.")
        return found


class FindSchoolForm(forms.Form):
    """Searches for a school."""

    q = WordsField(
        label="Its name, postcode or URN",
        help_text="For example “Thornbeck Primary”, “PR1 8RJ” or “119500”.",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"required": NOTHING_LOOKED_FOR},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": "", "role": "search"}
        self.helper.layout = Layout(
            Div(
                Field("q"),
                Submit("", "Find"),
                css_class="cpd-school",
            )
        )

    def clean_q(self) -> str:
        """Refuse a query without letters or digits."""
        typed: str = self.cleaned_data["q"]
        if not search_words(typed):
            raise forms.ValidationError(NOTHING_LOOKED_FOR)
        return typed


class RoleForm(forms.Form):
    """A member's role, on one line of the list."""

    role = forms.ChoiceField(choices=Role.choices)

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        auto_id = f"id_member_{membership.pk}_%s"
        super().__init__(data, initial={"role": membership.role}, auto_id=auto_id)
        self.fields["role"].label = f"Role of {membership.user}"
        self.helper = FormHelper()
        self.helper.form_class = "cpd-inline"
        slug = membership.organisation.slug
        self.helper.form_action = reverse("change_role", args=[slug, membership.pk])
        self.helper.layout = Layout(Field("role", template="cpd/quiet_select.html"))
        self.helper.add_input(Submit("", "Change role", css_class="secondary"))


class AskForRoleForm(forms.Form):
    """Requests a role in a school, with a reason."""

    role = forms.ChoiceField(label="Role you ask for", widget=forms.RadioSelect)
    why = forms.CharField(
        label="Who you are there, and why you ask",
        help_text="A sentence or two, for those who answer. They also see your name and your "
        "address.",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": "Write who you are there.",
            "max_length": "Say it in 500 characters.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = cast(forms.ChoiceField, self.fields["role"])
        role.choices = [(each.value, f"{each.label}: {each.may}") for each in Role]
        self.helper = FormHelper()
        self.helper.add_input(Submit("", "Ask"))


class AnswerRequestForm(forms.Form):
    """Accepts a request, or refuses it with a sentence."""

    answer = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        choices=[("accept", "Yes, give them this role"), ("refuse", "No")],
        error_messages={"required": "Choose yes or no."},
    )
    reply = forms.CharField(
        label="If you say no, why",
        help_text="A sentence or two, which we e-mail to the person who asked.",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"max_length": "Say it in 500 characters."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("", "Answer"))

    def clean(self) -> dict[str, Any]:
        """Require a reason for a refusal."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "refuse" and not cleaned.get("reply"):
            self.add_error("reply", "Write a sentence that says why.")
        return cleaned


class OwnNameForm(forms.Form):
    """A person's own name."""

    name = name_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("", "Save"))


class JoinForm(forms.Form):
    """The account of a new person who accepts an invitation."""

    name = name_field()
    password = forms.CharField(
        label="Password (optional)",
        required=False,
        strip=False,
        help_text=f"Without one you sign in with a code that we e-mail you. {NEW_PASSWORD}",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.helper = FormHelper()
        self.helper.add_input(Submit("", f"Join {invitation.organisation.short_name}"))

    def clean_password(self) -> str:
        """Accept an empty password, or validate it."""
        password: str = self.cleaned_data["password"]
        if password:
            user = User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
            validate_password(password, user)
        return password
