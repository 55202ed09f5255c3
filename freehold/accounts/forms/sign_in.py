"""What people type to sign in and to choose what they sign in with: allauth's forms in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from allauth.account import forms as allauth
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.accounts.rules import LABEL_LENGTH

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PASSWORD_HELP = _("12 characters or more. A few words in a row are strong and easy to remember.")
FAILED = _("This did not work:")


class SignInForm(allauth.LoginForm):  # type: ignore[misc]
    """An address and its password."""

    heading_of_errors = _("You are not signed in yet:")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("Mail address"), autocomplete="username webauthn", autofocus=True)
        _say(self, "password", _("Password"))


class AskForResetForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    """Whose password is forgotten."""

    heading_of_errors = FAILED

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "email", _("Mail address"), autocomplete="username", autofocus=True)


class _NewPassword:
    """A new password, typed once: whoever mistypes it asks for a link."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]  # type: ignore[attr-defined]
        _say(self, "password1", _("New password"), PASSWORD_HELP)  # type: ignore[arg-type]


class ResetPasswordForm(_NewPassword, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password of somebody who came by a link."""


class SetPasswordForm(_NewPassword, allauth.SetPasswordForm):  # type: ignore[misc]
    """The first password of somebody who signs in by passkey."""


class ChangePasswordForm(_NewPassword, allauth.ChangePasswordForm):  # type: ignore[misc]
    """The present password, and a new one."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Present password"))


class ConfirmPasswordForm(allauth.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    heading_of_errors = FAILED

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Password"), autofocus=True)


class CodeForm(codes.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    heading_of_errors = _("You are not signed in yet:")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code"), autofocus=True, inputmode="numeric")


class ConfirmCodeForm(codes.ReauthenticateForm):  # type: ignore[misc]
    """A code once more."""

    heading_of_errors = FAILED

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code"), autofocus=True, inputmode="numeric")


class AppCodeForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app that is being set up."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code that the app shows"), _("Six digits."), inputmode="numeric")


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; one that signs in alone is what most people want."""

    heading_of_errors = FAILED

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", _("Name"), _("For example: Ada’s phone"), maxlength=LABEL_LENGTH)
        self.fields["name"].initial = self.initial["name"] = _("Passkey")
        _say(self, "passwordless", _("Sign in with it alone, without the password"))
        self.fields["passwordless"].initial = True

    def clean_name(self) -> str:
        """A name of one line. The device has the passkey already: a name that cannot be is no reason to refuse it."""
        name = super().clean_name().strip()[:LABEL_LENGTH]
        return name if name.isprintable() else str(_("Passkey"))

    def clean(self) -> dict[str, object]:
        """Check what the device made."""
        with _a_credential():
            return super().clean()  # type: ignore[no-any-return]


class FirstPasskeyForm(webauthn.SignupWebAuthnForm):  # type: ignore[misc]
    """The passkey of somebody who begins with it: it signs in alone."""

    heading_of_errors = FAILED

    def clean_name(self) -> str:
        """Nobody is asked for a name before there are two."""
        return str(_("Passkey"))

    def clean(self) -> dict[str, object]:
        """Check what the device made."""
        with _a_credential():
            return super().clean()  # type: ignore[no-any-return]


class RenamePasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """A passkey's name."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", _("Name"), _("For example: Ada’s phone"), maxlength=LABEL_LENGTH)

    def clean_name(self) -> str:
        """A name of one line."""
        name: str = self.cleaned_data["name"].strip()
        if not name.isprintable() or len(name) > LABEL_LENGTH:
            raise forms.ValidationError(_("Give a short name of one line."), code="not_a_name")
        return name


class _FromPasskey:
    """What a passkey answered, checked."""

    def clean_credential(self) -> object:
        """The passkey that answered."""
        with _a_credential():
            return super().clean_credential()  # type: ignore[misc]


class PasskeySignInForm(_FromPasskey, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey that signs in alone."""


class PasskeyStepForm(_FromPasskey, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""


class ConfirmPasskeyForm(_FromPasskey, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey once more."""


class AcceptInvitationForm(forms.Form):
    """The first password."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
    )


def _say(
    form: forms.Form, name: str, label: "StrOrPromise", help_text: "StrOrPromise" = "", **attrs: object
) -> None:
    """Label a field in our words; allauth's examples inside fields go."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


@contextmanager
def _a_credential() -> Iterator[None]:
    """Whatever is wrong with what a passkey (or somebody who plays one) sends is one and the same failure."""
    try:
        yield
    except (forms.ValidationError, TypeError, ValueError, KeyError, AttributeError) as error:
        if isinstance(error, forms.ValidationError) and error.code == "too_many_login_attempts":
            raise
        raise forms.ValidationError(
            _("This passkey did not work. Try again; if you use another device, choose its passkey."),
            code="passkey",
        ) from error
