"""What people type about what is their own."""

from datetime import timedelta
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from freehold.accounts.rules import LABEL_LENGTH, NAME_LENGTH
from freehold.ui.forms import SeenForm

SCOPES = [
    ("accounts", _("People and groups")),
    ("domains", _("Domains")),
    ("mail", _("Mail")),
    ("accounts.create_app_password", _("Passwords for devices, which read your mail")),
    ("subscriptions", _("Orders and subscriptions")),
    ("metering", _("Usage")),
    ("catalog", _("Catalog and prices")),
    ("tenants", _("Customers and settings")),
    ("delegation", _("Access")),
    ("audit", _("The log")),
]
LASTS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("one year"))]


class ProfileForm(SeenForm):
    """How one is called, and how pages are written for one."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH, help_text=_("As others see it on pages and in the log.")
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("All times on these pages are told in it.")
    )

    def __init__(
        self, *args: object, company_language: str, company_time_zone: str, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        language = dict(settings.LANGUAGES).get(company_language, company_language)
        same = _("As in the company: %(what)s")
        self.fields["language"].choices = [("", same % {"what": language}), *settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", same % {"what": company_time_zone.replace("_", " ")}),
            *((zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone),
        ]


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
