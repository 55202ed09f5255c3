"""What people type on the pages of accounts."""

from datetime import timedelta

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.accounts.rules import LABEL_LENGTH, NAME_LENGTH
from freehold.kernel.actor import Role

ROLES = [
    (Role.ADMINISTRATOR, _("Administrator: everything, people and access included")),
    (Role.TECHNICIAN, _("Technician: services, domains and mailboxes")),
    (Role.BILLING, _("Billing: orders, prices and invoices")),
]
SCOPES = [
    ("accounts", _("People and groups")),
    ("domains", _("Domains")),
    ("mail", _("Mail")),
    ("subscriptions", _("Orders and subscriptions")),
    ("catalog", _("Catalog and prices")),
    ("tenants", _("Customers and settings")),
    ("delegation", _("Access")),
    ("audit", _("The log")),
]
LASTS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("one year"))]


class SignInForm(LoginForm):  # type: ignore[misc]
    """allauth's form, with a label instead of an example inside the field."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Mail address")
        self.fields["login"].widget.attrs.update(autocomplete="username webauthn", autofocus=True)
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """allauth's form in our words; a passkey that signs in alone is what most people want."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("For example: Ada’s phone")
        self.fields["name"].initial = self.initial["name"] = _("Passkey")
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = True


class AcceptInvitationForm(forms.Form):
    """The first password."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("12 characters or more. A few words in a row are strong and easy to remember."),
    )


class NameForm(forms.Form):
    """A name for something of one's own."""

    name = forms.CharField(
        label=_("Which device is it for?"), max_length=LABEL_LENGTH, help_text=_("For example: Ada’s phone")
    )


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=LABEL_LENGTH, help_text=_("For example: nightly report")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        required=False,
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose nothing to let it do all that you may do."),
    )
    lasts = forms.ChoiceField(
        label=_("How long it works"), choices=LASTS, widget=forms.RadioSelect, initial="90"
    )

    def duration(self) -> timedelta:
        """How long the token lasts."""
        return timedelta(days=int(self.cleaned_data["lasts"]))


class RolesField(forms.MultipleChoiceField):
    """Roles beyond member, as a set."""

    def __init__(self) -> None:
        super().__init__(
            label=_("What they may do"),
            required=False,
            choices=ROLES,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Everybody may use their own mail and devices. You can change this at any time."),
        )

    def clean(self, value: list[str] | None) -> frozenset[Role]:
        """The roles that were chosen."""
        return frozenset(Role(role) for role in super().clean(value))


class InviteForm(forms.Form):
    """Somebody new."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=_("For example: Ada Lovelace"))
    email = forms.CharField(
        label=_("Mail address to sign in with"),
        max_length=320,
        help_text=_("For example: ada@acme-dental.example"),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}),
    )
    contact_email = forms.CharField(
        label=_("Where the invitation goes"),
        required=False,
        max_length=320,
        help_text=_("Another address that they can read today. Leave it empty if that is the same one."),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}),
    )
    roles = RolesField()

    def __init__(self, *args: object, may_give_roles: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not may_give_roles:
            del self.fields["roles"]


class PersonForm(forms.Form):
    """How somebody is called and reached."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    email = forms.CharField(
        label=_("Mail address to sign in with"),
        max_length=320,
        help_text=_("Their password stays the same."),
    )
    contact_email = forms.CharField(
        label=_("Contact address"),
        required=False,
        max_length=320,
        help_text=_("Invitations and links for a new password go there."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class RolesForm(forms.Form):
    """What somebody may do."""

    roles = RolesField()
    version = forms.IntegerField(widget=forms.HiddenInput)


class GroupForm(forms.Form):
    """A group."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=_("For example: Front desk"))
    roles = RolesField()

    def __init__(self, *args: object, may_give_roles: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not may_give_roles:
            del self.fields["roles"]


class MemberForm(forms.Form):
    """Somebody to put into a group."""

    person = forms.ChoiceField(label=_("Person"))

    def __init__(self, *args: object, people: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["person"].choices = people  # type: ignore[attr-defined]
