"""What people type about what is their own."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.accounts.rules import LABEL_LENGTH

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
