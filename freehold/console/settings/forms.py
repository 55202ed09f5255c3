"""The tenant's own settings."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from freehold.ui.forms import SeenForm

ZONES = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]


class SettingsForm(SeenForm):
    """Name, language, time zone."""

    name = forms.CharField(
        label=_("Company name"), max_length=120, help_text=_("As it stands on the invoice.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
    version = forms.IntegerField(widget=forms.HiddenInput)
