"""What administrators type about people and groups."""

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.accounts.rules import NAME_LENGTH
from freehold.kernel.actor import Role
from freehold.ui.forms import SeenForm

ROLES = [
    (Role.ADMINISTRATOR, _("Administrator: everything, people and access included")),
    (Role.TECHNICIAN, _("Technician: services, domains and mailboxes")),
    (Role.BILLING, _("Billing: orders, prices and invoices")),
]


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


class PersonForm(SeenForm):
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

    def __init__(self, *args: object, may_change_addresses: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not may_change_addresses:
            for name in ("email", "contact_email"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("The company’s own administrators alone change this.")


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

    person = forms.CharField(
        label=_("Mail address"),
        max_length=320,
        help_text=_(
            "The one that they sign in with. Type a part of a name to choose from those who are near."
        ),
        widget=forms.TextInput(
            attrs={"list": "people", "inputmode": "email", "autocapitalize": "none", "autocomplete": "off"}
        ),
    )
