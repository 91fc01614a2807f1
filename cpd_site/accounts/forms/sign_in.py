"""The forms of sign-in: allauth's, in our words and our layout.

Labels are above their fields, never inside them. The button of each form says what it does.
"""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest

from cpd_site.serving.decorators import Destination, destination

EMAIL = "E-mail address"
NEW_PASSWORD = "At least 8 characters. Not only digits, and none that is common."  # noqa: S105


class HiddenTextInput(forms.TextInput):
    """An input in the page that people do not see."""

    is_hidden = True


def username_hint_field(user: Any) -> forms.CharField:
    """Return a field that tells a password manager which of its passwords to offer."""
    attrs = {"autocomplete": "username", "hidden": True, "readonly": True}
    email = getattr(user, "email", "")
    return forms.CharField(required=False, initial=email, widget=HiddenTextInput(attrs))


class SiteFormMixin:
    """A mixin with labels, hints and button. A form posts to its own address."""

    button: ClassVar[str] = "Continue"
    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}
    of_a_password: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            label = str(self.labels.get(name, field.label))
            field.widget.attrs.pop("placeholder", None)
            field.label = label
            field.help_text = self.hints.get(name, "")
            if name != "name":
                field.error_messages["required"] = f"Enter your {label[:1].lower()}{label[1:]}."
        if self.of_a_password:
            fields["username"] = username_hint_field(self.user)  # type: ignore[attr-defined]
            self.order_fields(["username"])  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("", self.button))


class LoginForm(SiteFormMixin, account.LoginForm):
    button = "Sign in"
    labels: ClassVar = {"login": EMAIL, "remember": "Keep me signed in for two weeks"}
    hints: ClassVar = {"remember": "Not on a computer that others use."}

    @property
    def destination(self) -> Destination | None:
        """Return the page that signing in leads to, if that page has an explanation."""
        asked = self.request.POST or self.request.GET
        return destination(asked.get(REDIRECT_FIELD_NAME, ""))


class SignupForm(SiteFormMixin, account.SignupForm):
    field_order: ClassVar = ["name", "email", "password1"]
    button = "Create account"
    labels: ClassVar = {"email": EMAIL, "password1": "Password (optional)"}
    hints: ClassVar = {
        "name": "Your colleagues see it beside what you change.",
        "password1": f"Without one you sign in with a code that we e-mail you. {NEW_PASSWORD}",
    }

    def try_save(self, request: HttpRequest) -> Any:
        """Sign up; hash the password even for a known address, so that both cases take equally
        long.
        """
        if self.account_already_exists:
            adapter = get_adapter()
            adapter.save_user(request, adapter.new_user(request), self, commit=False)
        return super().try_save(request)


class SocialSignupForm(SiteFormMixin, social.SignupForm):
    field_order: ClassVar = ["name", "email"]
    button = "Create account"
    labels: ClassVar = {"email": EMAIL}


class RequestLoginCodeForm(SiteFormMixin, account.RequestLoginCodeForm):
    button = "Send me a code"
    labels: ClassVar = {"email": EMAIL}


class ConfirmLoginCodeForm(SiteFormMixin, account.ConfirmLoginCodeForm):
    button = "Sign in"


class ConfirmEmailForm(SiteFormMixin, account.ConfirmEmailVerificationCodeForm):
    button = "Confirm"


class ChangeEmailForm(SiteFormMixin, account.AddEmailForm):
    button = "Change it"
    labels: ClassVar = {"email": "New e-mail address"}
    hints: ClassVar = {"email": "We send a code there. Until you enter it, the old one stays."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.inputs[0].name = "action_add"


class ChangePasswordForm(SiteFormMixin, account.ChangePasswordForm):
    of_a_password = True
    button = "Change password"
    labels: ClassVar = {
        "oldpassword": "Password now",
        "password1": "New password",
        "password2": "New password again",
    }
    hints: ClassVar = {"password1": NEW_PASSWORD}


class SetPasswordForm(SiteFormMixin, account.SetPasswordForm):
    of_a_password = True
    button = "Set password"
    labels: ClassVar = {"password1": "Password", "password2": "Password again"}
    hints: ClassVar = {"password1": NEW_PASSWORD}


class ResetPasswordForm(SiteFormMixin, account.ResetPasswordForm):
    button = "Send me a code"
    labels: ClassVar = {"email": EMAIL}


class ConfirmPasswordResetForm(SiteFormMixin, account.ConfirmPasswordResetCodeForm):
    button = "Continue"


class NewPasswordForm(SiteFormMixin, account.ResetPasswordKeyForm):
    of_a_password = True
    button = "Set password"
    labels: ClassVar = {"password1": "New password", "password2": "New password again"}
    hints: ClassVar = {"password1": NEW_PASSWORD}


class ReauthenticateForm(SiteFormMixin, account.ReauthenticateForm):
    of_a_password = True
    button = "Confirm"


class SecondStepForm(SiteFormMixin, mfa.AuthenticateForm):
    button = "Sign in"
    labels: ClassVar = {"code": "Code"}
    hints: ClassVar = {"code": "From your authenticator app, or one of your recovery codes."}


class SecondStepAgainForm(SiteFormMixin, mfa.ReauthenticateForm):
    button = "Confirm"
    labels: ClassVar = {"code": "Code"}
    hints: ClassVar = {"code": "From your authenticator app, or one of your recovery codes."}


class ActivateAppForm(SiteFormMixin, totp.ActivateTOTPForm):
    button = "Use this app"
    labels: ClassVar = {"code": "Code"}
    hints: ClassVar = {"code": "Six digits, which the app shows for half a minute."}


class DeactivateAppForm(SiteFormMixin, totp.DeactivateTOTPForm):
    button = "Stop using the app"


class RecoveryCodesForm(SiteFormMixin, recovery.GenerateRecoveryCodesForm):
    button = "Make new codes"


class AddPasskeyForm(SiteFormMixin, webauthn.AddWebAuthnForm):
    """A passkey that signs in on its own; experts may make it a second step only."""

    labels: ClassVar = {
        "name": "Name",
        "passwordless": "Sign in with it alone, without a password or code",
    }
    hints: ClassVar = {"name": "To tell it from your others, such as “Work laptop”."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.helper.inputs = []  # the script adds the button


class RenamePasskeyForm(SiteFormMixin, webauthn.EditWebAuthnForm):
    button = "Save"
    labels: ClassVar = {"name": "Name"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = "Enter a name for the passkey."
