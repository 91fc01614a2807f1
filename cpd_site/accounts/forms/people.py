"""Forms about the people of an organisation."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse

from cpd_site.accounts.forms.sign_in import NEW_PASSWORD
from cpd_site.accounts.forms.signup import name_field
from cpd_site.models import Invitation, Membership, Organisation, User
from cpd_site.serving.filter_bar import WordsField
from cpd_site.words import looked_for

Role = Membership.Role

NOTHING_LOOKED_FOR = "Enter a word of its name, its postcode or its URN."

WHAT_ROLES_MAY = [(role, f"{role.label}: {role.may}") for role in Role]


class InviteForm(forms.Form):
    """Invites somebody to an organisation in a role."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="The invitation goes there. It works once, for a week.",
        max_length=254,  # as the model keeps it
        error_messages={
            "required": "Enter an e-mail address.",
            "max_length": "This address is too long.",
        },
    )
    role = forms.ChoiceField(
        label="Role", choices=WHAT_ROLES_MAY, initial=Role.READER, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = reverse("invite", args=[organisation.slug])
        self.helper.add_input(Submit("", "Invite"))


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
                HTML('<button class="govuk-button" type="submit">Find</button>'),
                css_class="cpd-school",
            )
        )

    def clean_q(self) -> str:
        """Refuse a query without letters or digits."""
        typed: str = self.cleaned_data["q"]
        if not looked_for(typed):
            raise forms.ValidationError(NOTHING_LOOKED_FOR)
        return typed


class RoleForm(forms.Form):
    """A member's role, on one line of the list."""

    role = forms.ChoiceField(choices=Role.choices)

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        auto_id = f"id_%s_{membership.pk}"
        super().__init__(data, initial={"role": membership.role}, auto_id=auto_id)
        self.fields["role"].label = f"Role of {membership.user}"
        self.helper = FormHelper()
        self.helper.form_class = "cpd-inline"
        slug = membership.organisation.slug
        self.helper.form_action = reverse("change_role", args=[slug, membership.pk])
        self.helper.layout = Layout(Field("role", template="cpd/quiet_select.html"))
        self.helper.add_input(Submit("", "Change role", css_class="secondary"))


class JoinForm(forms.Form):
    """The account of someone new, who accepts an invitation."""

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
